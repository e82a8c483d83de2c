package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * Some engines to which each request is sent once; the controller multiplies it. It saves the line
 * to the controller, where there are hundreds of engines or a large array for each. Otherwise it is
 * as {@link DirectView}.
 */
public final class BroadcastView {

    private final DirectView view;

    BroadcastView(Client client, SortedMap<Integer, String> engines) {
        if (client.isBefore7()) {
            throw new ClientException(
                    ClientException.Kind.REFUSED,
                    "the controller of "
                            + client.origin()
                            + " is older than ipyparallel 7 and has no broadcast channel",
                    "use a direct view");
        }
        view = new DirectView(client, engines, client::broadcast);
    }

    /** The ids, rising. */
    public List<Integer> engines() {
        return view.engines();
    }

    /** As {@link DirectView#execute}. */
    public AsyncResult execute(String code) {
        return view.execute(code);
    }

    /** As {@link DirectView#run}. */
    public AsyncResult run(Path script) throws IOException {
        return view.run(script);
    }

    /** As {@link DirectView#evaluate(String)}. */
    public AsyncResult evaluate(String expression) {
        return view.evaluate(expression);
    }

    /** As {@link DirectView#apply}. */
    public AsyncResult apply(String function, JsonNode... arguments) {
        return view.apply(function, arguments);
    }

    /** As {@link DirectView#pull(String)}. */
    public AsyncResult pull(String name) {
        return view.pull(name);
    }

    /** As {@link DirectView#push(String, JsonNode)}. */
    public AsyncResult push(String name, JsonNode value) {
        return view.push(name, value);
    }

    /** As {@link DirectView#push(String, NumericArray)}. */
    public AsyncResult push(String name, NumericArray array) {
        return view.push(name, array);
    }
}
