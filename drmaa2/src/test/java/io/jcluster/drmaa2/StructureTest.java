package io.jcluster.drmaa2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcluster.drmaa2.Samples.Sample;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all seven structures have in common. */
class StructureTest {

    /** Texts that differ from the samples, for attributes a structure cannot be without. */
    private static final Map<String, String> OTHER =
            Map.of(
                    "name", "other",
                    "reservationId", "other",
                    "event", "MIGRATED",
                    "jobId", "other",
                    "sessionName", "other");

    static Stream<Sample> everyStructure() {
        return Samples.everyStructure();
    }

    @ParameterizedTest
    @MethodSource("everyStructure")
    void theSampleSetsEveryAttributeAndNamesThemInOrder(Sample sample) {
        assertThat(sample.full().setAttributes())
                .containsExactlyElementsOf(
                        sample.schema().rows().stream().map(Attribute::name).toList());
        assertThat(sample.full().extensions()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("everyStructure")
    void theTextFormGivesAnEqualStructure(Sample sample) {
        Structure again = sample.read().apply(sample.full().toAttributes());

        assertThat(again).isEqualTo(sample.full()).hasSameHashCodeAs(sample.full());
        assertThat(again.toAttributes()).isEqualTo(sample.full().toAttributes());
    }

    @ParameterizedTest
    @MethodSource("everyStructure")
    void itDiffersFromOneThatDiffersInAnyAttribute(Sample sample) {
        for (String name : sample.full().toAttributes().keySet()) {
            var texts = new HashMap<>(sample.full().toAttributes());
            boolean needed = sample.schema() != JobInfo.SCHEMA && OTHER.containsKey(name);
            texts.compute(name, (key, text) -> needed ? OTHER.get(key) : null);

            assertThat(sample.read().apply(texts)).as(name).isNotEqualTo(sample.full());
        }
    }

    @ParameterizedTest
    @MethodSource("everyStructure")
    void javaSerializationGivesAnEqualStructure(Sample sample) throws Exception {
        assertThat(received(sent(sample.full()))).isEqualTo(sample.full());
    }

    @ParameterizedTest
    @MethodSource("everyStructure")
    void whatArrivesBySerializationIsCheckedAgain(Sample sample) throws Exception {
        byte[] sent = sent(sample.full());
        String extension = sample.full().extensions().keySet().iterator().next();
        byte[] forged =
                new String(sent, ISO_8859_1)
                        .replace(extension, extension.replace('_', '-'))
                        .getBytes(ISO_8859_1);

        assertThatExceptionOfType(UnsupportedAttributeException.class)
                .isThrownBy(() -> received(forged));
    }

    @ParameterizedTest
    @MethodSource("everyStructure")
    void itPrintsItsNameAndEverythingThatIsSet(Sample sample) {
        String shown = sample.full().toString();

        assertThat(shown).startsWith(sample.schema().structure() + "{").endsWith("}");
        for (String name : sample.full().toAttributes().keySet()) {
            assertThat(shown).contains(name + "=");
        }
        assertThat(sample.full().extensions().values()).allMatch(shown::contains);
    }

    @ParameterizedTest
    @MethodSource("everyStructure")
    void anUnknownAttributeIsRefusedByName(Sample sample) {
        for (String name : List.of("noSuchAttribute", "other_zz_thing", "slurm_", "")) {
            var texts = new LinkedHashMap<>(sample.full().toAttributes());
            texts.put(name, "x");

            assertThatExceptionOfType(UnsupportedAttributeException.class)
                    .isThrownBy(() -> sample.read().apply(texts))
                    .withMessageContaining("'" + name + "'")
                    .satisfies(e -> assertThat(e.attributes()).containsExactly(name));
        }
    }

    @ParameterizedTest
    @MethodSource("everyStructure")
    void theContentOfAnotherStructureIsRefused(Sample sample) {
        boolean isQueue = sample.schema() == QueueInfo.SCHEMA;
        Attributes foreign = isQueue ? Samples.jobInfo().attributes() : sample.full().attributes();

        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> new QueueInfo(foreign))
                .withMessageContaining("QueueInfo");
    }

    private static byte[] sent(Object value) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private static Object received(byte[] bytes) throws IOException, ClassNotFoundException {
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }
}
