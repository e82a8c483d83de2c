package io.jcluster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jcluster.examples.client.FirstSteps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The views, against a real controller with five engines that are one MPI world. */
@NullUnmarked // JUnit fills the fields
class ViewsTest {

    private static final Duration PATIENCE = RealCluster.PATIENCE;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int ENGINES = 5;

    @TempDir static Path directory;
    private static RealCluster cluster;
    private static Client client;
    private static DirectView view;

    @BeforeAll
    static void start() throws IOException {
        cluster = RealCluster.signed(directory);
        cluster.startMpiEngines(ENGINES);
        client = cluster.connect();
        client.awaitEngines(ENGINES, PATIENCE, n -> {});
        view = client.view();
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
    void arraysTravelBothWaysWithTypeAndShape() {
        var matrix = NumericArray.of(IntStream.range(0, 600).asDoubleStream().toArray(), 20, 30);
        view.push("m", matrix).awaitSuccess(PATIENCE);

        assertThat(view.pullArray("m").arrays(PATIENCE)).hasSize(ENGINES).containsOnly(matrix);
        var one = client.view(List.of(2));
        assertThat(one.evaluate("[type(m).__name__, m.dtype.name, m.shape, m[1, 2]]").get(PATIENCE))
                .hasToString("[[\"ndarray\",\"float64\",[20,30],32.0]]");
        one.execute("m[0, 0] = 7").awaitSuccess(PATIENCE);

        for (var array :
                List.of(
                        NumericArray.of(new float[] {1.5f}),
                        NumericArray.of(new long[] {Long.MIN_VALUE, -1}),
                        NumericArray.of(new int[] {1, 2, 3, 4}, 2, 2),
                        NumericArray.of(new short[] {-1}),
                        NumericArray.of(new byte[] {-1}),
                        NumericArray.of(new boolean[] {true, false}),
                        NumericArray.of(new double[0], 0, 3),
                        NumericArray.of(
                                NumericArray.DType.COMPLEX128, new byte[32], new int[] {2}))) {
            one.push("a", array).awaitSuccess(PATIENCE);
            assertThat(one.pullArray("a").arrays(PATIENCE)).containsExactly(array);
        }
        assertThat(array("__import__('numpy').arange(3, dtype='>u2')").longs())
                .containsExactly(0, 1, 2);
        assertThat(array("__import__('numpy').float64(2.5)").shape()).isEmpty();
        assertThat(array("__import__('numpy').arange(2000)[::2]").size()).isEqualTo(1000);
        assertThat(one.evaluateArray("['a', None]").await(PATIENCE).get(0).error().orElseThrow())
                .hasToString(
                        "engine 2: TypeError: an array of object does not travel as binary; numbers"
                                + " of 1 to 8 bytes do");
    }

    @Test
    void anArrayThatTravelsInPartsIsWholeOnEveryEngineOrNowhere() {
        var random = new Random(4);
        var large = NumericArray.of(random.doubles(3_000_000).toArray(), 3000, 1000);
        var one = client.view(List.of(1));
        var lost = PackedArray.assignment("large", large);
        assertThat(lost).hasSizeGreaterThan(2);
        var last = Request.binary(lost.get(lost.size() - 1));
        var engine = new TreeMap<>(client.ids().subMap(1, 2));

        assertThat(client.direct(engine, last).await(PATIENCE).get(0).error().orElseThrow())
                .hasToString(
                        "engine 1: RuntimeError: parts of the array are missing: interrupted,"
                                + " aborted, or lost with the line; push it again");
        assertThat(one.evaluate("'large' in globals()").get(PATIENCE)).hasToString("[false]");

        var busy = one.execute("__import__('time').sleep(0.5)");
        one.push("large", large);
        var other = one.push("other", NumericArray.of(new int[] {1}));
        other.awaitSuccess(PATIENCE);
        assertThat(busy.ready()).isTrue();
        assertThat(one.pullArray("large").arrays(PATIENCE)).containsExactly(large);
        one.execute("large[0, 0] = 7; large.resize(2, 3)").awaitSuccess(PATIENCE);

        client.broadcastView().push("large", large).awaitSuccess(PATIENCE);
        assertThat(view.evaluate("float(large.sum())").get(PATIENCE))
                .hasSize(ENGINES)
                .containsOnly(one.evaluate("float(large.sum())").get(PATIENCE).get(0));
        view.scatter("large", large).awaitSuccess(PATIENCE);
        assertThat(view.gatherArray("large", PATIENCE)).isEqualTo(large);
    }

    @Test
    void whatIsScatteredIsGatheredInOrder() {
        var items = numbers(12);
        view.scatter("part", items).awaitSuccess(PATIENCE);

        assertThat(view.evaluate("len(part)").get(PATIENCE)).hasToString("[3, 3, 2, 2, 2]");
        assertThat(view.gather("part", PATIENCE)).isEqualTo(items);

        var rows = NumericArray.of(IntStream.range(0, 14).toArray(), 7, 2);
        view.scatter("rows", rows).awaitSuccess(PATIENCE);
        assertThat(view.gatherArray("rows", PATIENCE)).isEqualTo(rows);
    }

    @Test
    void variablesAreGotAndPutByNameAndCleared() {
        var two = client.view(List.of(3, 4));
        two.put("x", JSON.numberNode(3), PATIENCE);
        assertThat(two.get("x", PATIENCE)).containsOnlyKeys(3, 4).containsValue(IntNode.valueOf(3));
        two.push(Map.of("y", JSON.textNode("é"), "z", JSON.nullNode())).awaitSuccess(PATIENCE);
        assertThat(two.pull(List.of("y", "x", "z")).get(PATIENCE).get(1))
                .hasToString("{\"y\":\"é\",\"x\":3,\"z\":null}");

        two.clear().awaitSuccess(PATIENCE);

        assertThat(two.evaluate("'x' in globals()").get(PATIENCE)).hasToString("[false, false]");
    }

    @Test
    void aScriptIsAFileHereAndItsErrorNamesTheLine() throws IOException {
        var script =
                Files.writeString(
                        directory.resolve("script.py"), "s = 20\nprint('s is', s)\n\n1 / 0\n");

        var answer = client.view(List.of(0)).run(script).await(PATIENCE).get(0);

        assertThat(answer.stdout()).isEqualTo("s is 20\n");
        assertThat(answer.error().orElseThrow().name()).isEqualTo("ZeroDivisionError");
        assertThat(String.join("\n", answer.error().orElseThrow().traceback())).contains("1 / 0");
    }

    @Test
    void heavyAndLightTasksAreSharedOutEvenlyByTheLoadBalancedViewAlone() {
        // Five of five time units and 22 of one: as blocks, the five land on the first engine.
        var items = new ArrayList<JsonNode>();
        for (int i = 0; i < 27; i++) {
            items.add(JSON.numberNode(i < 5 ? 0.5 : 0.1));
        }
        var function = "lambda t: (__import__('time').sleep(t), t)[1]";
        var balanced = client.loadBalancedView().map(function, items);
        assertThat(balanced.get(PATIENCE)).isEqualTo(items);
        var direct = view.map(function, items);
        assertThat(direct.get(PATIENCE)).isEqualTo(items);

        var answers = balanced.result().answers();
        assertThat(answers.subList(0, 5).stream().map(EngineAnswer::engine))
                .as("the heavy tasks are on an engine each")
                .doesNotHaveDuplicates();
        assertThat(answers).extracting(EngineAnswer::engine).contains(0, 1, 2, 3, 4);
        assertThat(balanced.result().serialTime()).isGreaterThan(Duration.ofMillis(4700));
        assertThat(balanced.result().speedUp()).isGreaterThan(direct.result().speedUp());
        assertThat(balanced.result().successful()).isTrue();

        var svg = TimeLine.of(balanced.result()).svg();
        assertThat(svg).contains(">engine 0<", ">engine 4<", "27 requests in").endsWith("</svg>\n");
        assertThat(svg.split("<title>", -1)).hasSize(28);
    }

    @Test
    void chunksKeepTheOrderOfTheItemsAndTellOfValuesAsTheyCome() {
        var items = numbers(1000);
        var seen = Collections.synchronizedSet(new HashSet<Integer>());
        var result = client.loadBalancedView().map("lambda n: n * n", items, 100);
        result.onValue(value -> seen.add(value.intValue()));

        assertThat(result.get(PATIENCE)).hasSize(1000).endsWith(JSON.numberNode(998_001));
        assertThat(result.result().size()).isEqualTo(10);
        RealCluster.until("all values were told of", () -> seen.size() == 1000);
    }

    @Test
    void aTaskWaitsForThoseItDependsOnAndFollowsThem() {
        var tasks = client.loadBalancedView();
        var first =
                tasks.targets(List.of(3)).execute("import time\ntime.sleep(0.2)\nleft = 'here'");
        var second = tasks.follow(Dependency.on(first)).evaluate("left");
        var third = tasks.after(Dependency.on(first, second)).evaluate("1");

        assertThat(second.get(PATIENCE)).hasToString("[\"here\"]");
        assertThat(second.answers().get(0).engine()).isEqualTo(3);
        third.awaitSuccess(PATIENCE);
        assertThat(third.metadata().get(0).started().orElseThrow())
                .isAfterOrEqualTo(second.metadata().get(0).started().orElseThrow());

        var failing = tasks.execute("1/0");
        var never = tasks.after(Dependency.on(failing)).execute("pass");
        assertThat(never.await(PATIENCE).get(0).error().orElseThrow().name())
                .isEqualTo("ImpossibleDependency");
        var unknown = new Dependency(List.of("nothing"), true, true, false);
        assertThat(tasks.after(unknown).execute("").await(PATIENCE).get(0).error().orElseThrow())
                .hasToString("InvalidDependency");
    }

    @Test
    void aTaskThatFailsIsTriedAgainElsewhere() {
        var tasks = client.loadBalancedView();

        var once = tasks.execute("print('tried')\nraise ValueError('no')").await(PATIENCE).get(0);
        var thrice =
                tasks.retries(2)
                        .execute("print('tried')\nraise ValueError('no')")
                        .await(PATIENCE)
                        .get(0);

        assertThat(once.stdout()).isEqualTo("tried\n");
        assertThat(thrice.stdout()).isEqualTo("tried\n".repeat(3));
        assertThat(thrice.error().orElseThrow().name()).isEqualTo("ValueError");
    }

    @Test
    void oneBroadcastReachesEveryEngine() {
        if (client.isBefore7()) {
            assertThatThrownBy(client::broadcastView).hasMessageContaining("no broadcast channel");
            return;
        }
        var broadcast = client.broadcastView();
        broadcast.push("b", JSON.numberNode(6)).awaitSuccess(PATIENCE);
        var array = NumericArray.of(new double[5000]);
        broadcast.push("zeros", array).awaitSuccess(PATIENCE);

        var answers = broadcast.execute("print(b * 7)").awaitSuccess(PATIENCE);

        assertThat(answers).extracting(EngineAnswer::engine).containsExactly(0, 1, 2, 3, 4);
        assertThat(answers).extracting(EngineAnswer::stdout).containsOnly("42\n");
        assertThat(broadcast.evaluate("len(zeros)").values(PATIENCE))
                .hasSize(ENGINES)
                .containsValue(IntNode.valueOf(5000));
    }

    @Test
    void outputIsToldOfWhileTheCodeRuns() throws Exception {
        var gate = directory.resolve("gate");
        var running =
                view.execute(
                        "import os, time\nprint('begun', flush=True)\nwhile not os.path.exists('%s'):"
                                        .formatted(gate)
                                + " time.sleep(0.01)\nprint('ended')");
        var heard = new ArrayBlockingQueue<Output>(100);
        try (var subscription = running.onOutput(heard::add)) {
            Set<Integer> engines = new HashSet<>();
            while (engines.size() < ENGINES) {
                var output = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(output.text()).isEqualTo("begun\n");
                engines.add(output.engine());
            }
            assertThat(running.ready()).isFalse();
            assertThat(running.running()).containsExactly(0, 1, 2, 3, 4);
            Files.createFile(gate);
            var lines = new ArrayList<String>();
            running.waitInteractive(PATIENCE, lines::add);
            assertThat(lines)
                    .contains("[stdout:0] begun", "[stdout:4] ended")
                    .anyMatch(line -> line.startsWith("5 of 5 engines after "));
        }
    }

    @Test
    void aCollectiveThatLacksARankSaysWhoIsInsideAndCanBeInterrupted() {
        var code =
                "from mpi4py import MPI\nimport time\nif MPI.COMM_WORLD.rank == 3: raise"
                        + " ValueError('lost')\nr = MPI.COMM_WORLD.Ibarrier()\nwhile not r.Test():"
                        + " time.sleep(0.01)";
        var hanging = view.executeCollective(code, PATIENCE);
        RealCluster.until(
                "one failed and the others are inside",
                () -> hanging.progress() == 1 && hanging.running().size() == 4);

        var thrown =
                catchThrowableOfType(
                        ClientException.class, () -> hanging.await(Duration.ofMillis(20)));
        assertThat(thrown)
                .hasMessageContaining(
                        "4 of 5 engines had not answered after 0.02 s: 0-2, 4; inside the code: 0-2,"
                                + " 4; failed: engine 3: ValueError: lost");
        assertThat(thrown.advice().orElseThrow()).startsWith("interrupt the engines");

        if (client.isBefore7()) {
            // Nobody takes the signal there; the rank that lacks joins late.
            assertThatThrownBy(view::interrupt).hasMessageContaining("older than ipyparallel 7");
            client.view(List.of(3))
                    .execute("MPI.COMM_WORLD.Ibarrier().Wait()")
                    .awaitSuccess(PATIENCE);
            assertThat(hanging.await(PATIENCE)).filteredOn(it -> !it.succeeded()).hasSize(1);
            return;
        }
        view.interrupt().awaitSuccess(PATIENCE);
        assertThat(hanging.await(PATIENCE)).noneMatch(EngineAnswer::succeeded);
    }

    /**
     * Before version 9 an engine drops what is queued when it has finished what runs, and nothing
     * tells whether the order to drop has arrived by then: it is given more time each try.
     */
    @Test
    void whatIsQueuedCanBeDropped() {
        var one = client.view(List.of(1));
        var cause = Optional.<RemoteError.Cause>empty();
        for (int i = 1; i < 50 && cause.isEmpty(); i++) {
            var busy = one.execute("import time\ntime.sleep(%f)".formatted(0.05 * i));
            var queued = one.execute("print('never')");
            queued.abort(PATIENCE);
            busy.awaitSuccess(PATIENCE);
            cause = queued.await(PATIENCE).get(0).error().map(RemoteError::cause);
        }
        assertThat(cause).contains(RemoteError.Cause.ABORTED);
        one.execute("pass").awaitSuccess(PATIENCE);
    }

    @Test
    void anotherSessionFetchesWhatThisOneHasSubmitted() throws IOException {
        var gate = directory.resolve("gate-of-results");
        List<String> ids;
        try (var before = cluster.connect()) {
            var result =
                    before.view(List.of(0, 2))
                            .execute(
                                    ("print('early', flush=True)\nimport os, time\nwhile not"
                                                    + " os.path.exists('%s'): time.sleep(0.01)\n"
                                                    + "print('late')\n6 * 7")
                                            .formatted(gate));
            ids = result.msgIds();
            RealCluster.until("both run", () -> result.running().size() == 2);
        }
        var fetched = client.getResult(ids);
        assertThatThrownBy(() -> fetched.await(Duration.ofMillis(300)))
                .hasMessageContaining("2 of 2 tasks had not answered");
        Files.createFile(gate);

        var answers = fetched.awaitSuccess(PATIENCE);

        assertThat(answers).extracting(EngineAnswer::engine).containsExactly(0, 2);
        assertThat(answers).extracting(EngineAnswer::stdout).containsOnly("early\nlate\n");
        assertThat(answers).allSatisfy(a -> assertThat(a.displayed()).contains("42"));
        assertThat(fetched.wallTime()).isPositive();
        assertThat(client.history(PATIENCE)).containsAll(ids);

        client.purgeResults(ids, PATIENCE);

        assertThat(client.history(PATIENCE)).doesNotContainAnyElementsOf(ids);
        var gone = client.getResult(ids).await(PATIENCE).get(0).error().orElseThrow();
        assertThat(gone.name()).isEqualTo("UnknownRequest");
    }

    @Test
    void valuesAndArraysCanBeFetchedToo() {
        var value = client.view(List.of(1)).evaluate("{'a': 1}");
        var array = client.view(List.of(1)).evaluateArray("__import__('numpy').arange(5000.0)");
        value.awaitSuccess(PATIENCE);
        array.awaitSuccess(PATIENCE);

        assertThat(client.getResult(value.msgIds()).get(PATIENCE)).hasToString("[{\"a\":1}]");
        assertThat(client.getResult(array.msgIds()).arrays(PATIENCE))
                .isEqualTo(array.arrays(PATIENCE));
    }

    @Test
    void theHubAnswersQuestionsAboutItsRecords() {
        var result = client.view(List.of(4)).execute("print('on record')");
        result.awaitSuccess(PATIENCE);
        var query = JSON.objectNode();
        query.set(
                "msg_id",
                JSON.objectNode().set("$in", JSON.arrayNode().add(result.msgIds().get(0))));

        RealCluster.until(
                "the output is on record",
                () ->
                        client.dbQuery(query, List.of("stdout"), PATIENCE).stream()
                                .anyMatch(r -> r.path("stdout").asText().equals("on record\n")));
        assertThatThrownBy(() -> client.dbQuery(query, List.of("nonsense"), PATIENCE))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining("refused db_request");
    }

    @Test
    void theEnginesAreOneWorldAndACollectiveOverAPartIsRefused() {
        var worlds = client.worlds(PATIENCE);

        assertThat(worlds).hasSize(1);
        var world = worlds.get(0);
        assertThat(world.size()).isEqualTo(ENGINES);
        assertThat(world.engines()).containsExactly(0, 1, 2, 3, 4);
        assertThat(world.launch()).isPresent();
        assertThat(client.view(world).world(PATIENCE)).isEqualTo(world);
        assertThatThrownBy(() -> client.view(List.of(0, 1)).executeCollective("pass", PATIENCE))
                .hasMessage(
                        "engines 0-1 are part of engines 0-4, a world of 5 ranks: a collective"
                                + " waits for all of them, engines 2-4 as well");
    }

    @Test
    void aPythonClientAndThisOneAreConnectedAtTheSameTime() throws Exception {
        // Code alone: what ipyparallel 6 makes of a function, Python 3.11 cannot read.
        var program =
                """
                import sys, ipyparallel as ipp
                client = ipp.Client(sys.argv[1])
                view = client[:]
                view.block = True
                view.execute("from_python = 5")
                print("set", flush=True)
                sys.stdin.readline()
                print([int(text) for text in view.execute("print(from_java * 2)").stdout])
                """;
        var python =
                new ProcessBuilder(
                                RealCluster.PYTHON, "-c", program, cluster.clientFile().toString())
                        .redirectError(directory.resolve("python-client.txt").toFile())
                        .start();
        try (var answers = python.inputReader()) {
            assertThat(answers.readLine()).isEqualTo("set");

            assertThat(view.get("from_python", PATIENCE).values()).containsOnly(IntNode.valueOf(5));
            view.put("from_java", JSON.numberNode(8), PATIENCE);

            python.outputWriter().append("go on\n").flush();
            assertThat(answers.readLine()).isEqualTo("[16, 16, 16, 16, 16]");
        } finally {
            python.destroyForcibly();
        }
    }

    @Test
    void digitsOfPiAreCountedFromFilesOnFiveEnginesAsOnOne() throws IOException {
        var pi = piDigits(5000);
        var files = new ArrayList<JsonNode>();
        for (int i = 0; i < ENGINES; i++) {
            var file = directory.resolve("pi-%d.txt".formatted(i));
            Files.writeString(file, pi.substring(i * 1000, (i + 1) * 1000));
            files.add(JSON.textNode(file.toString()));
        }
        var count = "lambda f: [open(f).read().count(str(d)) for d in range(10)]";

        var five = sum(view.map(count, files).get(PATIENCE));
        var one = sum(client.view(List.of(0)).map(count, files).get(PATIENCE));

        assertThat(five).isEqualTo(one);
        assertThat(five.stream().mapToInt(n -> n).sum()).isEqualTo(5000);
        // The digits of pi up to the 5000th have this many of each.
        assertThat(five).containsExactly(466, 532, 496, 459, 508, 525, 513, 488, 492, 521);
    }

    @Test
    void theProgramOfThePageDoesWhatThePageShows() throws IOException {
        var base = Path.of(System.getProperty("basedir", "."));
        var page = Files.readString(base.resolve("../site-docs/client.md"));
        var source =
                Files.readString(
                        base.resolve("src/test/java/io/jcluster/examples/client/FirstSteps.java"));
        assertThat(page).contains("```java\n" + source + "```\n");

        var printed = new ByteArrayOutputStream();
        var before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            FirstSteps.main(
                    new String[] {
                        cluster.clientFile().toString(), "5", directory.resolve("t.svg").toString()
                    });
        } finally {
            System.setOut(before);
        }
        assertThat(page)
                .contains("tasks.svg\n" + printed.toString(StandardCharsets.UTF_8) + "```\n");
    }

