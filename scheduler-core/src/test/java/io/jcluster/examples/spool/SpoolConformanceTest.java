package io.jcluster.examples.spool;

import io.jcluster.drmaa2.SessionManager;
import io.jcluster.drmaa2.conformance.Installation;
import io.jcluster.drmaa2.conformance.SessionRules;
import io.jcluster.drmaa2.conformance.WaitingRules;
import io.jcluster.scheduler.CommandLineSessionManager;
import io.jcluster.scheduler.Pace;
import io.jcluster.tunnel.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The toy batch system, by the rules of DRMAA2. */
class SpoolConformanceTest {

    private static Spool spool;

    @BeforeAll
    static void up(@TempDir Path home) {
        spool = new Spool(home);
    }

    @AfterAll
    static void down() {
        spool.manager().close();
    }

    /** This machine, with a home directory of the test's own. */
    private static final class Spool implements Installation {

        private final Home home;
        private final SessionManager manager;

        Spool(Path directory) {
            home = new Home(directory);
            manager = another();
        }

        @Override
        public SessionManager manager() {
            return manager;
        }

        @Override
        public SessionManager another() {
            return new CommandLineSessionManager(
                    new SpoolDialect(),
                    home,
                    home.directory().resolve("sessions"),
                    new Pace(Duration.ofMillis(100), Duration.ofSeconds(1)));
        }

        @Override
        public String directory() {
            return home.directory().toString();
        }

        @Override
        public String run(String script) throws InterruptedException {
            var outcome = home.run(Command.script(script));
            if (!outcome.succeeded()) {
                throw new AssertionError(outcome.toString());
            }
            return outcome.stdout();
        }

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
                    "rerunnable",
                    "minSlots",
                    "resourceLimits",
                    "outputPath",
                    "errorPath",
                    "joinFiles");
        }

        @Override
        public boolean queues() {
            return false;
        }

        @Override
        public boolean suspends() {
            return false;
        }
    }

    @Nested
    class Sessions extends SessionRules {

        @Override
        public Installation installation() {
            return spool;
        }
    }

    @Nested
    class Waiting extends WaitingRules {

        @Override
        public Installation installation() {
            return spool;
        }
    }
}
