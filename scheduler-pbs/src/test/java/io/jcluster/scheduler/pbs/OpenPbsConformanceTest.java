package io.jcluster.scheduler.pbs;

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
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenPBS by the rules of DRMAA2: the toy in its part, or a real one that is named ({@link
 * RealPbs}).
 */
class OpenPbsConformanceTest {

    private static PbsInstallation pbs;

    @BeforeAll
    static void up(@TempDir Path directory) throws IOException, InterruptedException {
        pbs = PbsInstallation.up(new OpenPbsDialect(), "openpbs", directory);
    }

    @AfterAll
    static void down() {
        pbs.close();
    }

    private interface OnPbs extends InstallationUnderTest {
        @Override
        default Installation installation() {
            return pbs;
        }
    }

    @Nested
    class Sessions extends SessionRules implements OnPbs {}

    @Nested
    class Submission extends SubmissionRules implements OnPbs {}

    @Nested
    class Execution extends ExecutionRules implements OnPbs {}

    @Nested
    class Control extends ControlRules implements OnPbs {}

    @Nested
    class Filters extends FilterRules implements OnPbs {}

    @Nested
    class Waiting extends WaitingRules implements OnPbs {}

    @Nested
    class Arrays extends ArrayRules implements OnPbs {}

    @Nested
    class Monitoring extends MonitoringRules implements OnPbs {}

    @Nested
    class Reservations extends ReservationRules implements OnPbs {}

    @Nested
    class Events extends EventRules implements OnPbs {}
}
