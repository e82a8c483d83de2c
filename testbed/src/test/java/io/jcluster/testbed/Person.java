package io.jcluster.testbed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcluster.tunnel.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Somebody at a host of the testbed who types commands of jcluster and runs Python programs.
 *
 * @param jcluster the program on that host
 */
record Person(Testbed testbed, String host, String jcluster) {

    /** The distribution under test, packaged before these tests run. */
    static final Path DISTRIBUTION =
            Path.of(System.getProperty("basedir", "."), "../launcher/target/dist")
                    .toAbsolutePath()
                    .normalize();

    /** Far beyond what any command takes: it ends a test that hangs and decides nothing else. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** At the laptop. */
    static Person ada(Testbed testbed) {
        return new Person(testbed, "laptop", "/opt/jcluster/bin/jcluster");
    }

    /** At the login node, with a jcluster of her own in her home. */
    static Person alice(Testbed testbed) throws InterruptedException {
        testbed.copyToAlice(DISTRIBUTION, "jcluster");
        return new Person(testbed, "login", "/home/alice/jcluster/bin/jcluster");
    }

    /** Types a command of jcluster, however it ends. */
    Outcome tries(String... words) throws InterruptedException {
        String[] argv = Stream.concat(Stream.of(jcluster), Stream.of(words)).toArray(String[]::new);
        return testbed.exec(PATIENCE, "", host, argv);
    }

    /** Types a command of jcluster that must go well, and gives what it prints. */
    String types(String... words) throws InterruptedException {
        return wentWell(tries(words), String.join(" ", words));
    }

    /** The same with {@code --json}. */
    JsonNode asks(String... words) throws InterruptedException {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--json");
        return read(types(all.toArray(String[]::new)));
    }

    /** What a command printed, as JSON. */
    static JsonNode read(String said) {
        try {
            return JSON.readTree(said);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + said, e);
        }
    }

    /** Submits a cluster, waits until it is ready and gives its id. */
    String submits(String... words) throws InterruptedException {
        return asks(Stream.concat(Stream.of("submit"), Stream.of(words)).toArray(String[]::new))
                .path("id")
                .asText();
    }

    /** Runs one of the scripts that lie beside these tests, and gives what it prints. */
    String runs(String script, String... words) throws InterruptedException {
        List<String> argv = new ArrayList<>(List.of("python3", "-"));
        argv.addAll(List.of(words));
        return wentWell(
                testbed.exec(
                        PATIENCE,
                        resource("connect.py") + resource(script),
                        host,
                        argv.toArray(String[]::new)),
                script);
    }

    static String resource(String name) {
        try (InputStream text = Person.class.getResourceAsStream(name)) {
            if (text == null) {
                throw new AssertionError("no resource " + name);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What to boot for jcluster: two nodes, and the distribution on the laptop. */
    static Testbed.Options withJcluster() {
        if (!Files.isDirectory(DISTRIBUTION)) {
            throw new IllegalStateException(
                    "there is no "
                            + DISTRIBUTION
                            + "; 'mvn package' makes it before this module's tests");
        }
        return Testbed.Options.small().withJcluster(DISTRIBUTION);
    }

    private static String wentWell(Outcome outcome, String what) {
        if (!outcome.succeeded()) {
            throw new AssertionError(
                    what
                            + " ended with status "
                            + outcome.exitStatus()
                            + "\n"
                            + outcome.stdout()
                            + outcome.stderr());
        }
        return outcome.stdout();
    }
}
