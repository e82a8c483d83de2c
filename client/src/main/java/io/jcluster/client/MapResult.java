package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** The values of a function for many items, which arrive in chunks. */
public final class MapResult {

    private final AsyncResult result;

    MapResult(AsyncResult result) {
        this.result = result;
    }

    /** The chunks: progress, times, output, errors. */
    public AsyncResult result() {
        return result;
    }

    /**
     * The values in the order of the items.
     *
     * @throws ClientException as {@link AsyncResult#awaitSuccess}
     */
    public List<JsonNode> get(Duration timeout) {
        return flat(result.get(timeout));
    }

    /**
     * Has the values told of in the order in which they arrive, whatever that of the items is, by a
     * thread of the client. Those of chunks that failed are left out.
     */
    public void onValue(Consumer<JsonNode> listener) {
        result.onAnswer(answer -> answer.value().ifPresent(chunk -> chunk.forEach(listener)));
    }

    static List<JsonNode> flat(Collection<JsonNode> chunks) {
        var values = new ArrayList<JsonNode>();
        chunks.forEach(chunk -> chunk.forEach(values::add));
        return values;
    }
}
