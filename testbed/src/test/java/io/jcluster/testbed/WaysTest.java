package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.launcher.agent.Way;
import io.jcluster.launcher.agent.WayFinder;
import io.jcluster.scheduler.Dialects;
import io.jcluster.templates.LineWay;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.SshHost;
import io.jcluster.tunnel.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The ways from the laptop to a server in a job, at sites that close one after another. */
class WaysTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int PORT = 23456;
    private static final String SRUN = "through srun";

    private static Testbed testbed;
    private static WayFinder.Place place;

    @BeforeAll
    static void startAServerInAJob() throws Exception {
        testbed = Testbed.up(Testbed.Options.small().withNodeSshd());
        testbed.exec(LIMIT, resource("echo.py"), "login", "sh", "-c", "mkdir ways; cat >echo.py");
        String job =
                testbed.output(
                                "login",
                                "sbatch",
                                "--parsable",
                                "--nodelist=nid1",
                                "--ntasks=12",
                                "--wrap=python3 echo.py " + PORT + " ways/call")
                        .strip();
        Await.until("the server listens", WaysTest::listens);
        place =
                new WayFinder.Place(
                        "nid1",
                        List.of("10.78.0.11", "nid1"),
                        Dialects.named("slurm").inJob(job, "nid1"),
                        "ways/call");
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @AfterEach
    void openEverythingAgain() throws InterruptedException {
        sshd("");
        testbed.asRoot(
                LIMIT, "login", "while ip rule del to 10.78.0.11 prohibit 2>/dev/null; do :; done");
    }

    @Test
    void anOpenSiteIsReachedDirectly() throws Exception {
        assertLeads(Optional.empty(), LineWay.DIRECT, "forwarded to ");
    }

    @Test
    void whereOnlySshIsPermittedItGoesThroughTheServerOnTheNode() throws Exception {
        sshd("PermitOpen nid1:22");
        assertLeads(
                Optional.empty(),
                LineWay.JUMP,
                "alice@login forbids forwarding; through sshd on nid1");
    }

    @Test
    void whereForwardingIsForbiddenAProgramOnTheLoginNodeConnects() throws Exception {
        sshd("AllowTcpForwarding no\nMaxSessions 2");
        assertLeads(
                Optional.empty(),
                LineWay.EXEC,
                "alice@login forbids forwarding; through a program on the login node");
    }

    @Test
    void whereAFirewallStandsBetweenTheSchedulerCarriesIt() throws Exception {
        firewall("22");
        firewall("20000-30000");
        try (SshHost host = LoginNode.ssh(testbed);
                Wire wire = assertFound(host, Optional.empty(), LineWay.SCHEDULER, SRUN).wire()) {
            assertCarries(wire);
            assertThatThrownBy(() -> finder(host, Optional.empty()).withoutRelay(place, PORT))
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e ->
                                    assertThat(e.advice().orElse(""))
                                            .endsWith("are open: scheduler (through srun)"));
        }
        assertNothingIsLeft();
    }

    @Test
    void whereOnlyTheNodeMayConnectItCalls() throws Exception {
        firewall("20000-30000");
        assertLeads(Optional.of(LineWay.CALLBACK), LineWay.CALLBACK, "called by the node");
        assertLeads(Optional.of(LineWay.CALLBACK), LineWay.CALLBACK, "called by the node");
        assertThat(testbed.output("login", "ls", "ways")).isEmpty();
    }

    @Test
    void eachWayThatAProfileMayNameLeadsThere() throws Exception {
        for (LineWay way : LineWay.values()) {
            try (SshHost host = LoginNode.ssh(testbed);
                    Wire wire = finder(host, Optional.of(way)).find(place, PORT).wire()) {
                assertCarries(wire);
            }
        }
    }

    @Test
    void aWayThatIsKeptCanBeGoneAgainAfterTheLineWasCut() throws Exception {
        try (SshHost host = LoginNode.ssh(testbed)) {
            for (LineWay kind : LineWay.values()) {
                WayFinder.Found found = finder(host, Optional.of(kind)).find(place, PORT);
                Way kept = Way.fromJson(found.way().toJson());
                cutBySigkill();
                try (Wire lost = found.wire()) {
                    assertThat(ended(lost)).as(kind.word()).isTrue();
                }
                try (Wire wire = again(kept, host)) {
                    assertCarries(wire);
                }
            }
        }
        assertNothingIsLeft();
    }

    @Test
    void nothingIsLeftWhereTheConnectionWasKilled() throws Exception {
        for (LineWay way : List.of(LineWay.EXEC, LineWay.SCHEDULER)) {
            try (SshHost host = LoginNode.ssh(testbed);
                    Wire wire = finder(host, Optional.of(way)).find(place, PORT).wire()) {
                assertCarries(wire);
                assertThat(bridges("login") + bridges("nid1")).isNotEmpty();
                cutBySigkill();
                assertNothingIsLeft();
            }
        }
    }

    @Test
    void whoIsNotKnownOnTheNodeIsToldWhichKeyItShows() throws Exception {
        testbed.output("laptop", "sed", "-i", "s/^login,nid1,nid2 /login /", ".ssh/known_hosts");
        try (SshHost host = LoginNode.ssh(testbed)) {
            assertThatThrownBy(() -> finder(host, Optional.of(LineWay.JUMP)).find(place, PORT))
                    .hasMessageContaining("| jump: the key of nid1 is not known")
                    .hasMessageContaining("SHA256:");
        } finally {
            testbed.output(
                    "laptop", "sed", "-i", "s/^login /login,nid1,nid2 /", ".ssh/known_hosts");
        }
    }

    private static WayFinder finder(SshHost host, Optional<LineWay> fixed) {
        return new WayFinder(host, fixed, WayFinder.Proof.CONNECTED);
    }

    private static WayFinder.Found assertFound(
            SshHost host, Optional<LineWay> fixed, LineWay way, String sentence)
            throws InterruptedException {
        WayFinder.Found found = finder(host, fixed).find(place, PORT);
        assertThat(found.way().kind()).as(found.sentence()).isEqualTo(way);
        assertThat(found.sentence()).contains(sentence);
        return found;
    }

    private static void assertLeads(Optional<LineWay> fixed, LineWay way, String sentence)
            throws Exception {
        try (SshHost host = LoginNode.ssh(testbed);
                Wire wire = assertFound(host, fixed, way, sentence).wire()) {
            assertCarries(wire);
        }
        assertNothingIsLeft();
    }

    private static void assertCarries(Wire wire) throws Exception {
        byte[] sent = new byte[1 << 20];
        new Random(17).nextBytes(sent);
        CompletableFuture<byte[]> back =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return wire.in().readNBytes(sent.length);
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        });
        wire.out().write(sent);
        assertThat(Arrays.equals(back.get(), sent)).isTrue();
    }

    private static boolean ended(Wire wire) {
        try {
            return wire.in().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** Whoever keeps a way tries it until the line is back. */
    private static Wire again(Way way, SshHost host) throws Exception {
        for (int attempt = 0; ; attempt++) {
            try {
                return way.open(host);
            } catch (HostException e) {
                if (attempt == 10) {
                    throw e;
                }
                Thread.sleep(200);
            }
        }
    }

    private static boolean listens() throws InterruptedException {
        return testbed.exec("nid1", "sh", "-c", "ss -tlnH | grep -q :" + PORT).succeeded();
    }

    private static void cutBySigkill() throws InterruptedException {
        testbed.asRoot(LIMIT, "login", "pkill -KILL -u alice sshd");
    }

    private static void assertNothingIsLeft() throws Exception {
        Await.until(
                "no bridge on login node and node, no srun",
                () ->
                        (bridges("login") + bridges("nid1")).isEmpty()
                                && !testbed.exec("login", "pgrep", "-x", "srun").succeeded());
    }

    /** The bracket keeps this search from finding itself. */
    private static String bridges(String host) throws InterruptedException {
        return testbed.exec(host, "pgrep", "-f", "A bridge of jcluste[r]").stdout();
    }

    private static void firewall(String ports) throws InterruptedException {
        testbed.asRoot(
                LIMIT,
                "login",
                "ip rule add to 10.78.0.11 ipproto tcp dport " + ports + " prohibit");
    }

    /** Starts the login node's SSH server anew, with lines of the site's own. */
    private static void sshd(String lines) throws InterruptedException {
        testbed.asRoot(
                LIMIT,
                "login",
                """
                cd /etc/ssh
                [ -f /run/plain ] || cp sshd_config /run/plain
                { cat /run/plain; printf '%%s\\n' '%s'; } >sshd_config
                server=$(cat /run/sshd.pid)
                kill "$server"
                while kill -0 "$server" 2>/dev/null; do sleep 0.05; done
                /usr/sbin/sshd -E /var/log/sshd.log
                """
                        .formatted(lines));
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = WaysTest.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new AssertionError("no " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
