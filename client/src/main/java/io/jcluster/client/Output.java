package io.jcluster.client;

/**
 * A piece of what code printed, as it was printed: {@link PlainText} makes it fit to show.
 *
 * @param engine the engine's id, or {@link EngineAnswer#NO_ENGINE} while it is not known here
 * @param msgId the request that printed it
 */
public record Output(int engine, String msgId, Stream stream, String text) {

    /** Where it was printed to. */
    public enum Stream {
        STDOUT,
        STDERR
    }
}
