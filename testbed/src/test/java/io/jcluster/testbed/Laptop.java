package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcluster.tunnel.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** Ada's side of a testbed, and what must be true of it whatever has happened. */
final class Laptop {

    /** No test waits this long unless something is broken; the machine may be busy. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Path DISTRIBUTION =
            Path.of(System.getProperty("basedir", "."), "..", "launcher", "target", "dist")
                    .toAbsolutePath()
                    .normalize();

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Testbed testbed;

    Laptop(Testbed testbed) {
        this.testbed = testbed;
    }

    /** A small testbed with the distribution under test on the laptop. */
    static Testbed.Options options() {
        if (!DISTRIBUTION.resolve("bin/jcluster").toFile().isFile()) {
            throw new IllegalStateException("no " + DISTRIBUTION + "; run: mvn package");
        }
        return Testbed.Options.small().withJcluster(DISTRIBUTION);
    }

    /** The words that submit engines to the testbed's Slurm. */
    static String[] submit(String... more) {
        List<String> words =
                new ArrayList<>(List.of("submit", "--scheduler", "slurm", "--login", "cluster"));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    Outcome jcluster(String... words) throws InterruptedException {
        return testbed.exec(PATIENCE, "", "laptop", command(words));
    }

    /** Starts a command that somebody will interrupt; it hears signals. */
    Process start(String... words) {
        return testbed.start("laptop", command(words));
    }

    /** A command that must go well. */
    String well(String... words) throws InterruptedException {
        Outcome outcome = jcluster(words);
        assertThat(outcome.exitStatus()).as("jcluster %s: %s", List.of(words), outcome).isZero();
        return outcome.stdout();
    }

    /** The clusters on record, as {@code list --json} has them. */
    JsonNode list() throws InterruptedException {
        try {
            return JSON.readTree(well("list", "--json"));
        } catch (JsonProcessingException e) {
            throw new AssertionError("list --json printed no JSON", e);
        }
    }

    /** The one cluster on record. */
    JsonNode onlyCluster() throws InterruptedException {
        JsonNode clusters = list();
        assertThat(clusters).as("clusters on record").hasSize(1);
        return clusters.get(0);
    }

    /** Every job in the queue is on record. */
    void assertNoOrphan() throws InterruptedException {
        List<String> recorded = new ArrayList<>();
        list().forEach(cluster -> recorded.add(cluster.path("job").asText()));
        assertThat(recorded).as("jobs on record").containsAll(queue());
    }

    /** Nothing on record, nothing in the queue, no job's directory. */
    void assertNothingIsLeft() throws InterruptedException {
        assertThat(list()).as("clusters on record").isEmpty();
        await(() -> jobsAreGone(), "the queue to be empty");
        assertThat(testbed.output("login", "sh", "-c", "ls ~/.jcluster/jobs 2>/dev/null || :"))
                .as("job directories")
                .isEmpty();
    }

    /** Stops whatever a test that failed has left. */
    void clear() throws InterruptedException {
        for (JsonNode cluster : list()) {
            jcluster("stop", cluster.path("id").asText());
        }
    }

    /** Ids of the jobs that wait or run. */
    Set<String> queue() throws InterruptedException {
        String states = "--states=PENDING,RUNNING,SUSPENDED,CONFIGURING";
        return new TreeSet<>(
                testbed.output("control", "squeue", "-h", states, "-o", "%A").lines().toList());
    }

    private boolean jobsAreGone() {
        try {
            return queue().isEmpty();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Whether a shell command goes well on a host. */
    boolean holds(String host, String script) {
        try {
            return testbed.exec(host, "sh", "-c", script).succeeded();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(cause);
    }

    /** Waits for a fact, for as long as a busy machine may take. */
    static void await(BooleanSupplier fact, String what) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for " + what).isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    private static String[] command(String... words) {
        List<String> argv = new ArrayList<>(List.of("/opt/jcluster/bin/jcluster"));
        argv.addAll(List.of(words));
        return argv.toArray(String[]::new);
    }
}
