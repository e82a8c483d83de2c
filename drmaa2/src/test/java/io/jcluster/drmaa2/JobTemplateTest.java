package io.jcluster.drmaa2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class JobTemplateTest {

    private static final JobTemplate FRESH = JobTemplate.builder().build();

    @Test
    void aFreshTemplateHasNothingSet() {
        assertThat(FRESH.setAttributes()).isEmpty();
        assertThat(FRESH.extensions()).isEmpty();
        assertThat(FRESH.toAttributes()).isEmpty();
        assertThat(FRESH).hasToString("JobTemplate{}");
        assertThat(FRESH.remoteCommand()).isEmpty();
        assertThat(FRESH.args()).isEmpty();
        assertThat(FRESH.submitAsHold()).isFalse();
        assertThat(FRESH.rerunnable()).isFalse();
        assertThat(FRESH.jobEnvironment()).isEmpty();
        assertThat(FRESH.minSlots()).isEmpty();
        assertThat(FRESH.minPhysMemory()).isEmpty();
        assertThat(FRESH.machineOS()).isEmpty();
        assertThat(FRESH.startTime()).isEmpty();
        assertThat(FRESH.resourceLimits()).isEmpty();
    }

    @Test
    void nullAndEmptyMakeAnAttributeUnsetAgain() {
        JobTemplate emptied =
                Samples.jobTemplate().toBuilder()
                        .remoteCommand(null)
                        .args(List.of())
                        .submitAsHold(null)
                        .rerunnable(null)
                        .jobEnvironment(Map.of())
                        .workingDirectory(null)
                        .jobCategory(null)
                        .email(null)
                        .emailOnStarted(null)
                        .emailOnTerminated(null)
                        .jobName(null)
                        .inputPath(null)
                        .outputPath(null)
                        .errorPath(null)
                        .joinFiles(null)
                        .reservationId(null)
                        .queueName(null)
                        .minSlots(null)
                        .maxSlots(null)
                        .priority(null)
                        .candidateMachines(null)
                        .minPhysMemory(null)
                        .machineOS(null)
                        .machineArch(null)
                        .startTime(null)
                        .deadlineTime(null)
                        .stageInFiles(null)
                        .stageOutFiles(null)
                        .resourceLimits(null)
                        .accountingId(null)
                        .extension("slurm_jt_constraint", null)
                        .build();

        assertThat(emptied).isEqualTo(FRESH);
    }

    @Test
    void everyAccessorGivesWhatWasSet() {
        JobTemplate template = Samples.jobTemplate();

        assertThat(template.remoteCommand()).contains("/usr/bin/env");
        assertThat(template.args()).hasSize(4).startsWith("bash", "-c").endsWith("");
        assertThat(template.submitAsHold()).isTrue();
        assertThat(template.rerunnable()).isFalse();
        assertThat(template.jobEnvironment()).containsEntry("EMPTY", "");
        assertThat(template.workingDirectory()).contains("$DRMAA2_HOME_DIR$/run");
        assertThat(template.jobCategory()).contains("mpi");
        assertThat(template.email()).containsExactly("one@example.org", "two@example.org");
        assertThat(template.emailOnStarted()).isTrue();
        assertThat(template.emailOnTerminated()).isFalse();
        assertThat(template.jobName()).isPresent();
        assertThat(template.inputPath()).contains("/in");
        assertThat(template.outputPath()).contains("$DRMAA2_WORKING_DIR$/out.$DRMAA2_INDEX$");
        assertThat(template.errorPath()).contains("/err");
        assertThat(template.joinFiles()).isTrue();
        assertThat(template.reservationId()).contains("R1");
        assertThat(template.queueName()).contains("debug");
        assertThat(template.minSlots()).hasValue(2);
        assertThat(template.maxSlots()).hasValue(4);
        assertThat(template.priority()).hasValue(-1);
        assertThat(template.candidateMachines()).containsExactly("nid00012", "nid00003");
        assertThat(template.minPhysMemory()).hasValue(3_221_225_472L);
        assertThat(template.machineOS()).contains(OperatingSystem.LINUX);
        assertThat(template.machineArch()).contains(CpuArchitecture.X64);
        assertThat(template.startTime()).contains(Instant.parse("2026-03-01T12:00:00.123456789Z"));
        assertThat(template.deadlineTime())
                .contains(Instant.parse("2026-03-01T12:01:00.123456789Z"));
        assertThat(template.stageInFiles()).containsEntry("/here", "/there");
        assertThat(template.stageOutFiles()).containsEntry("/there", "/here");
        assertThat(template.resourceLimits())
                .isEqualTo(Map.of("WALLCLOCK_TIME", "600", "OPEN_FILES", "1024"));
        assertThat(template.accountingId()).contains("s1234");
        assertThat(template.extensions()).containsOnlyKeys("slurm_jt_constraint");
    }

    @Test
    void aBooleanSetToFalseReadsLikeAnUnsetOneButIsSet() {
        JobTemplate refused = JobTemplate.builder().rerunnable(false).build();

        assertThat(refused.rerunnable()).isEqualTo(FRESH.rerunnable());
        assertThat(refused.setAttributes()).containsExactly("rerunnable");
        assertThat(refused).isNotEqualTo(FRESH);
    }

    @Test
    void whatWasGivenToTheBuilderCanChangeWithoutChangingTheTemplate() {
        var args = new ArrayList<>(List.of("one"));
        var environment = new HashMap<>(Map.of("NAME", "one"));
        var builder = JobTemplate.builder().args(args).jobEnvironment(environment);
        JobTemplate template = builder.build();

        args.add("two");
        environment.put("OTHER", "two");
        builder.remoteCommand("late");

        assertThat(template.args()).containsExactly("one");
        assertThat(template.jobEnvironment()).isEqualTo(Map.of("NAME", "one"));
        assertThat(template.remoteCommand()).isEmpty();
    }

    @Test
    void whatATemplateGivesCannotBeChanged() {
        JobTemplate template = Samples.jobTemplate();

        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> template.args().add("more"));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> template.jobEnvironment().put("MORE", "more"));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> template.extensions().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> template.setAttributes().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> template.toAttributes().clear());
    }

    @Test
    void dictionariesKeepTheirOrderAlsoAsText() {
        var environment = new LinkedHashMap<String, String>();
        List.of("Z", "A", "M").forEach(name -> environment.put(name, name));
        JobTemplate template = JobTemplate.builder().jobEnvironment(environment).build();

        assertThat(JobTemplate.fromAttributes(template.toAttributes()).jobEnvironment())
                .containsExactlyEntriesOf(environment);
    }

    @Test
    void theKeyOfALimitMayHaveThePrefixOfTheCBinding() {
        JobTemplate plain = JobTemplate.builder().resourceLimit("CPU_TIME", 60).build();

        assertThat(plain.resourceLimits()).isEqualTo(Map.of("CPU_TIME", "60"));
        assertThat(JobTemplate.builder().resourceLimit("DRMAA2_CPU_TIME", 60).build())
                .isEqualTo(plain);
        assertThat(JobTemplate.builder().resourceLimits(Map.of("DRMAA2_CPU_TIME", "60")).build())
                .isEqualTo(plain);
        assertThat(JobTemplate.fromAttributes(Map.of("resourceLimits", "DRMAA2_CPU_TIME=60")))
                .isEqualTo(plain);
    }

    @Test
    void oneLimitInTwoSpellingsAndSizesIsRefused() {
        var limits = Map.of("CPU_TIME", "60", "DRMAA2_CPU_TIME", "61");

        assertRefused("resourceLimits", () -> JobTemplate.builder().resourceLimits(limits));
    }

    @Test
    void aLimitOfTimeIsRoundedUpToSecondsAndIsNeverInfinite() {
        var builder = JobTemplate.builder();

        assertThat(
                        builder.resourceLimit(Drmaa2.CPU_TIME, Duration.ofMillis(1001))
                                .build()
                                .resourceLimits())
                .containsEntry("CPU_TIME", "2");
        assertRefused(
                "resourceLimits",
                () -> builder.resourceLimit(Drmaa2.WALLCLOCK_TIME, Drmaa2.INFINITE_TIME));
        assertRefused("resourceLimits", () -> builder.resourceLimit(Drmaa2.OPEN_FILES, -1));
    }

    @Test
    void threeTebibytesAreExact() {
        JobTemplate template = JobTemplate.builder().minPhysMemory(3L << 30).build();

        assertThat(JobTemplate.fromAttributes(template.toAttributes()).minPhysMemory())
                .hasValue(3_221_225_472L);
    }

    @Test
    void valuesThatCanNeverBeRightAreRefusedAtOnce() {
        var builder = JobTemplate.builder();

        assertRefused("minSlots", () -> builder.minSlots(0));
        assertRefused("maxSlots", () -> builder.maxSlots(-1));
        assertRefused("minPhysMemory", () -> builder.minPhysMemory(-1L));
        assertRefused("args", () -> builder.args(Arrays.asList("one", null)));
        assertRefused(
                "jobEnvironment",
                () -> {
                    var environment = new HashMap<String, String>();
                    environment.put("NAME", null);
                    builder.jobEnvironment(environment);
                });
        assertThat(builder.build()).isEqualTo(FRESH);
    }

    @Test
    void aTextThatIsNoValueIsRefusedWithWhatItShouldBe() {
        var builder = JobTemplate.builder();

        assertRefused("minSlots", () -> builder.attribute("minSlots", "two"));
        assertRefused("minSlots", () -> builder.attribute("minSlots", "0"));
        assertRefused("rerunnable", () -> builder.attribute("rerunnable", "yes"));
        assertRefused("startTime", () -> builder.attribute("startTime", "tomorrow"));
        assertRefused("machineOS", () -> builder.attribute("machineOS", "TRUE64"));
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> builder.attribute("minSlots", "two"))
                .withMessage("minSlots must be a whole number, not 'two'");
    }

    @Test
    void aRefusedEnvironmentIsNotShown() {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> JobTemplate.builder().attribute("jobEnvironment", "s3cret"))
                .withMessage("jobEnvironment must be one key=value per line")
                .satisfies(e -> assertThat(e.getCause()).message().doesNotContain("s3cret"));
    }

    private static void assertRefused(String attribute, ThrowingCallable call) {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(call)
                .withMessageContaining(attribute)
                .satisfies(e -> assertThat(e.attributes()).containsExactly(attribute));
    }
}
