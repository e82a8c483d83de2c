package io.jcluster.testbed.conformance;

import io.jcluster.drmaa2.SessionManager;
import io.jcluster.drmaa2.conformance.ArrayRules;
import io.jcluster.drmaa2.conformance.ControlRules;
import io.jcluster.drmaa2.conformance.EventRules;
import io.jcluster.drmaa2.conformance.ExecutionRules;
import io.jcluster.drmaa2.conformance.FilterRules;
import io.jcluster.drmaa2.conformance.Installation;
import io.jcluster.drmaa2.conformance.InstallationUnderTest;
import io.jcluster.drmaa2.conformance.MonitoringRules;
import io.jcluster.drmaa2.conformance.ReservationRules;
import io.jcluster.drmaa2.conformance.SessionRules;
import io.jcluster.drmaa2.conformance.SubmissionRules;
import io.jcluster.drmaa2.conformance.WaitingRules;
import io.jcluster.scheduler.CommandLineSessionManager;
import io.jcluster.scheduler.Dialects;
import io.jcluster.testbed.Testbed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** A real Slurm, by the rules of DRMAA2. */
class SlurmConformanceTest {

    private static Slurm slurm;

    @BeforeAll
    static void up(@TempDir Path stateOfRoot) throws InterruptedException, IOException {
        slurm = new Slurm(Testbed.up(Testbed.Options.small()), stateOfRoot);
    }

    @AfterAll
    static void down() {
        slurm.close();
    }

    private static final class Slurm extends TestbedInstallation {

        private static final Duration LIMIT = Duration.ofMinutes(1);
        private static final String SUBMIT =
                "sbatch --parsable --output=/dev/null --wrap='sleep 600'";

        private final Path stateOfRoot;

        Slurm(Testbed testbed, Path stateOfRoot) throws IOException {
            super("slurm", testbed);
            this.stateOfRoot = stateOfRoot;
        }

        /** Slurm shows architectures and cannot be asked for one. */
        @Override
        public Set<String> refusedAttributes() {
            return Set.of("machineArch");
        }

        @Override
        public Optional<String> submitNatively() throws InterruptedException {
            return Optional.of(run(SUBMIT).strip());
        }

        @Override
        public Optional<OthersJob> jobOfAnotherUser() throws InterruptedException {
            var id = testbed.asRoot(LIMIT, "login", "cd /; " + SUBMIT).strip();
            return Optional.of(new OthersJob(id, "root"));
        }

        @Override
        public boolean requeue(String jobId) throws InterruptedException {
            return testbed.execAsRoot(LIMIT, "", "control", "scontrol", "requeue", jobId)
                    .succeeded();
        }

        @Override
        public Optional<SessionManager> reserver() {
            return Optional.of(
                    new CommandLineSessionManager(
                            Dialects.named("slurm"), new RootOfLogin(testbed), stateOfRoot));
        }
    }

    private interface OnSlurm extends InstallationUnderTest {
        @Override
        default Installation installation() {
            return slurm;
        }
    }

    @Nested
    class Sessions extends SessionRules implements OnSlurm {}

    @Nested
    class Submission extends SubmissionRules implements OnSlurm {}

    @Nested
    class Execution extends ExecutionRules implements OnSlurm {}

    @Nested
    class Control extends ControlRules implements OnSlurm {}

    @Nested
    class Filters extends FilterRules implements OnSlurm {}

    @Nested
    class Waiting extends WaitingRules implements OnSlurm {}

    @Nested
    class Arrays extends ArrayRules implements OnSlurm {}

    @Nested
    class Monitoring extends MonitoringRules implements OnSlurm {}

    @Nested
    class Reservations extends ReservationRules implements OnSlurm {}

    @Nested
    class Events extends EventRules implements OnSlurm {}
}
