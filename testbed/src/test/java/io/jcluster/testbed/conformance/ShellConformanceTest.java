package io.jcluster.testbed.conformance;

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
import io.jcluster.testbed.Testbed;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** Processes without a batch system, by the rules of DRMAA2. */
class ShellConformanceTest {

    private static Shell shell;

    @BeforeAll
    static void up() throws InterruptedException, IOException {
        shell = new Shell(Testbed.up(Testbed.Options.small()));
    }

    @AfterAll
    static void down() {
        shell.close();
    }

    private static final class Shell extends TestbedInstallation {

        Shell(Testbed testbed) throws IOException {
            super("shell", testbed);
        }

        /** What is a choice among machines, queues or times is none where there is one machine. */
        @Override
        public Set<String> refusedAttributes() {
            return Set.of(
                    "queueName",
                    "candidateMachines",
                    "minPhysMemory",
                    "machineOS",
                    "machineArch",
                    "startTime",
                    "priority",
                    "reservationId",
                    "rerunnable");
        }

        @Override
        public boolean queues() {
            return false;
        }

        @Override
        public int largeArray() {
            return 20;
        }
    }

    private interface OnShell extends InstallationUnderTest {
        @Override
        default Installation installation() {
            return shell;
        }
    }

    @Nested
    class Sessions extends SessionRules implements OnShell {}

    @Nested
    class Submission extends SubmissionRules implements OnShell {}

    @Nested
    class Execution extends ExecutionRules implements OnShell {}

    @Nested
    class Control extends ControlRules implements OnShell {}

    @Nested
    class Filters extends FilterRules implements OnShell {}

    @Nested
    class Waiting extends WaitingRules implements OnShell {}

    @Nested
    class Arrays extends ArrayRules implements OnShell {}

    @Nested
    class Monitoring extends MonitoringRules implements OnShell {}

    @Nested
    class Reservations extends ReservationRules implements OnShell {}

    @Nested
    class Events extends EventRules implements OnShell {}
}
