package io.jcluster.client;

/**
 * An engine that came or went.
 *
 * @param id the engine's number, never given twice by one controller
 * @param uuid the name the engine gave itself
 */
public record EngineEvent(Kind kind, int id, String uuid) {

    /** What happened to it. */
    public enum Kind {
        ARRIVED,
        LEFT
    }
}
