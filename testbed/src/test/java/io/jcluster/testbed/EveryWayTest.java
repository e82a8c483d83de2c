package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.templates.LineWay;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A whole cluster over each way to its node, and what is left where none of them is to be had. */
class EveryWayTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static Testbed testbed;
    private static Person ada;

    @BeforeAll
    static void up() throws InterruptedException {
        testbed = Testbed.up(Person.withJcluster().withNodeSshd());
        ada = Person.ada(testbed);
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @AfterEach
    void clear() throws InterruptedException {
        for (JsonNode cluster : ada.asks("list")) {
            ada.tries("stop", cluster.path("id").asText());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClusterIsWorkedWithThatWayAlsoAfterACut(LineWay way) throws Exception {
        String id =
                ada.submits("-p", profile("line: { way: %s }".formatted(way.word())), "-n", "2");
        assertThat(relay().path("way").asText()).isEqualTo(way.word());
        try (Session python = Session.open(ada, "job_" + id)) {
            assertThat(python.multiply(2).path("products")).hasSize(2);
            testbed.asRoot(LIMIT, "login", "pkill -KILL -u alice sshd");
            assertThat(python.multiply(3).path("products")).hasSize(2);
            assertThat(relay().path("losses").asInt()).isZero();
        }
        ada.types("stop", id);
        Await.until(
                "nothing of ours on the login node",
                () ->
                        testbed.exec("login", "pgrep", "-u", "alice", "-f", "python|srun")
                                .stdout()
                                .isEmpty());
    }

    @Test
    void whereForwardingIsForbiddenItGoesAnotherWayAndSaysWhich() throws Exception {
        testbed.asRoot(
                LIMIT,
                "login",
                "echo 'AllowTcpForwarding no' >>/etc/ssh/sshd_config; kill -HUP $(cat /run/sshd.pid)");
        try {
            Outcome submitted = ada.tries("submit", "-p", profile(""), "-n", "2");
            assertThat(submitted.exitStatus()).as(submitted.stderr()).isZero();
            assertThat(submitted.stderr())
                    .contains("note: ", "forbids forwarding; through a program on the login node");
            assertThat(relay().path("way").asText()).isEqualTo("exec");
        } finally {
            testbed.asRoot(
                    LIMIT,
                    "login",
                    "sed -i '/^AllowTcpForwarding no$/d' /etc/ssh/sshd_config; kill -HUP $(cat /run/sshd.pid)");
        }
    }

    @Test
    void withoutARelayThePromiseThatIsLostIsNamed() throws Exception {
        String without = profile("line: { relay: false }");
        String id = ada.submits("-p", without, "-n", "1");
        JsonNode cluster = ada.asks("agent", "status").path("clusters").path(0);
        assertThat(cluster.has("relay")).isFalse();
        assertThat(ada.types("agent", "status"))
                .contains("cluster " + id, "no relay: what is on its way is lost at a cut");
        assertThat(ada.runs("hello.py", "job_" + id).lines()).hasSize(1);
    }

    private static JsonNode relay() throws InterruptedException {
        return ada.asks("agent", "status").path("clusters").path(0).path("relay");
    }

    /** Writes a profile for the testbed's Slurm with more in it. */
    private static String profile(String more) throws InterruptedException {
        String text =
                String.join("\n", List.of("site: { login: cluster, scheduler: slurm }", more, ""));
        testbed.exec(LIMIT, text, "laptop", "sh", "-c", "cat >/home/ada/way.yaml");
        return "/home/ada/way.yaml";
    }
}
