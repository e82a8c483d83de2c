package io.jcluster.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job's directory in a home of its own. */
class JobDirectoryTest implements Host {

    private final LocalHost here = new LocalHost();
    private final JobDirectory directory =
            new JobDirectory(this, JobDirectory.pathFor("abcdef0123"));

    @TempDir Path home;

    @AfterEach
    void closeHere() {
        here.close();
    }

    /**
     * Engines log the contents of messages: a hundred kilobytes in a line, megabytes in seconds.
     */
    @Test
    void ofAHugeLogOnlyTheLastLinesComeAndOfALongLineOnlyItsBeginning()
            throws IOException, InterruptedException {
        directory.create();
        var log = home.resolve(JobDirectory.PARENT).resolve("abcdef0123/engines.log");
        var contents = "x".repeat(100_000);
        Files.writeString(log, ("message " + contents + "\n").repeat(200) + "the end\n");
        var tails = directory.tails(List.of("engines.log", "job.log"), 5);
        assertThat(tails.length()).isLessThan(5 * 700);
        assertThat(tails.lines().toList()).hasSize(1 + 5);
        assertThat(tails).contains("engines.log").contains("message xxx").endsWith("the end\n");
        assertThat(tails).doesNotContain("job.log");
    }

    /** What a program prints is shown byte by byte as it is, and none of it twice. */
    @Test
    void whatHasComeToAFileComesOnceAndAsItIs() throws IOException, InterruptedException {
        directory.create();
        assertThat(directory.grown("ranks.log", 0, Duration.ZERO)).isEmpty();
        var log = home.resolve(JobDirectory.PARENT).resolve("abcdef0123/ranks.log");
        byte[] some = {'a', 0, (byte) 0xc3, '\r', (byte) 0xff};
        Files.write(log, some);
        assertThat(directory.grown("ranks.log", 0, Duration.ofSeconds(2))).isEqualTo(some);
        assertThat(directory.grown("ranks.log", 3, Duration.ofSeconds(2)))
                .containsExactly('\r', (byte) 0xff);
        assertThat(directory.grown("ranks.log", 5, Duration.ZERO)).isEmpty();
        Files.write(log, new byte[1_300_000]);
        long read = 0;
        for (int i = 0; i < 3; i++) {
            read += directory.grown("ranks.log", read, Duration.ZERO).length;
        }
        assertThat(read).isEqualTo(1_300_000);
    }

    @Override
    public String name() {
        return "login1";
    }

    @Override
    public Outcome run(Command command) throws InterruptedException {
        return here.run(command.withEnvironment(Map.of("HOME", home.toString())));
    }

    @Override
    public Running start(Command command) {
        throw new AssertionError("not used");
    }

    @Override
    public Forward forward(HostPort there, int localPort) {
        throw new AssertionError("not used");
    }

    @Override
    public boolean reaches(HostPort there) {
        throw new AssertionError("not used");
    }

    @Override
    public void close() {
        here.close();
    }
}
