package io.jcluster.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When and where a request ran. The names are those of ipyparallel's {@code metadata}. The clocks
 * of two machines may differ: {@code submitted} and {@code received} are this one's, {@code
 * started} and {@code completed} the engine's.
 *
 * @param msgId the request's id, by which any client can ask the controller for it
 * @param engineUuid the engine that ran it; empty when none did
 * @param submitted when it was sent
 * @param started when the engine began with it
 * @param completed when the engine had finished
 * @param received when its answer was here
 */
public record TaskMetadata(
        String msgId,
        Optional<String> engineUuid,
        Instant submitted,
        Optional<Instant> started,
        Optional<Instant> completed,
        Optional<Instant> received) {

    /** How long the engine took, once it has finished. */
    public Optional<Duration> duration() {
        return started.flatMap(from -> completed.map(to -> Duration.between(from, to)));
    }
}
