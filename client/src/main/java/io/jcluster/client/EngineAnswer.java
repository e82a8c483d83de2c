package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What one engine made of a request.
 *
 * @param engine the engine's id, or {@link #NO_ENGINE}
 * @param stdout what the code printed, as it was printed: {@link PlainText} makes it fit to show
 * @param stderr likewise
 * @param outputComplete whether the engine said that no more output follows. It says so on a
 *     channel that may lose messages, so it is waited for only shortly after the reply
 * @param displayed the value of the code's last line, as Python displays it
 * @param value the value asked for
 * @param array the numbers asked for, where they travel as binary
 * @param metadata when and where it ran
 * @param error why there is no result; empty means the engine did what was asked
 */
public record EngineAnswer(
        int engine,
        String stdout,
        String stderr,
        boolean outputComplete,
        Optional<String> displayed,
        Optional<JsonNode> value,
        Optional<NumericArray> array,
        TaskMetadata metadata,
        Optional<RemoteError> error) {

    /** In place of an id: the request reached no engine, or one that this client never heard of. */
    public static final int NO_ENGINE = -1;

    public boolean succeeded() {
        return error.isEmpty();
    }
}
