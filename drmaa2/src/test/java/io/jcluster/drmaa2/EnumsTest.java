package io.jcluster.drmaa2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of the standard and their numbers in GFD.230: none more, none less, in this order. */
class EnumsTest {

    @Test
    void jobStates() {
        assertThat(numbers(JobState.values(), JobState::value))
                .containsExactly(
                        entry("UNDETERMINED", 0),
                        entry("QUEUED", 1),
                        entry("QUEUED_HELD", 2),
                        entry("RUNNING", 3),
                        entry("SUSPENDED", 4),
                        entry("REQUEUED", 5),
                        entry("REQUEUED_HELD", 6),
                        entry("DONE", 7),
                        entry("FAILED", 8));
    }

    @Test
    void operatingSystems() {
        assertThat(numbers(OperatingSystem.values(), OperatingSystem::value))
                .containsExactly(
                        entry("OTHER_OS", 0),
                        entry("AIX", 1),
                        entry("BSD", 2),
                        entry("LINUX", 3),
                        entry("HPUX", 4),
                        entry("IRIX", 5),
                        entry("MACOS", 6),
                        entry("SUNOS", 7),
                        entry("TRU64", 8),
                        entry("UNIXWARE", 9),
                        entry("WIN", 10),
                        entry("WINNT", 11));
    }

    @Test
    void processors() {
        assertThat(numbers(CpuArchitecture.values(), CpuArchitecture::value))
                .containsExactly(
                        entry("OTHER_CPU", 0),
                        entry("ALPHA", 1),
                        entry("ARM", 2),
                        entry("ARM64", 3),
                        entry("CELL", 4),
                        entry("PARISC", 5),
                        entry("PARISC64", 6),
                        entry("X86", 7),
                        entry("X64", 8),
                        entry("IA64", 9),
                        entry("MIPS", 10),
                        entry("MIPS64", 11),
                        entry("PPC", 12),
                        entry("PPC64", 13),
                        entry("SPARC", 14),
                        entry("SPARC64", 15),
                        entry("PPC64LE", 16));
    }

    @Test
    void capabilities() {
        assertThat(numbers(DrmaaCapability.values(), DrmaaCapability::value))
                .containsExactly(
                        entry("ADVANCE_RESERVATION", 0),
                        entry("RESERVE_SLOTS", 1),
                        entry("CALLBACK", 2),
                        entry("BULK_JOBS_MAXPARALLEL", 3),
                        entry("JT_EMAIL", 4),
                        entry("JT_STAGING", 5),
                        entry("JT_DEADLINE", 6),
                        entry("JT_MAXSLOTS", 7),
                        entry("JT_ACCOUNTINGID", 8),
                        entry("RT_STARTNOW", 9),
                        entry("RT_DURATION", 10),
                        entry("RT_MACHINEOS", 11),
                        entry("RT_MACHINEARCH", 12));
    }

    @Test
    void events() {
        assertThat(numbers(DrmaaEvent.values(), DrmaaEvent::value))
                .containsExactly(
                        entry("NEW_STATE", 0), entry("MIGRATED", 1), entry("ATTRIBUTE_CHANGE", 2));
    }

    @Test
    void errorIds() {
        assertThat(numbers(ErrorId.values(), ErrorId::value))
                .containsExactly(
                        entry("SUCCESS", 0),
                        entry("DENIED_BY_DRMS", 1),
                        entry("DRM_COMMUNICATION", 2),
                        entry("TRY_LATER", 3),
                        entry("SESSION_MANAGEMENT", 4),
                        entry("TIMEOUT", 5),
                        entry("INTERNAL", 6),
                        entry("INVALID_ARGUMENT", 7),
                        entry("INVALID_SESSION", 8),
                        entry("INVALID_STATE", 9),
                        entry("OUT_OF_RESOURCE", 10),
                        entry("UNSUPPORTED_ATTRIBUTE", 11),
                        entry("UNSUPPORTED_OPERATION", 12),
                        entry("IMPLEMENTATION_SPECIFIC", 13),
                        entry("LASTERROR", 14));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "UNDETERMINED,  false, false, false",
        "QUEUED,        true,  false, false",
        "QUEUED_HELD,   true,  false, false",
        "RUNNING,       false, true,  false",
        "SUSPENDED,     false, true,  false",
        "REQUEUED,      false, true,  false",
        "REQUEUED_HELD, false, true,  false",
        "DONE,          false, false, true",
        "FAILED,        false, false, true",
    })
    void everyStateBelongsToOneGroupAndUndeterminedToNone(
            JobState state, boolean queued, boolean started, boolean terminated) {
        assertThat(state.isQueued()).isEqualTo(queued);
        assertThat(state.isStarted()).isEqualTo(started);
        assertThat(state.isTerminated()).isEqualTo(terminated);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "x86_64,  X64",
        "i386,    X86",
        "i686,    X86",
        "aarch64, ARM64",
        "arm64,   ARM64",
        "armv7l,  ARM",
        "ppc64,   PPC64",
        "ppc64le, PPC64LE",
        "riscv64, OTHER_CPU",
    })
    void aProcessorIsKnownByTheWordOfUname(String word, CpuArchitecture architecture) {
        assertThat(CpuArchitecture.ofUname(word)).isEqualTo(architecture);
    }

    private static <E extends Enum<E>> Map<String, Integer> numbers(
            E[] words, ToIntFunction<E> value) {
        var numbers = new LinkedHashMap<String, Integer>();
        Arrays.stream(words).forEach(word -> numbers.put(word.name(), value.applyAsInt(word)));
        return numbers;
    }
}
