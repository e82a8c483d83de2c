package io.jcluster.scheduler.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.scheduler.Dialects;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which PBS there is, on a machine that has a PATH and nothing else. */
class PbsFamilyTest implements Host {

    private static final String OPENPBS = "echo 'pbs_version = 23.06.06'";
    private static final String TORQUE = "{ echo 'Version: 6.1.3'; echo 'Commit: 0a1b'; } >&2";

    private final LocalHost here = new LocalHost();
    private final List<String> path = new ArrayList<>();

    @TempDir Path directory;

    @AfterEach
    void closeHere() {
        here.close();
    }

    /** A qstat in a directory of its own, whose server answers or does not. */
    private void qstat(String version, boolean up) throws IOException {
        program(
                "#!/bin/sh\ncase $1 in --version) "
                        + version
                        + " ;; -B) exit "
                        + (up ? 0 : 255)
                        + " ;; esac\n");
    }

    private void program(String text) throws IOException {
        var bin = Files.createDirectory(directory.resolve("bin" + path.size()));
        var qstat = Files.writeString(bin.resolve("qstat"), text);
        assertThat(qstat.toFile().setExecutable(true)).isTrue();
        path.add(bin.toString());
    }

    private String found() {
        return Dialects.named("pbs", this).name();
    }

    @Test
    void openPbsIsKnownByItsVersion() throws IOException {
        qstat(OPENPBS, true);
        assertThat(found()).isEqualTo("pbspro");
    }

    @Test
    void torqueIsKnownByItsVersionAmongTheComplaints() throws IOException {
        qstat(TORQUE, true);
        assertThat(found()).isEqualTo("torque");
    }

    @Test
    void anOldTorqueWritesItSmall() throws IOException {
        qstat("echo 'version: 2.5.13' >&2", true);
        assertThat(found()).isEqualTo("torque");
    }

    @Test
    void itIsKnownAlsoWhileItsServerIsDown() throws IOException {
        qstat(TORQUE, false);
        assertThat(found()).isEqualTo("torque");
    }

    @Test
    void ofTwoTheOneWhoseServerAnswersIsMeant() throws IOException {
        qstat(OPENPBS, false);
        qstat(TORQUE, true);
        assertThat(found()).isEqualTo("torque");
    }

    @Test
    void twoThatAnswerAreNotGuessedAmong() throws IOException {
        qstat(OPENPBS, true);
        qstat(TORQUE, true);
        assertThatThrownBy(this::found)
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("both OpenPBS and TORQUE")
                .hasMessageContaining("pbspro");
    }

    @Test
    void slurmsCommandsOfTheSameNamesAreNoPbs() throws IOException {
        program("#! /usr/bin/perl -w\nuse strict;\nuse Slurm ':all';\n");
        assertThatThrownBy(this::found)
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("the scheduler 'slurm'");
    }

    @Test
    void aRealPbsBehindSlurmsCommandsIsFoundAndUsed() throws IOException, InterruptedException {
        program("#! /usr/bin/perl -w\nuse strict;\nuse Slurm ':all';\n");
        qstat(OPENPBS, true);
        assertThat(found()).isEqualTo("pbspro");
        var outcome = run(new OpenPbsDialect().version().question());
        assertThat(new OpenPbsDialect().version().reader().apply(outcome)).isEqualTo("23.06.06");
    }

    @Test
    void aDialectThatOnlyFindsSlurmsCommandsSaysSo() throws IOException, InterruptedException {
        program("#! /usr/bin/perl -w\nuse strict;\nuse Slurm ':all';\n");
        var listing = new OpenPbsDialect().listing();
        var outcome = run(listing.question());
        assertThat(outcome.exitStatus()).isEqualTo(126);
        assertThat(listing.answered()).rejects(outcome);
        assertThat(listing.refusal().apply(outcome).advice().orElseThrow()).contains("'slurm'");
    }

    @Test
    void aQstatOfNobodyIsNotTakenForOne() throws IOException {
        qstat("echo 'GE 6.2u5'", true);
        assertThatThrownBy(this::found)
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("neither of OpenPBS nor of TORQUE");
    }

    @Test
    void whereThereIsNoneItIsSaidWhereItWasSearched() {
        assertThatThrownBy(this::found)
                .isInstanceOf(DrmCommunicationException.class)
                .hasMessageContaining("/opt/pbs/bin")
                .hasMessageContaining("/opt/torque/bin");
    }

    @Override
    public String name() {
        return "login1";
    }

    @Override
    public Outcome run(Command command) throws InterruptedException {
        return here.run(
                command.withEnvironment(Map.of("PATH", String.join(":", path) + ":/usr/bin:/bin")));
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
    public void close() {}
}
