package io.jcluster.testbed.conformance;

import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.testbed.Testbed;
import io.jcluster.tunnel.Host;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A real Slurm, by the rules of DRMAA2. */
class SlurmConformanceTest extends Conformance {

    private static Testbed testbed;

    @BeforeAll
    static void up() throws InterruptedException {
        testbed = Testbed.up(Testbed.Options.small());
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @Override
    protected Host host() {
        return new TestbedHost(testbed, "login");
    }

    @Override
    protected Dialect dialect() {
        return Dialects.named("slurm");
    }

    @Override
    protected Path onThisMachine(String path) {
        return Path.of(testbed.directory() + path.replaceFirst("^/home/", "/home/cluster/"));
    }
}
