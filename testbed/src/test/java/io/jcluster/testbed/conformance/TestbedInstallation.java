package io.jcluster.testbed.conformance;

import io.jcluster.drmaa2.SessionManager;
import io.jcluster.drmaa2.conformance.Installation;
import io.jcluster.scheduler.CommandLineSessionManager;
import io.jcluster.scheduler.Dialects;
import io.jcluster.scheduler.Pace;
import io.jcluster.testbed.LoginNode;
import io.jcluster.testbed.Testbed;
import io.jcluster.tunnel.SshHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;

/** A scheduler of the testbed, driven through SSH to the login node as alice. */
abstract class TestbedInstallation implements Installation, AutoCloseable {

    /** Faster than any site would like, so that no test waits for the next look. */
    private static final Pace PACE = new Pace(Duration.ofMillis(200), Duration.ofSeconds(1));

    private final String scheduler;
    private final Path state;
    private final SshHost login;
    private final SessionManager manager;
    final Testbed testbed;

    TestbedInstallation(String scheduler, Testbed testbed) throws IOException {
        this.scheduler = scheduler;
        this.testbed = testbed;
        this.state = Files.createTempDirectory("conformance");
        this.login = LoginNode.ssh(testbed);
        this.manager = another();
    }

    @Override
    public final SessionManager manager() {
        return manager;
    }

    @Override
    public final SessionManager another() {
        return new CommandLineSessionManager(Dialects.named(scheduler), login, state, PACE);
    }

    /** In the home that all hosts of the cluster share. */
    @Override
    public final String directory() {
        return "/home/alice";
    }

    @Override
    public final String run(String script) throws InterruptedException {
        var outcome = testbed.exec("login", "sh", "-c", script);
        if (!outcome.succeeded()) {
            throw new AssertionError(script + " ended with " + outcome);
        }
        return outcome.stdout();
    }

    @Override
    public void close() {
        manager.close();
        login.close();
        testbed.close();
        try (var files = Files.walk(state)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
