package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import io.jcluster.wire.TaggedJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Some engines, each of which gets every request. Requests do not wait for each other here, yet an
 * engine works them off one after the other. A failed request does not stop those after it. What
 * returns an {@link AsyncResult} returns at once; what takes a time limit waits.
 *
 * <p>Values travel as JSON, not as Python's pickles, which would run code of the other side: Python
 * objects without a JSON form cannot be had. NaN and infinities, integers of any size, NumPy arrays
 * (as lists) and bytes (as binary nodes) can. Large arrays of numbers travel as {@link
 * NumericArray}.
 */
public final class DirectView {

    private final Client client;
    private final SortedMap<Integer, String> engines;
    private final BiFunction<SortedMap<Integer, String>, Request, AsyncResult> sender;

    DirectView(
            Client client,
            SortedMap<Integer, String> engines,
            BiFunction<SortedMap<Integer, String>, Request, AsyncResult> sender) {
        this.client = client;
        this.engines = engines;
        this.sender = sender;
    }

    /** The ids, rising. */
    public List<Integer> engines() {
        return List.copyOf(engines.keySet());
    }

    /** Runs code in the engines' namespace; the answer holds what it printed. */
    public AsyncResult execute(String code) {
        return execute(code, false);
    }

    /**
     * Runs code in the engines' namespace.
     *
     * @param silent whether to leave out what the last line would display, as Python's client does
     */
    public AsyncResult execute(String code, boolean silent) {
        return send(Request.execution(code, silent));
    }

    /**
     * Runs code in the engines' namespace, whatever they take.
     *
     * @param python for engines that take Python
     * @param java for engines that take Java
     */
    public AsyncResult execute(String python, String java) {
        if (python.equals(java)) {
            return execute(python);
        }
        var words = Json.MESSAGES.createObjectNode().put("execute", java);
        return send(Request.execution(python, false).beside(words));
    }

    /**
     * Runs a script that is a file here, in the engines' namespace. Values of its lines are not
     * displayed.
     *
     * @throws IOException when it cannot be read as UTF-8 text
     */
    public AsyncResult run(Path script) throws IOException {
        return send(Request.execution(Files.readString(script) + "\n", true));
    }

    /**
     * Runs code whose MPI calls need all ranks, as collectives do, and refuses where they could
     * only hang. {@link #execute} does not ask.
     *
     * @param limit for asking engines that were not asked before which world they are in
     * @throws ClientException {@code REFUSED} as {@link #world}, or {@code TIMED_OUT}
     */
    public AsyncResult executeCollective(String code, Duration limit) {
        world(limit);
        return execute(code);
    }

    /**
     * The one MPI world that these engines are, all of them and no others.
     *
     * @throws ClientException {@code REFUSED} when they are of several worlds, or not all of one;
     *     {@code TIMED_OUT} when an engine computes and cannot be asked
     */
    public World world(Duration limit) {
        return World.only(client.worlds(limit), engines());
    }

    /**
     * The value of an expression, from each engine.
     *
     * @throws IllegalArgumentException for a blank expression
     */
    public AsyncResult evaluate(String expression) {
        return send(PythonValues.evaluation(expression));
    }

    /**
     * What code can go on with at a place, as each engine knows its names: a list of the text just
     * before the place that is to be replaced, and of the list of texts that can be there instead.
     *
     * @param code in the language of the engines
     * @param cursor the place, as an index of the code
     * @throws IndexOutOfBoundsException when the place is not in the code
     */
    public AsyncResult complete(String code, int cursor) {
        return send(PythonValues.completion(code, cursor));
    }

    /**
     * The value of a function, from each engine.
     *
     * @param function an expression for it: a name the engines know, or a lambda
     * @throws IllegalArgumentException when an argument is not JSON
     */
    public AsyncResult apply(String function, JsonNode... arguments) {
        return send(PythonValues.call(function, List.of(arguments)));
    }

