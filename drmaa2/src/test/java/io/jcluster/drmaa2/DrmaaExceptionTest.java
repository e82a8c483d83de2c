package io.jcluster.drmaa2;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DrmaaExceptionTest {

    record Kind(
            ErrorId id,
            Function<String, DrmaaException> plain,
            BiFunction<String, Throwable, DrmaaException> caused) {

        @Override
        public String toString() {
            return id.name();
        }
    }

    static Stream<Kind> everyKind() {
        return Stream.of(
                new Kind(
                        ErrorId.DENIED_BY_DRMS,
                        DeniedByDrmsException::new,
                        DeniedByDrmsException::new),
                new Kind(
                        ErrorId.DRM_COMMUNICATION,
                        DrmCommunicationException::new,
                        DrmCommunicationException::new),
                new Kind(ErrorId.TRY_LATER, TryLaterException::new, TryLaterException::new),
                new Kind(ErrorId.TIMEOUT, DrmaaTimeoutException::new, DrmaaTimeoutException::new),
                new Kind(ErrorId.INTERNAL, InternalException::new, InternalException::new),
                new Kind(
                        ErrorId.INVALID_ARGUMENT,
                        InvalidArgumentException::new,
                        InvalidArgumentException::new),
                new Kind(
                        ErrorId.INVALID_SESSION,
                        InvalidSessionException::new,
                        InvalidSessionException::new),
                new Kind(
                        ErrorId.INVALID_STATE,
                        InvalidStateException::new,
                        InvalidStateException::new),
                new Kind(
                        ErrorId.OUT_OF_RESOURCE,
                        OutOfResourceException::new,
                        OutOfResourceException::new),
                new Kind(
                        ErrorId.UNSUPPORTED_ATTRIBUTE,
                        UnsupportedAttributeException::new,
                        UnsupportedAttributeException::new),
                new Kind(
                        ErrorId.UNSUPPORTED_OPERATION,
                        DrmaaUnsupportedOperationException::new,
                        DrmaaUnsupportedOperationException::new),
                new Kind(
                        ErrorId.IMPLEMENTATION_SPECIFIC,
                        message -> new ImplementationSpecificException(message, 1),
                        (message, cause) ->
                                new ImplementationSpecificException(message, 1, cause)));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aFailureKeepsItsKindItsMessageAndItsCause(Kind kind) {
        var cause = new IllegalStateException("down below");
        DrmaaException plain = kind.plain().apply("why");
        DrmaaException caused = kind.caused().apply("why", cause);

        assertThat(plain).hasMessage("why").hasNoCause();
        assertThat(caused).hasMessage("why").hasCause(cause);
        assertThat(plain.errorId()).isEqualTo(kind.id());
        assertThat(caused.errorId()).isEqualTo(kind.id());
    }

    @Test
    void theFamilyIsClosedExceptForWhatSingleImplementationsAdd() {
        assertThat(Modifier.isAbstract(DrmaaException.class.getModifiers())).isTrue();
        assertThat(DrmaaException.class.getPermittedSubclasses())
                .containsExactlyInAnyOrderElementsOf(
                        everyKind()
                                .<Class<?>>map(kind -> kind.plain().apply("").getClass())
                                .toList());
        assertThat(
                        Arrays.stream(DrmaaException.class.getPermittedSubclasses())
                                .filter(kind -> !Modifier.isFinal(kind.getModifiers())))
                .containsExactly(ImplementationSpecificException.class);
    }

    @Test
    void aFailureOfOneImplementationCarriesItsNumber() {
        assertThat(new ImplementationSpecificException("why", 153).code()).isEqualTo(153);
    }

    @Test
    void refusedAttributesAreNamed() {
        assertThat(new InvalidArgumentException("why", "minSlots", "maxSlots").attributes())
                .containsExactly("minSlots", "maxSlots");
        assertThat(new UnsupportedAttributeException("why", "email").attributes())
                .containsExactly("email");
    }
}