    private static List<Integer> sum(List<JsonNode> counts) {
        return IntStream.range(0, 10)
                .mapToObj(d -> counts.stream().mapToInt(c -> c.get(d).intValue()).sum())
                .toList();
    }

    /** By Machin's formula, with ten digits more than are wanted. */
    private static String piDigits(int count) {
        var unit = BigInteger.TEN.pow(count + 10);
        var pi =
                arctan(5, unit)
                        .multiply(BigInteger.valueOf(16))
                        .subtract(arctan(239, unit).multiply(BigInteger.valueOf(4)));
        return pi.toString().substring(1, count + 1);
    }

    private static BigInteger arctan(int inverse, BigInteger unit) {
        var square = BigInteger.valueOf((long) inverse * inverse);
        var power = unit.divide(BigInteger.valueOf(inverse));
        var sum = power;
        for (int n = 3; power.signum() != 0; n += 2) {
            power = power.divide(square).negate();
            sum = sum.add(power.divide(BigInteger.valueOf(n)));
        }
        return sum;
    }

    private static List<JsonNode> numbers(int count) {
        return IntStream.range(0, count).<JsonNode>mapToObj(JSON::numberNode).toList();
    }

    private static NumericArray array(String expression) {
        return client.view(List.of(0)).evaluateArray(expression).arrays(PATIENCE).get(0);
    }
}
