package io.jcluster.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jcluster.client.AsyncResult;
import io.jcluster.client.Client;
import io.jcluster.client.ClientException;
import io.jcluster.client.DirectView;
import io.jcluster.client.EngineAnswer;
import io.jcluster.client.RealCluster;
import io.jcluster.client.RemoteError;
import io.jcluster.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines in Java at a real controller, driven by the client in Java. */
@NullUnmarked // JUnit fills the fields
class EngineTest {

    private static final Duration PATIENCE = RealCluster.PATIENCE;
    private static final int ENGINES = 2;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @TempDir static Path directory;
    private static RealCluster cluster;
    private static Client client;
    private static DirectView view;

    @BeforeAll
    static void start() throws IOException {
        cluster = RealCluster.signed(directory);
        for (int i = 0; i < ENGINES; i++) {
            cluster.start(JavaEngine.command(cluster.engineFile()));
        }
        client = cluster.connect();
        client.awaitEngines(ENGINES, PATIENCE, n -> {});
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

    @BeforeEach
    void clear() {
        view.clear().awaitSuccess(PATIENCE);
    }

    @Test
    void everyEngineRunsTheCodeAndItsOutputIsKeptApart() {
        view.execute("import java.time.Duration;\nint answer = 6 * 7;").awaitSuccess(PATIENCE);

        var answers =
                view.execute(
                                "System.out.println(\"é \" + Duration.ZERO);"
                                        + " System.err.print(\"no end\"); answer")
                        .awaitSuccess(PATIENCE);

        assertThat(answers).extracting(EngineAnswer::engine).containsExactly(0, 1);
        assertThat(answers)
                .allSatisfy(
                        answer -> {
                            assertThat(answer.stdout()).isEqualTo("é PT0S\n");
                            assertThat(answer.stderr()).isEqualTo("no end");
                            assertThat(answer.outputComplete()).isTrue();
                            assertThat(answer.displayed()).contains("42");
                        });
        assertThat(view.execute("answer", true).awaitSuccess(PATIENCE).get(0).displayed())
                .isEmpty();
    }

    @Test
    void failuresComeBackWithTheUsersLine() {
        var refused = error(view.execute("int a = 1;\nint b = mising;"));
        assertThat(refused.cause()).isEqualTo(RemoteError.Cause.RAISED);
        assertThat(refused).hasToString("engine 0: CompileError: cannot find symbol (line 2)");
        assertThat(refused.traceback()).contains("line 2: int b = mising;", "                ^");

        var thrown = error(view.execute("int f(int i) {\n  return 1 / i;\n}\nf(0)"));
        assertThat(thrown.name()).isEqualTo("java.lang.ArithmeticException");
        assertThat(thrown.traceback())
                .anyMatch(line -> line.contains("line 2: return 1 / i;"))
                .last()
                .asString()
                .endsWith("line 4: f(0)");
    }

    @Test
    void partsOfALineArriveWhileTheCodeRuns() {
        var heard = new CopyOnWriteArrayList<String>();
        var one = client.view(List.of(0));
        var result =
                one.execute(
                        "var gate = new java.util.concurrent.CountDownLatch(1);"
                                + " System.out.print(\"half\"); gate.await();");
        try (var listening = result.onOutput(output -> heard.add(output.text()))) {
            RealCluster.until("half a line", () -> String.join("", heard).equals("half"));
        }
        assertThat(result.ready()).isFalse();

        one.interrupt().awaitSuccess(PATIENCE);

        assertThat(error(result).name()).isEqualTo("Interrupted");
        assertThat(one.execute("1 + 1").awaitSuccess(PATIENCE).get(0).displayed()).contains("2");
    }

    @Test
    void codeThatComputesIsInterruptedAndWhatWaitsIsAborted() {
        var one = client.view(List.of(1));
        var heard = new CopyOnWriteArrayList<String>();
        var running =
                one.execute("int turns = 0;\nSystem.out.print(\"on\");\nwhile (true) { turns++; }");
        try (var listening = running.onOutput(output -> heard.add(output.text()))) {
            RealCluster.until("it runs", () -> heard.contains("on"));
        }
        var waiting = one.execute("6 * 7");

        // It may overtake what it is to drop.
        RealCluster.until(
                "it is dropped",
                () -> {
                    one.abort().awaitSuccess(PATIENCE);
                    return waiting.ready();
                });
        assertThat(error(waiting).cause()).isEqualTo(RemoteError.Cause.ABORTED);
        assertThat(running.ready()).isFalse();

        one.interrupt().awaitSuccess(PATIENCE);
        assertThat(error(running).name()).isEqualTo("Interrupted");
        assertThat(one.evaluate("6 * 7").get(PATIENCE)).hasToString("[42]");
    }

    @Test
    void valuesGoBothWays() throws IOException {
        var pushed = Json.MESSAGES.readTree("{\"a\": [1, 2.5, [0]], \"t\": \"é\", \"n\": null}");
        view.push("x", pushed).awaitSuccess(PATIENCE);

        assertThat(view.pull("x").get(PATIENCE)).containsExactly(pushed, pushed);
        assertThat(view.evaluate("x.get(\"t\") + \"!\" // text").get(PATIENCE))
                .hasToString("[\"é!\", \"é!\"]");
        view.push(Map.of("i", IntNode.valueOf(3), "s", TextNode.valueOf("y")))
                .awaitSuccess(PATIENCE);
        assertThat(view.pull(List.of("i", "s")).get(PATIENCE).get(1))
                .hasToString("{\"i\":3,\"s\":\"y\"}");
        assertThat(view.evaluate("0.0 / 0").get(PATIENCE).get(0).doubleValue()).isNaN();
        assertThat(error(view.evaluate("new Object()")))
                .hasToString(
                        "engine 0: NoJsonForm: a java.lang.Object has no JSON form; ask for"
                                + " numbers, text, lists, maps, arrays or records");
        assertThat(error(view.evaluate("1 / 0")).name()).isEqualTo("java.lang.ArithmeticException");
    }

    @Test
    void codeThatIsBeingTypedIsCompletedFromWhatTheEngineKnows() {
        view.execute("int triple(int i) { return 3 * i; }").awaitSuccess(PATIENCE);

        assertThat(view.complete("int x = 1 + tri", 15).get(PATIENCE))
                .hasToString("[[\"tri\",[\"triple(\"]], [\"tri\",[\"triple(\"]]]");
        assertThat(view.complete("\"é\".isEm + 1", 8).get(PATIENCE).get(0))
                .hasToString("[\"isEm\",[\"isEmpty()\"]]");
        assertThat(view.complete("no such thing.", 14).get(PATIENCE).get(0).path(1)).isEmpty();
    }

    @Test
    void aListIsSharedOutAndFunctionsRunOnItsParts() {
        var items = IntStream.range(0, 32).mapToObj(i -> (JsonNode) JSON.numberNode(i)).toList();
        view.scatter("part", items).awaitSuccess(PATIENCE);
        assertThat(view.gather("part", PATIENCE)).isEqualTo(items);
        var sums = view.evaluate("part.stream().mapToInt(Integer::intValue).sum()").get(PATIENCE);
        assertThat(sums.stream().mapToInt(JsonNode::intValue).sum()).isEqualTo(496);

        view.execute("int square(int i) { return i * i; }").awaitSuccess(PATIENCE);
        assertThat(view.apply("square", JSON.numberNode(7)).get(PATIENCE)).hasToString("[49, 49]");
        assertThat(view.map("square", items.subList(0, 5)).get(PATIENCE))
                .hasToString("[0, 1, 4, 9, 16]");
        assertThat(client.loadBalancedView().map("square", items.subList(0, 6), 2).get(PATIENCE))
                .hasToString("[0, 1, 4, 9, 16, 25]");
    }

    @Test
    void tasksAndBroadcastsReachJavaAsWell() {
        var tasks = new ArrayList<AsyncResult>();
        for (int i = 0; i < 6; i++) {
            tasks.add(client.loadBalancedView().execute("Thread.sleep(20); " + i + " * 2"));
        }
        for (int i = 0; i < 6; i++) {
            assertThat(tasks.get(i).awaitSuccess(PATIENCE).get(0).displayed())
                    .contains(String.valueOf(2 * i));
        }
        var failed = client.loadBalancedView().execute("throw new Error(\"x\");");
        assertThat(error(failed).name()).isEqualTo("java.lang.Error");

        var broadcast = client.broadcastView().execute("System.out.print(1 + 1)");
        assertThat(broadcast.awaitSuccess(PATIENCE))
                .extracting(EngineAnswer::stdout)
                .containsExactly("2", "2");
        assertThat(client.broadcastView().evaluate("3 * 3").get(PATIENCE)).hasToString("[9, 9]");
    }

    @Test
    void whatNeedsPythonIsRefusedInASentence() {
        var array = io.jcluster.client.NumericArray.of(new double[] {1, 2});

        assertThat(error(view.push("a", array)))
                .asString()
                .startsWith("engine 0: NotPython: this engine runs Java");
    }

    @Test
    void everyEngineSaysThatItIsJava() {
        var worlds = client.worlds(PATIENCE);

        assertThat(worlds).hasSize(ENGINES);
        assertThat(worlds.get(0).size()).isEqualTo(1);
    }

    @Test
    void anEngineThatIsShutDownLeavesTheListAndOneThatIsKilledLosesItsRequests() throws Exception {
        var shut = cluster.start(JavaEngine.command(cluster.engineFile()));
        var ended = cluster.start(JavaEngine.command(cluster.engineFile()));
        client.awaitEngines(ENGINES + 2, PATIENCE, n -> {});
        var ids = client.ids().keySet().stream().filter(id -> id > 1).toList();
        var pids = client.view(ids).evaluate("ProcessHandle.current().pid()").get(PATIENCE);
        int first = pids.get(0).longValue() == shut.pid() ? ids.get(0) : ids.get(1);
        int second = first == ids.get(0) ? ids.get(1) : ids.get(0);
        var outstanding = client.view(List.of(second)).execute("Thread.sleep(60_000);");
        RealCluster.until("it runs", () -> !outstanding.running().isEmpty());

        client.view(List.of(first)).shutdown(PATIENCE);
        ended.destroy();

        assertThat(shut.waitFor()).isZero();
        RealCluster.until("both are gone", () -> client.ids().size() == ENGINES);
        assertThat(error(outstanding).cause()).isEqualTo(RemoteError.Cause.ENGINE_LOST);
        assertThatThrownBy(() -> client.view(List.of(first))).isInstanceOf(ClientException.class);
    }

    private static RemoteError error(AsyncResult result) {
        return result.await(PATIENCE).get(0).error().orElseThrow();
    }
}
