package io.jcluster.artifacts.maven;

import static io.jcluster.artifacts.maven.DiskRepository.needs;
import static io.jcluster.artifacts.maven.DiskRepository.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jcluster.artifacts.ArtifactException;
import io.jcluster.artifacts.ArtifactException.Kind;
import io.jcluster.artifacts.ArtifactSource.Listener;
import io.jcluster.artifacts.Coordinate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Artifacts from a repository of this machine, which the user's settings name as the mirror. */
class MavenRepositoriesTest {

    private static final String OFFLINE = "<offline>true</offline>";

    @TempDir private Path directory;

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<String> allowed = new ConcurrentLinkedQueue<>();
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private HttpServer server = created();
    private DiskRepository central = new DiskRepository(Path.of(""));
    private Path home = Path.of("");

    @BeforeEach
    void serve() throws IOException {
        central = new DiskRepository(Files.createDirectory(directory.resolve("central")));
        home = Files.createDirectory(directory.resolve("home"));
        server.createContext("/", this::answer);
        server.start();
        settings(mirror());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatIsNamedComesWithAllThatItNeedsToRunAndTheNearestVersionWins() throws IOException {
        central.has("app", "1", needs(on("near", "1"), on("far", "1")))
                .has("near", "1", needs(on("deep", "1", "<scope>runtime</scope>")))
                .has("far", "1", needs(on("near", "2"), on("middle", "1")))
                .has("middle", "1", needs(on("deep", "2")))
                .has("near", "2")
                .has("deep", "1")
                .has("deep", "2");
        assertThat(names(jars("org.example:app:1")))
                .containsExactly(
                        "app-1.jar", "near-1.jar", "deep-1.jar", "far-1.jar", "middle-1.jar");
        assertThat(names(jars("org.example:app:1", "org.example:near:2")))
                .as("what is named is nearest")
                .contains("near-2.jar")
                .doesNotContain("near-1.jar");
    }

    @Test
    void whatIsForItsBuildAndItsTestsIsLeftOut() throws IOException {
        central.has(
                "app",
                "1",
                needs(
                        on("junit", "1", "<scope>test</scope>"),
                        on("servlets", "1", "<scope>provided</scope>"),
                        on("extra", "1", "<optional>true</optional>")));
        assertThat(names(jars("org.example:app:1"))).containsExactly("app-1.jar");
        assertThat(told)
                .contains(
                        "looking up what org.example:app:1 needs",
                        "fetching app-1.jar from near (jar 1)");
    }

    @Test
    void whatIsThereIsNotFetchedAgainAndServesWithoutANetwork() throws IOException {
        central.has("app", "1", needs(on("lib", "1"))).has("lib", "1");
        List<Path> first = jars("org.example:app:1");
        assertThat(first).allMatch(it -> it.startsWith(home.resolve(".m2/repository")));
        asked.clear();
        assertThat(jars("org.example:app:1")).isEqualTo(first);
        assertThat(asked).isEmpty();
        server.stop(0);
        settings(mirror() + OFFLINE);
        assertThat(jars("org.example:app:1")).isEqualTo(first);
    }

    @Test
    void theLocalRepositoryAndThePasswordOfTheSettingsAreUsed() throws IOException {
        central.has("app", "1");
        allowed.add(
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString("ada:secret".getBytes(StandardCharsets.UTF_8)));
        assertThat(refused("org.example:app:1").said().orElse("")).contains("401");
        settings(
                mirror()
                        + "<localRepository>"
                        + directory.resolve("elsewhere")
                        + "</localRepository><servers><server><id>near</id><username>ada</username>"
                        + "<password>secret</password></server></servers>");
        assertThat(jars("org.example:app:1"))
                .containsExactly(directory.resolve("elsewhere/org/example/app/1/app-1.jar"));
    }

    @Test
    void theProxyOfTheSettingsIsUsedWhereItIsActive() throws IOException {
        central.has("app", "1").has("lib", "1");
        settings(mirror() + proxy(false, 9));
        assertThat(names(jars("org.example:app:1"))).containsExactly("app-1.jar");
        settings(
                mirror().replace(address(), "http://repository.invalid/maven")
                        + proxy(true, server.getAddress().getPort()));
        assertThat(names(jars("org.example:lib:1"))).containsExactly("lib-1.jar");
    }

    private static String proxy(boolean active, int port) {
        return "<proxies><proxy><active>%s</active><protocol>http</protocol><host>127.0.0.1</host><port>%d</port></proxy></proxies>"
                .formatted(active, port);
    }

    @Test
    void aRepositoryOfAProfileIsAskedToo() throws IOException {
        DiskRepository own = new DiskRepository(Files.createDirectory(directory.resolve("own")));
        own.has("app", "1", needs(on("lib", "1")));
        central.has("lib", "1");
        settings(
                mirror()
                        + "<profiles><profile><id>p</id><repositories><repository><id>own</id><url>"
                        + own.directory().toUri()
                        + "</url></repository></repositories></profile></profiles>"
                        + "<activeProfiles><activeProfile>p</activeProfile></activeProfiles>");
        assertThat(names(jars("org.example:app:1"))).containsExactly("app-1.jar", "lib-1.jar");
    }

    @Test
    void whatIsNotThereIsNamedWithWhoNeedsItAndWhoWasAsked() throws IOException {
        ArtifactException failure = refused("org.example:nothing:1");
        assertThat(failure.kind()).isEqualTo(Kind.NOT_THERE);
        assertThat(failure)
                .hasMessageContaining("there is no org.example:nothing:1; asked: ")
                .hasMessageContaining("near (" + address() + ")");

        assertThat(told).as("said once").noneMatch(it -> it.contains("no POM"));

        central.has("app", "1", needs(on("lib", "1"))).hasPom("lib", "1", needs(on("gone", "3")));
        assertThat(refused("org.example:app:1"))
                .hasMessageContaining("org.example:lib:1, which org.example:app:1 needs,")
                .hasMessageContaining("org.example:gone:3, which org.example:app:1 needs,");
    }

    @Test
    void aJarWithoutAPomServesAndItIsSaid() throws IOException {
        central.has("app", "1");
        Files.delete(central.file("app", "1", "pom"));
        assertThat(names(jars("org.example:app:1"))).containsExactly("app-1.jar");
        assertThat(told)
                .contains("there is no POM of org.example:app:1: what else it needs is not known");
    }

    @Test
    void aJarWhoseChecksumIsWrongIsRefusedAndNotKept() throws IOException {
        central.has("app", "1");
        Files.writeString(central.file("app", "1", "jar"), "something else");
        ArtifactException failure = refused("org.example:app:1");
        assertThat(failure.kind()).isEqualTo(Kind.NOT_FETCHED);
        assertThat(failure)
                .hasMessage(
                        "org.example:app:1 arrived with a checksum that is wrong, and was"
                                + " thrown away");
        assertThat(failure.said().orElse("")).contains("expected", "is actually");
        try (Stream<Path> kept = Files.walk(home)) {
            assertThat(kept.map(Path::toString))
                    .noneMatch(it -> it.contains(".jar") && !it.endsWith(".lastUpdated"));
        }
    }

    @Test
    void withoutANetworkItIsSaidWhatIsMissingAndWhatServesInstead() throws IOException {
        server.stop(0);
        ArtifactException failure = refused("org.example:app:1");
        assertThat(failure.kind()).isEqualTo(Kind.NOT_FETCHED);
        assertThat(failure)
                .hasMessage(
                        "the POM of org.example:app:1 is not in "
                                + home.resolve(".m2/repository")
                                + " and cannot be fetched");
        assertThat(failure.said().orElse("")).contains("near").contains("Connect");
        assertThat(failure.advice()).contains("settings.xml", "--class-path");
    }

    @Test
    void whatIsNotThereWhileTheSettingsSayOfflineIsNotAskedFor() throws IOException {
        settings(mirror() + OFFLINE);
        assertThat(refused("org.example:app:1"))
                .hasMessageContaining("is not in " + home.resolve(".m2/repository"))
                .hasMessageEndingWith("settings.xml says 'offline'");
        assertThat(asked).isEmpty();
    }

    @Test
    void aRepositoryThatAPomNamesWithHttpIsNotAsked() throws IOException {
        central.has(
                "app",
                "1",
                "<repositories><repository><id>open</id><url>http://repository.invalid/</url>"
                        + "</repository></repositories>",
                needs(on("lib", "1")));
        assertThat(refused("org.example:app:1").said().orElse(""))
                .contains("lib", "http://0.0.0.0/", "Blocked");
    }

    @Test
    void settingsThatCannotBeReadAreSaid() throws IOException {
        settings("<mirrors>");
        ArtifactException failure = refused("org.example:app:1");
        assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
        assertThat(failure)
                .hasMessageContaining(home.resolve(".m2/settings.xml") + " cannot be read");
    }

    private List<Path> jars(String... coordinates) {
        return new MavenRepositories(home)
                .jars(
                        Stream.of(coordinates).map(Coordinate::parse).toList(),
                        new Listener() {
                            @Override
                            public void waiting(String what) {
                                told.add(what);
                            }

                            @Override
                            public void note(String what) {
                                told.add(what);
                            }
                        });
    }

    private ArtifactException refused(String coordinate) {
        return catchThrowableOfType(ArtifactException.class, () -> jars(coordinate));
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(it -> String.valueOf(it.getFileName())).toList();
    }

    private void settings(String lines) throws IOException {
        Path file = home.resolve(".m2/settings.xml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "<settings>" + lines + "</settings>");
    }

    private String mirror() {
        return "<mirrors><mirror><id>near</id><mirrorOf>central</mirrorOf><url>"
                + address()
                + "</url></mirror></mirrors>";
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/maven";
    }

    private static HttpServer created() {
        try {
            return HttpServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0),
                    0);
        } catch (IOException e) {
            throw new IllegalStateException("loopback has no port left", e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        Path file = central.directory().resolve(path.substring("/maven/".length()));
        String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        try (exchange) {
            if (!allowed.isEmpty() && !allowed.contains(given)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"test\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(200, Files.size(file));
                Files.copy(file, exchange.getResponseBody());
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }
}