    /**
     * The value of an expression that is an array of numbers, from each engine.
     *
     * @throws IllegalArgumentException for a blank expression
     */
    public AsyncResult evaluateArray(String expression) {
        return send(Request.binary(PackedArray.value(expression)));
    }

    /** The value of a global variable, from each engine. */
    public AsyncResult pull(String name) {
        return evaluate(PythonValues.name(name));
    }

    /** The values of global variables, from each engine, as an object with these names. */
    public AsyncResult pull(List<String> names) {
        return send(PythonValues.pull(names));
    }

    /** The numbers of a global variable, from each engine. */
    public AsyncResult pullArray(String name) {
        return evaluateArray(PythonValues.name(name));
    }

    /**
     * Sets a global variable.
     *
     * @throws IllegalArgumentException when the name is no Python name, or the value not JSON
     */
    public AsyncResult push(String name, JsonNode value) {
        return push(Map.of(name, value));
    }

    /** Sets global variables; see {@link #push(String, JsonNode)}. */
    public AsyncResult push(Map<String, ? extends JsonNode> values) {
        return send(PythonValues.assignment(values));
    }

    /**
     * Sets a global variable to an array: one of NumPy where the engine has NumPy, else a
     * memoryview.
     *
     * @throws IllegalArgumentException when the name is no Python name
     */
    public AsyncResult push(String name, NumericArray array) {
        return assign(engines, name, array);
    }

    /**
     * The value of a global variable, by engine.
     *
     * @throws ClientException as {@link AsyncResult#awaitSuccess}
     */
    public SortedMap<Integer, JsonNode> get(String name, Duration timeout) {
        return pull(name).values(timeout);
    }

    /**
     * Sets a global variable, and waits until it is set.
     *
     * @throws ClientException as {@link AsyncResult#awaitSuccess}
     */
    public void put(String name, JsonNode value, Duration timeout) {
        push(name, value).awaitSuccess(timeout);
    }

    /**
     * Sets a global variable to a part of a list on each engine: as many items on each, one more on
     * the first ones where that does not come out even.
     */
    public AsyncResult scatter(String name, List<? extends JsonNode> items) {
        return inParts(
                items.size(),
                (from, to) -> {
                    var part = Json.MESSAGES.createArrayNode();
                    items.subList(from, to).forEach(part::add);
                    return PythonValues.assignment(Map.of(name, part));
                });
    }

    /** The same with the rows of an array. */
    public AsyncResult scatter(String name, NumericArray array) {
        if (array.shape().isEmpty()) {
            throw new IllegalArgumentException("a single number has no parts");
        }
        return onEach(
                array.shape().get(0),
                (engine, from, to) -> assign(engine, name, array.rows(from, to)));
    }

    /**
     * The items of the engines' lists, in the order of the engines.
     *
     * @throws ClientException as {@link AsyncResult#awaitSuccess}
     */
    public List<JsonNode> gather(String name, Duration timeout) {
        return MapResult.flat(pull(name).get(timeout));
    }

    /**
     * The rows of the engines' arrays, in the order of the engines.
     *
     * @throws ClientException as {@link AsyncResult#awaitSuccess}
     * @throws IllegalArgumentException when they do not fit together
     */
    public NumericArray gatherArray(String name, Duration timeout) {
        return NumericArray.concatenated(pullArray(name).arrays(timeout));
    }

    /**
     * The values of a function of one argument, each engine computing those of one part of the
     * items: quick for many items of equal cost. {@link LoadBalancedView#map} is better for others.
     *
     * @param function an expression for it: a name the engines know, or a lambda
     */
    public MapResult map(String function, List<? extends JsonNode> items) {
        var result =
                inParts(
                        items.size(),
                        (from, to) -> PythonValues.map(function, items.subList(from, to)));
        return new MapResult(result);
    }

