package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.tunnel.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cluster that another takes the place of, what it costs, and when it would start. */
class RestartTest {

    private static final String[] SUBMIT = {
        "--scheduler", "slurm", "--login", "cluster", "--nodes", "2", "-n", "4", "-t", "20m"
    };
    private static final List<String> WITHOUT_TIME = List.of(SUBMIT).subList(0, 8);

    private static Testbed testbed;
    private static Person ada;

    @BeforeAll
    static void up() throws InterruptedException {
        testbed = Testbed.up(Person.withJcluster());
        ada = Person.ada(testbed);
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @AfterEach
    void clear() throws InterruptedException {
        testbed.output("login", "scancel", "--me");
        for (JsonNode cluster : ada.asks("list")) {
            ada.tries("stop", cluster.path("key").asText());
        }
    }

    @Test
    void aRestartedClusterIsTheSameUnderANewIdAndTheOldOneIsListedAsEnded() throws Exception {
        String old = ada.submits(SUBMIT);
        JsonNode fresh = ada.asks("restart", old, "-n", "2");
        String id = fresh.path("id").asText();
        assertThat(id).isNotEqualTo(old);
        assertThat(fresh.path("engines").asInt()).isEqualTo(2);
        assertThat(state(old)).isEqualTo("ended");
        assertThat(row(old).path("detail").asText()).contains("restart");
        assertThat(state(id)).isEqualTo("ready");
        assertThat(queue()).containsExactly(id);
        assertThat(ada.runs("hello.py", "job_" + id)).contains("rank 1");
        assertThat(ada.types("logs", old)).isNotBlank();
        assertThat(ada.types("script", id)).contains("#SBATCH --time=0:20:00");
        // Once more, from the one that was itself a restart: its options are the last ones.
        JsonNode third = ada.asks("restart", id, "-t", "10m");
        assertThat(third.path("engines").asInt()).isEqualTo(2);
    }

    @Test
    void aRestartThatSlurmWouldRefuseLeavesTheOldClusterAsItIs() throws Exception {
        String old = ada.submits(SUBMIT);
        Outcome refused = ada.tries("restart", old, "--partition", "nowhere");
        assertThat(refused.exitStatus()).isEqualTo(1);
        assertThat(refused.stderr()).contains("nowhere", "cluster " + old + " is as it was");
        Outcome tooLarge = ada.tries("restart", old, "--nodes", "3");
        assertThat(tooLarge.exitStatus()).as(tooLarge.stderr()).isEqualTo(1);
        Outcome contradiction = ada.tries("restart", old, "--tasks-per-node", "3");
        assertThat(contradiction.exitStatus()).isEqualTo(2);
        assertThat(contradiction.stderr()).contains("-n 4 contradicts nodes 2");
        assertThat(state(old)).isEqualTo("ready");
        assertThat(queue()).containsExactly(old);
        ada.runs("hello.py", "job_" + old);
    }

    @Tag("long")
    @Test
    void withOverlapTheOldClusterIsThereUntilTheNewOneIsReady() throws Exception {
        String old = ada.submits(SUBMIT);
        hog();
        Process restart = testbed.start("laptop", ada.jcluster(), "restart", old, "--overlap");
        Await.until("the new job waits beside the old one", () -> queue().size() == 3);
        assertThat(state(old)).isEqualTo("ready");
        testbed.output("login", "scancel", "--me", "--name=hog");
        assertThat(restart.waitFor(4, TimeUnit.MINUTES)).isTrue();
        assertThat(restart.exitValue()).isZero();
        assertThat(state(old)).isEqualTo("ended");
        assertThat(queue()).hasSize(1).doesNotContain(old);
    }

    @Test
    void anInterruptedRestartLeavesOneOfTheTwoOnRecordAndGoesOnWhenItIsGivenAgain()
            throws Exception {
        String old = ada.submits(SUBMIT);
        hog();
        Process restart = testbed.start("laptop", ada.jcluster(), "restart", old);
        Await.until("the old cluster has ended", () -> state(old).equals("ended"));
        restart.toHandle().destroy(); // leaves what it says to be read
        assertThat(restart.waitFor(1, TimeUnit.MINUTES)).isTrue();
        String said = new String(restart.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).contains("interrupted", "cluster " + old);
        List<String> recorded = new ArrayList<>();
        ada.asks("list")
                .forEach(
                        cluster -> {
                            if (cluster.has("job")) {
                                recorded.add(cluster.path("job").asText());
                            }
                        });
        assertThat(recorded).contains(old).containsAll(ownJobs());
        testbed.output("login", "scancel", "--me");
        JsonNode fresh = ada.asks("restart", old);
        assertThat(state(fresh.path("id").asText())).isEqualTo("ready");
    }

    @Test
    void aDryRunSaysWhatItWouldCostAndWhenItWouldStartAndSubmitsNothing() throws Exception {
        JsonNode now = dryRun("-t", "30m");
        assertThat(now.path("submitted").asBoolean(true)).isFalse();
        assertThat(now.path("node_hours").asDouble()).isEqualTo(1.0);
        int perNode = now.path("core_hours").asInt();
        assertThat(perNode).isPositive();
        assertThat(now.path("core_hours_by").asText())
                .isEqualTo(perNode + " CPUs on each node, as the scheduler says");
        JsonNode forecast = now.path("forecasts").path(0);
        assertThat(Instant.parse(forecast.path("start").asText()))
                .isBefore(Instant.now().plus(Duration.ofMinutes(2)));
        assertThat(forecast.path("nodes")).hasSize(2);
        assertThat(forecast.path("cpus").asInt()).isPositive();
        hog();
        Await.until(
                "the nodes are taken",
                () -> testbed.output("login", "squeue", "-h", "-t", "R").contains("hog"));
        JsonNode later = dryRun("-t", "30m").path("forecasts").path(0);
        assertThat(Instant.parse(later.path("start").asText()))
                .isAfter(Instant.now().plus(Duration.ofMinutes(40)));
        Outcome words = ada.tries(words("submit", List.of(SUBMIT), List.of("--dry-run")));
        assertThat(words.stdout()).contains("in about ", "node-hours", "nothing was submitted");
        Outcome never =
                ada.tries(
                        words(
                                "submit",
                                List.of(SUBMIT),
                                List.of("--dry-run", "--constraint", "nowhere")));
        assertThat(never.exitStatus()).as(never.stdout()).isEqualTo(1);
        assertThat(ada.asks("list")).isEmpty();
        assertThat(queue()).hasSize(1);
    }

    @Test
    void whatAClusterCanCostAndWhatItHasUsedAreSaid() throws Exception {
        Outcome submitted =
                ada.tries(words("submit", WITHOUT_TIME, List.of("-t", "11m", "--detach")));
        assertThat(submitted.stderr()).contains("up to 0.37 node-hours (2 nodes x 11 min)");
        String id = ada.asks("list").path(0).path("id").asText();
        Await.until("it runs", () -> row(id).path("node_hours_left").asDouble() > 0);
        JsonNode status = ada.asks("status", id);
        assertThat(status.path("node_hours_left").asDouble()).isBetween(0.2, 11 / 30.0);
        assertThat(status.path("core_hours_left").asDouble()).isPositive();
        assertThat(ada.types("status", id)).contains(" node-hours", " core-hours");
        assertThat(ada.types("watch", id, "--once")).contains("used 0");
        assertThat(status.has("warning")).isFalse();
    }

    @Tag("long")
    @Test
    void theEndOfItsTimeIsAnnouncedAsLongBeforeAsTheProfileSays() throws Exception {
        testbed.output(
                "laptop",
                "sh",
                "-c",
                "mkdir -p ~/.config/jcluster/profiles && printf %s \"$1\""
                        + " >~/.config/jcluster/profiles/soon.yaml",
                "sh",
                "site: { login: cluster, scheduler: slurm }\nlimits: { warn-before: 30m }\n");
        String id = ada.submits("--profile", "soon", "-n", "2", "-t", "20m");
        assertThat(row(id).path("warning").asText()).contains("less than 30 min of its time left");
        assertThat(ada.types("list")).contains("less than 30 min of its time left");
        assertThat(ada.types("status", id)).contains("less than 30 min of its time left");
        assertThat(ada.types("watch", id, "--once")).contains("jcluster restart " + id);
    }

    private static JsonNode dryRun(String... more) throws InterruptedException {
        return ada.asks(words("submit", WITHOUT_TIME, List.of("--dry-run"), List.of(more)));
    }

    @SafeVarargs
    private static String[] words(String command, List<String>... parts) {
        List<String> words = new ArrayList<>(List.of(command));
        for (List<String> part : parts) {
            words.addAll(part);
        }
        return words.toArray(String[]::new);
    }

    /** A job of somebody that takes both nodes as soon as they are free. */
    private static void hog() throws InterruptedException {
        testbed.output(
                "login",
                "sbatch",
                "--nodes=2",
                "--exclusive",
                "--time=60",
                "--job-name=hog",
                "--wrap=sleep 600",
                "--output=/dev/null");
    }

    private static JsonNode row(String id) throws InterruptedException {
        return StreamSupport.stream(ada.asks("list").spliterator(), false)
                .filter(cluster -> cluster.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cluster " + id));
    }

    private static String state(String id) throws InterruptedException {
        return row(id).path("state").asText();
    }

    private static List<String> queue() throws InterruptedException {
        return testbed.output("login", "squeue", "-h", "--me", "-o", "%A").lines().toList();
    }

    private static List<String> ownJobs() throws InterruptedException {
        return testbed.output("login", "squeue", "-h", "--me", "-n", "jcluster", "-o", "%A")
                .lines()
                .toList();
    }
}
