package io.jcluster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a client from its controller, with real controllers. */
class ConnectTest {

    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration PATIENCE = RealCluster.PATIENCE;

    @Test
    void anEncryptedClusterIsUsedLikeAnyOther(@TempDir Path directory) throws IOException {
        try (var cluster = RealCluster.encrypted(directory)) {
            cluster.startEngine();
            try (var client = cluster.connect()) {
                client.awaitEngines(1, PATIENCE, n -> {});
                var answers = client.view().execute("print(6*7)").awaitSuccess(PATIENCE);

                assertThat(cluster.connectionFile().curveServerKey()).isPresent();
                assertThat(answers).extracting(EngineAnswer::stdout).containsExactly("42\n");
            }

            var otherKey =
                    "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"; // an example of ZeroMQ's manual
            assertThat(refused(cluster, file -> file.put("curve_serverkey", otherKey)))
                    .contains("something accepts the connections and drops them again");
            assertThat(refused(cluster, file -> file.putNull("curve_serverkey")))
                    .contains("something accepts the connections and drops them again");
        }
    }

    @Test
    void aWrongKeyAndADeadControllerAreToldApart(@TempDir Path directory) throws Exception {
        try (var cluster = RealCluster.signed(directory)) {
            var file = cluster.connectionFile();
            var wrongKey = altered(cluster, json -> json.put("key", "another"));

            var wrong =
                    catchThrowableOfType(
                            ClientException.class, () -> Client.connect(wrongKey, SHORT));
            assertThat(wrong.kind()).isEqualTo(ClientException.Kind.CANNOT_CONNECT);
            assertThat(wrong).hasMessageContaining("ignores what this client says");
            assertThat(wrong).hasMessageContaining("registration: in order");
            assertThat(wrong.advice().orElseThrow()).startsWith("the key is wrong");

            cluster.killController();

            var dead =
                    catchThrowableOfType(ClientException.class, () -> Client.connect(file, SHORT));
            assertThat(dead.kind()).isEqualTo(ClientException.Kind.CANNOT_CONNECT);
            assertThat(dead).hasMessageContaining("nothing listens there");
            assertThat(dead).hasMessageContaining("registration: not reached");
            assertThat(dead.advice().orElseThrow()).startsWith("the line is dead");
        }
    }

    @Test
    void anEngineWhoseArrivalNobodyToldIsFoundAllTheSame(@TempDir Path directory) throws Exception {
        try (var cluster = RealCluster.signed(directory);
                var silence = new SilentPublisher()) {
            var deaf = altered(cluster, json -> json.put("notification", silence.port()));
            try (var client = Client.connect(deaf, SHORT)) {
                assertThat(client.ids()).isEmpty();

                cluster.startEngine();

                client.awaitEngines(1, PATIENCE, n -> {});
                assertThat(client.view().execute("").await(PATIENCE)).hasSize(1);
            }
        }
    }

    @Test
    void aControllerThatDiesIsNotWaitedForEndlessly(@TempDir Path directory) throws Exception {
        try (var cluster = RealCluster.signed(directory);
                var client = cluster.connect()) {
            cluster.startEngine();
            client.awaitEngines(1, PATIENCE, n -> {});
            var running = client.view().execute("import time\ntime.sleep(30)");

            cluster.killController();

            RealCluster.until(
                    "the client sees the line go", () -> timeout(running).contains("mux lost"));
        }
    }

    @Test
    void aClusterThatIsShutDownTellsItsClients(@TempDir Path directory) throws IOException {
        try (var cluster = RealCluster.signed(directory);
                var client = cluster.connect();
                var bystander = cluster.connect()) {
            cluster.startEngine();
            client.awaitEngines(1, PATIENCE, n -> {});

            client.shutdown(true, PATIENCE);

            var thrown =
                    catchThrowableOfType(
                            ClientException.class,
                            () -> bystander.awaitEngines(9, PATIENCE, n -> {}));
            assertThat(thrown.kind()).isEqualTo(ClientException.Kind.DISCONNECTED);
            RealCluster.until("all processes end", cluster::hasEnded);
        }
    }

    private static String timeout(AsyncResult running) {
        var thrown =
                catchThrowableOfType(
                        ClientException.class, () -> running.await(Duration.ofMillis(10)));
        return String.valueOf(thrown.getMessage());
    }

    private static String refused(RealCluster cluster, Consumer<ObjectNode> change)
            throws IOException {
        var file = altered(cluster, change);
        var thrown = catchThrowableOfType(ClientException.class, () -> Client.connect(file, SHORT));
        assertThat(thrown.kind()).isEqualTo(ClientException.Kind.CANNOT_CONNECT);
        assertThat(thrown.advice().orElseThrow()).contains("CURVE");
        return String.valueOf(thrown.getMessage());
    }

    private static ConnectionFile altered(RealCluster cluster, Consumer<ObjectNode> change)
            throws IOException {
        var json = (ObjectNode) Json.MESSAGES.readTree(Files.readString(cluster.clientFile()));
        change.accept(json);
        return ConnectionFile.parse(json.toString(), "altered");
    }
}