    /**
     * Raises KeyboardInterrupt in code that runs now; what is queued stays queued. An interrupt
     * just before or after the code may cost its reply (7.1). A collective inside MPI's library
     * ends only if that library polls for signals, which few do.
     *
     * @throws ClientException {@code REFUSED} before ipyparallel 7.0, whose engines have nobody to
     *     take the signal
     */
    public AsyncResult interrupt() {
        if (client.isBefore7()) {
            throw new ClientException(
                    ClientException.Kind.REFUSED,
                    "the engines of "
                            + client.origin()
                            + " cannot be interrupted through their controller, which is older than"
                            + " ipyparallel 7",
                    "signal the job's processes: scancel --signal=INT JOB, qsig -s SIGINT JOB");
        }
        var content = Json.MESSAGES.createObjectNode().put("sig", "SIGINT");
        return control("signal_request", content);
    }

    /**
     * Drops everything queued on these engines; what runs already is not touched. What was dropped
     * is answered {@code ABORTED}. Before ipyparallel 9 an engine that computes does it when it has
     * finished.
     */
    public AsyncResult abort() {
        var content = Json.MESSAGES.createObjectNode();
        content.putArray("msg_ids");
        return control("abort_request", content);
    }

    /** Empties the engines' namespace. */
    public AsyncResult clear() {
        return control("clear_request", Json.MESSAGES.createObjectNode());
    }

    /**
     * Ends these engines. Others of their MPI world may be ended by its launcher, which takes a
     * lost rank for a failure.
     *
     * @throws ClientException {@code TIMED_OUT} when one did not confirm
     */
    public void shutdown(Duration timeout) {
        var content = Json.MESSAGES.createObjectNode().put("restart", false);
        // An engine that is gone before it could answer has done what was asked.
        control("shutdown_request", content).await(timeout);
    }

    /**
     * @param preparation code without output that runs first
     * @param expression one that yields what {@link TaggedJson#decode} reads
     * @param words the same for engines that are not Python
     */
    AsyncResult evaluate(String preparation, String expression, ObjectNode words) {
        return send(Request.evaluation(preparation, expression).beside(words));
    }

    List<String> uuids() {
        return List.copyOf(engines.values());
    }

    /** The engines with both their names. */
    List<EngineEvent> events() {
        return engines.entrySet().stream()
                .map(e -> new EngineEvent(EngineEvent.Kind.ARRIVED, e.getKey(), e.getValue()))
                .toList();
    }

    /** Some of these engines. */
    DirectView of(Collection<Integer> ids) {
        var some = new TreeMap<>(engines);
        some.keySet().retainAll(ids);
        return new DirectView(client, some, sender);
    }

    private AsyncResult send(Request request) {
        return sender.apply(engines, request);
    }

    private AsyncResult control(String type, ObjectNode content) {
        return client.direct(engines, Request.control(type, content));
    }

    /** Engines work off what they get in order, so the answer to the last request is for all. */
    private AsyncResult assign(SortedMap<Integer, String> to, String name, NumericArray array) {
        var results =
                PackedArray.assignment(name, array).stream()
                        .map(call -> sender.apply(to, Request.binary(call)))
                        .toList();
        return results.get(results.size() - 1);
    }

    private AsyncResult inParts(int count, BiFunction<Integer, Integer, Request> request) {
        return onEach(count, (engine, from, to) -> client.direct(engine, request.apply(from, to)));
    }

    private interface Part {
        AsyncResult send(SortedMap<Integer, String> engine, int from, int to);
    }

    private AsyncResult onEach(int count, Part part) {
        var results = new ArrayList<AsyncResult>();
        int from = 0;
        int left = engines.size();
        for (var engine : engines.entrySet()) {
            int to = from + (count - from + left - 1) / left;
            var one = new TreeMap<>(Map.of(engine.getKey(), engine.getValue()));
            results.add(part.send(one, from, to));
            from = to;
            left--;
        }
        return AsyncResult.all(client, results);
    }
}
