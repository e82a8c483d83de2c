package io.jcluster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jcluster.wire.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real controller with two engines and signed messages. */
@NullUnmarked // JUnit fills the fields
class ClientTest {

    private static final Duration PATIENCE = RealCluster.PATIENCE;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @TempDir static Path directory;
    private static RealCluster cluster;
    private static Client client;
    private static DirectView view;

    @BeforeAll
    static void start() throws IOException {
        cluster = RealCluster.signed(directory);
        cluster.startEngine();
        cluster.startEngine();
        client = cluster.connect();
        client.awaitEngines(2, PATIENCE, n -> {});
        view = client.view(List.of(0, 1));
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void everyEngineRunsTheCodeAndItsOutputIsKeptApart() {
        var answers =
                view.execute("import os, sys\nprint('out', 1)\nprint('err', file=sys.stderr)\n6*7")
                        .awaitSuccess(PATIENCE);

        assertThat(answers).extracting(EngineAnswer::engine).containsExactly(0, 1);
        assertThat(answers)
                .allSatisfy(
                        answer -> {
                            assertThat(answer.stdout()).isEqualTo("out 1\n");
                            assertThat(answer.stderr()).isEqualTo("err\n");
                            assertThat(answer.outputComplete()).isTrue();
                            assertThat(answer.displayed()).contains("42");
                        });
    }

    @Test
    void anExceptionComesBackWithItsEngineAndAReadableTraceback() {
        var code = "import os\nif get_ipython() and OWN == 1: raise ValueError('caf\\u00e9')";
        client.view(List.of(0)).push("OWN", JSON.numberNode(0)).awaitSuccess(PATIENCE);
        client.view(List.of(1)).push("OWN", JSON.numberNode(1)).awaitSuccess(PATIENCE);

        var result = view.execute(code);

        var error = result.await(PATIENCE).get(1).error().orElseThrow();
        assertThat(result.answers().get(0).succeeded()).isTrue();
        assertThat(error.engine()).isEqualTo(1);
        assertThat(error.cause()).isEqualTo(RemoteError.Cause.RAISED);
        assertThat(error.name()).isEqualTo("ValueError");
        assertThat(error.value()).isEqualTo("café");
        assertThat(String.join("\n", error.traceback()))
                .contains("raise ValueError")
                .doesNotContain("\u001b");
        var thrown =
                catchThrowableOfType(ClientException.class, () -> result.awaitSuccess(PATIENCE));
        assertThat(thrown.kind()).isEqualTo(ClientException.Kind.REMOTE_ERROR);
        assertThat(thrown)
                .hasMessageContaining("1 of 2 engines failed; engine 1: ValueError: café");
    }

    @Test
    void valuesComeBackAsJson() throws IOException {
        assertThat(evaluated("{'a': [1, 2.5, None, True, 'x'], 1: (2, 3)}"))
                .isEqualTo(json("{\"a\": [1, 2.5, null, true, \"x\"], \"1\": [2, 3]}"));
        assertThat(evaluated("1, 2  # a comment")).isEqualTo(json("[1, 2]"));
        assertThat(evaluated("'\\ud83d\\ude00 \\x00 \"quoted\"'").textValue())
                .isEqualTo("\ud83d\ude00 \0 \"quoted\"");
    }

    @Test
    void numbersWithoutAJsonFormAreNotMistakenForText() {
        assertThat(evaluated("float('nan')").doubleValue()).isNaN();
        assertThat(evaluated("[float('inf'), -float('inf'), 'nan']"))
                .isEqualTo(
                        JSON.arrayNode()
                                .add(Double.POSITIVE_INFINITY)
                                .add(Double.NEGATIVE_INFINITY)
                                .add("nan"));
        assertThat(evaluated("10**30").bigIntegerValue()).isEqualTo(BigInteger.TEN.pow(30));
        assertThat(evaluated("b'\\x00\\xff'")).isEqualTo(BinaryNode.valueOf(new byte[] {0, -1}));
    }

    @Test
    void aValueWithoutAJsonFormIsAnErrorOfItsOwn() {
        var error = view.evaluate("{1, 2}").await(PATIENCE).get(0).error().orElseThrow();

        assertThat(error.name()).isEqualTo("TypeError");
        assertThat(error.value()).contains("a set has no JSON form");
    }

    @Test
    void anExpressionThatFailsIsAnError() {
        var error = view.evaluate("1/0").await(PATIENCE).get(1).error().orElseThrow();

        assertThat(error.name()).isEqualTo("ZeroDivisionError");
    }

    @Test
    void whatIsPushedCanBePulled() throws IOException {
        var value =
                (com.fasterxml.jackson.databind.node.ObjectNode)
                        json(
                                "{\"text\": \"\ud83d\ude00 ' \\\" \\\\ \\n \\u2028\", \"list\": [1, 2.5, null]}");
        value.put("nan", Double.NaN);
        value.put("big", BigInteger.TEN.pow(40));
        value.put("bytes", new byte[] {1, 2, 3});
        value.putObject("ours").put("__jcluster__", "float").put("value", "NaN");

        view.push("größe_1", value).awaitSuccess(PATIENCE);

        assertThat(view.pull("größe_1").values(PATIENCE).values()).containsOnly(value);
        assertThat(
                        evaluated(
                                "größe_1['nan'] != größe_1['nan'] and type(größe_1['bytes']).__name__"))
                .isEqualTo(JSON.textNode("bytes"));
    }

    @Test
    void nothingIsAddedToTheNamespaceOfTheUser() {
        assertThat(evaluated("[n for n in globals() if 'jcluster' in n]")).isEmpty();
    }

    @Test
    void anInterruptEndsWhatRuns() {
        if (client.isBefore7()) {
            assertThatThrownBy(view::interrupt)
                    .isInstanceOf(ClientException.class)
                    .hasMessageContaining("older than ipyparallel 7");
            return;
        }
        var running =
                view.execute(
                        "import os\nopen('%s/running-%%d' %% os.getpid(), 'w').close()\nwhile True: pass"
                                .formatted(directory));
        RealCluster.until(
                "both engines run the code",
                () -> {
                    var files = directory.toFile().list((d, name) -> name.startsWith("running-"));
                    return files != null && files.length == 2;
                });

        view.interrupt().awaitSuccess(PATIENCE);

        running.await(PATIENCE);
        assertThat(running.answers())
                .allSatisfy(
                        a ->
                                assertThat(a.error().orElseThrow().name())
                                        .isEqualTo("KeyboardInterrupt"));
    }

    @Test
    void aWaitThatIsTooShortSaysWhoIsMissing() {
        var running = view.execute("import time\ntime.sleep(1)");

        assertThatThrownBy(() -> running.await(Duration.ofMillis(10)))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining("2 of 2 engines had not answered after 0.01 s: 0-1");
        running.awaitSuccess(PATIENCE);
    }

    @Test
    void anEngineThatDiesFailsItsRequestAndIsReportedGone() throws Exception {
        var events = new ArrayBlockingQueue<EngineEvent>(10);
        var subscription = client.onEngineChange(events::add);
        try {
            var process = cluster.startEngine();
            var arrived = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(arrived.kind()).isEqualTo(EngineEvent.Kind.ARRIVED);
            var doomed = client.view(List.of(arrived.id()));
            doomed.execute("pass").awaitSuccess(PATIENCE);

            var running = doomed.execute("import time\nwhile True: time.sleep(0.1)");
            cluster.kill(process);

            var answer = running.await(PATIENCE).get(0);
            assertThat(answer.error().orElseThrow().cause())
                    .isEqualTo(RemoteError.Cause.ENGINE_LOST);
            assertThat(events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(
                            new EngineEvent(EngineEvent.Kind.LEFT, arrived.id(), arrived.uuid()));
            assertThat(client.ids()).doesNotContainKey(arrived.id());
            assertThat(doomed.execute("1").await(PATIENCE).get(0).succeeded()).isFalse();
        } finally {
            subscription.close();
        }
    }

    /** An engine of its own: what the others did before may reach the hub's counts at any time. */
    @Test
    void theQueuesAreThoseOfTheLiveEngines() throws Exception {
        var events = new ArrayBlockingQueue<EngineEvent>(10);
        try (var subscription = client.onEngineChange(events::add)) {
            var process = cluster.startEngine();
            try {
                var engine = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS).id();
                assertThat(queueOf(engine)).isEqualTo(new QueueStatus(engine, 0, 0, 0));

                client.view(List.of(engine)).execute("pass").awaitSuccess(PATIENCE);

                RealCluster.until(
                        "the hub has counted the answer",
                        () -> queueOf(engine).equals(new QueueStatus(engine, 0, 1, 0)));
                assertThat(client.queueStatus(PATIENCE))
                        .extracting(QueueStatus::engine)
                        .contains(0, 1);
            } finally {
                cluster.kill(process);
                events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private static QueueStatus queueOf(int engine) {
        return client.queueStatus(PATIENCE).stream()
                .filter(queue -> queue.engine() == engine)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void waitingForEnginesTellsOfEachStepAndNamesWhatIsMissing() {
        var steps = new ArrayList<Integer>();

        assertThatThrownBy(() -> client.awaitEngines(99, Duration.ofMillis(50), steps::add))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining("of 99 engines had registered");
        assertThat(steps).isNotEmpty();
    }

    /**
     * JeroMQ 0.6.0 stalls in some 5 % of its handshakes with libzmq: of this many connections, ten
     * would not come about.
     */
    @Test
    void twoHundredConnectionsAllSucceed() throws Exception {
        var file = cluster.connectionFile();
        var workers = Executors.newFixedThreadPool(4);
        try {
            var all = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 200; i++) {
                all.add(
                        workers.submit(
                                () -> {
                                    try (var another = Client.connect(file, PATIENCE)) {
                                        return another.ids().size();
                                    }
                                }));
            }
            for (var engines : all) {
                assertThat(engines.get()).isGreaterThanOrEqualTo(2);
            }
        } finally {
            workers.shutdown();
        }
    }

    @Test
    void whatEnginesAnswerWhileTheLineIsCutIsNotLost() throws Exception {
        try (var line = new CutLine(cluster.connectionFile());
                var far =
                        Client.connect(
                                cluster.connectionFile().rewrittenTo(line.ports()), PATIENCE)) {
            var gate = directory.resolve("gate");
            var code =
                    "import os, time\nprint('before', flush=True)\nwhile not os.path.exists('%s'):"
                            + " time.sleep(0.01)\nprint('after')\n6 * 7";
            var running = far.view(List.of(0, 1)).execute(code.formatted(gate));
            AsyncResult task;
            try {
                RealCluster.until("both run", () -> running.running().size() == 2);
                // Behind them: before them it would be answered by an engine that is still free.
                task = far.loadBalancedView().evaluate("1 + 1");
                RealCluster.until(
                        "it waits",
                        () ->
                                client.queueStatus(PATIENCE).stream()
                                                .mapToInt(QueueStatus::tasks)
                                                .sum()
                                        == 1);
                line.cut();
                assertThat(task.ready()).isFalse();
            } finally {
                Files.createFile(gate); // or the engines, which others use too, would wait for ever
            }
            client.getResult(running.msgIds()).awaitSuccess(PATIENCE);
            assertThat(running.progress()).isZero();
            line.mend();

            var answers = running.awaitSuccess(PATIENCE);
            assertThat(answers).extracting(EngineAnswer::stdout).containsOnly("before\nafter\n");
            assertThat(answers).allSatisfy(a -> assertThat(a.displayed()).contains("42"));
            assertThat(task.get(PATIENCE)).hasToString("[2]");
        }
    }

    @Test
    void aControllerThatHoldsOnToTheConnectionFromBeforeIsNotWaitedFor() throws Exception {
        try (var line = new CutLine(cluster.connectionFile());
                var far =
                        Client.connect(
                                cluster.connectionFile().rewrittenTo(line.ports()), PATIENCE)) {
            var gate = directory.resolve("gate of another name");
            var running =
                    far.view(List.of(0))
                            .execute(
                                    "import os, time\nwhile not os.path.exists('%s'): time.sleep(0.01)\n6 * 7"
                                            .formatted(gate));
            try {
                RealCluster.until("it runs", () -> running.running().size() == 1);
                line.leave();
            } finally {
                Files.createFile(gate);
            }
            assertThat(running.awaitSuccess(PATIENCE).get(0).displayed()).contains("42");
            assertThat(far.view(List.of(0)).evaluate("1 + 1").get(PATIENCE)).hasToString("[2]");
        }
    }

    @Test
    void closingTwiceIsClosingOnceAndWhatWaitsIsTold() throws IOException {
        AsyncResult running;
        Client another = cluster.connect();
        running = another.view(List.of(0)).execute("import time\ntime.sleep(0.5)");
        another.close();
        another.close();

        assertThat(running.await(PATIENCE).get(0).error().orElseThrow().cause())
                .isEqualTo(RemoteError.Cause.DISCONNECTED);
        assertThatThrownBy(() -> another.queueStatus(PATIENCE)).isInstanceOf(ClientException.class);
    }

    private static JsonNode evaluated(String expression) {
        return client.view(List.of(0)).evaluate(expression).values(PATIENCE).get(0);
    }

    private static JsonNode json(String text) throws IOException {
        return Json.MESSAGES.readTree(text);
    }
}
