package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/**
 * Some engines, each of which gets every request. Requests do not wait for each other here, yet an
 * engine works them off one after the other. A failed request does not stop those after it.
 *
 * <p>Values travel as JSON, not as Python's pickles, which would run code of the other side: Python
 * objects without a JSON form cannot be had. NaN and infinities, integers of any size, NumPy arrays
 * (as lists) and bytes (as binary nodes) can.
 */
public final class DirectView {

    private static final Duration SMALL_REPLY = Duration.ofSeconds(5);

    /** A value may be large and the line slow; the end of output overtakes it. */
    private static final Duration LARGE_REPLY = Duration.ofMinutes(2);

    private final Client client;
    private final SortedMap<Integer, String> engines;

    DirectView(Client client, SortedMap<Integer, String> engines) {
        this.client = client;
        this.engines = engines;
    }

    public List<Integer> engines() {
        return List.copyOf(engines.keySet());
    }

    /** Runs code in the engines' namespace; the answer holds what it printed. */
    public AsyncResult execute(String code) {
        return request(code, false, Json.MESSAGES.createObjectNode(), SMALL_REPLY);
    }

    /**
     * The value of an expression, from each engine.
     *
     * @throws IllegalArgumentException for a blank expression
     */
    public AsyncResult evaluate(String expression) {
        return evaluate(PythonValues.INSTALL, PythonValues.shown(expression));
    }

    /** The value of a global variable, from each engine. */
    public AsyncResult pull(String name) {
        return evaluate(PythonValues.name(name));
    }

    /**
     * Sets a global variable.
     *
     * @throws IllegalArgumentException when the name is no Python name, or the value not JSON
     */
    public AsyncResult push(String name, JsonNode value) {
        var code = PythonValues.INSTALL + PythonValues.assignment(name, value);
        return request(code, true, Json.MESSAGES.createObjectNode(), SMALL_REPLY);
    }

    /**
     * Raises KeyboardInterrupt in code that runs now; what is queued stays queued. An interrupt
     * just before or after the code may cost its reply (7.1). Engines before ipyparallel 7.0 do not
     * answer.
     */
    public AsyncResult interrupt() {
        var content = Json.MESSAGES.createObjectNode().put("sig", "SIGINT");
        return client.submit(
                engines, Channel.CONTROL, "signal_request", content, false, SMALL_REPLY);
    }

    /**
     * @param preparation code without output that runs first
     * @param expression one that yields what {@link PythonValues#decode} reads
     */
    AsyncResult evaluate(String preparation, String expression) {
        var expressions = Json.MESSAGES.createObjectNode().put(Outstanding.VALUE, expression);
        return request(preparation, true, expressions, LARGE_REPLY);
    }

    private AsyncResult request(
            String code, boolean silent, ObjectNode expressions, Duration replyBound) {
        var content =
                Json.MESSAGES
                        .createObjectNode()
                        .put("code", code)
                        .put("silent", silent)
                        .put("store_history", false)
                        .put("allow_stdin", false)
                        .put("stop_on_error", false);
        content.set("user_expressions", expressions);
        return client.submit(engines, Channel.MUX, "execute_request", content, true, replyBound);
    }
}
