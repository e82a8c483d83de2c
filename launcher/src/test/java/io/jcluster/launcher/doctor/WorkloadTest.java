package io.jcluster.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.QueueInfo;
import io.jcluster.launcher.doctor.Finding.Fault;
import io.jcluster.launcher.doctor.Finding.Status;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Walltime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    private static final Dialect SLURM = Dialects.named("slurm");

    private static final List<QueueInfo> QUEUES =
            List.of(
                    queue("debug", "true", "up", "30:00"),
                    queue("long", "false", "up", "infinite"),
                    queue("old", "false", "drain", "1-00:00:00"));

    @Test
    void aQueueThatIsNotThereIsTheProfilesFaultAndTheOthersAreNamed() {
        Finding finding = wanted(Optional.of("debgu"), Optional.empty());
        assertThat(finding.fault()).contains(Fault.REQUEST);
        assertThat(finding.seen()).isEqualTo("'debgu' of the profile is not there, or not for you");
        assertThat(finding.advice()).endsWith("one of debug, long, old");
    }

    @Test
    void aQueueThatIsThereIsFine() {
        assertThat(wanted(Optional.of("debug"), Optional.of(Duration.ofMinutes(30))).status())
                .isEqualTo(Status.OK);
        assertThat(wanted(Optional.of("long"), Optional.of(Duration.ofDays(9))).status())
                .isEqualTo(Status.OK);
    }

    @Test
    void moreTimeThanTheQueueGivesIsAProblem() {
        assertThat(wanted(Optional.of("debug"), Optional.of(Duration.ofHours(2))).seen())
                .isEqualTo("debug has jobs run for 30 min at most; the profile asks for 120 min");
    }

    @Test
    void aQueueThatIsClosedIsAWarning() {
        assertThat(wanted(Optional.of("old"), Optional.empty()).status()).isEqualTo(Status.WARNING);
    }

    @Test
    void withoutAQueueTheSiteMustHaveADefault() {
        assertThat(wanted(Optional.empty(), Optional.empty()).status()).isEqualTo(Status.OK);
        assertThat(
                        Workload.wanted(
                                        SLURM,
                                        QUEUES.subList(1, 3),
                                        profile(Optional.empty(), Optional.empty()))
                                .status())
                .isEqualTo(Status.WARNING);
    }

    private static Finding wanted(Optional<String> queue, Optional<Duration> walltime) {
        return Workload.wanted(SLURM, QUEUES, profile(queue, walltime));
    }

    private static QueueInfo queue(String name, String main, String state, String most) {
        return QueueInfo.builder()
                .name(name)
                .extension("slurm_qi_default", main)
                .extension("slurm_qi_state", state)
                .extension("slurm_qi_max_time", most)
                .build();
    }

    private static Profile profile(Optional<String> queue, Optional<Duration> walltime) {
        return Profile.read(
                "a test",
                "resources: { partition: %s, walltime: %s }"
                        .formatted(queue.orElse(""), walltime.map(Walltime::text).orElse("")));
    }
}
