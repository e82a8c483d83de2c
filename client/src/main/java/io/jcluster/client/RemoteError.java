package io.jcluster.client;

import java.util.List;

/**
 * Why an engine has no result. All texts are free of colours and control characters.
 *
 * @param engine the engine's id, or {@link EngineAnswer#NO_ENGINE}
 * @param name the Python class of an exception; else a word for what happened
 * @param value what the exception says
 * @param traceback as Python prints it, by line; empty when no Python code failed
 */
public record RemoteError(
        int engine, Cause cause, String name, String value, List<String> traceback) {

    /** Cut by what the caller can do. */
    public enum Cause {
        /** The code raised an exception: correct the code. */
        RAISED,
        /** The request was dropped before it ran: send it again. */
        ABORTED,
        /** The engine is gone, and what it knew. */
        ENGINE_LOST,
        /** The engine finished and sent no reply: see what the request would return. */
        NO_REPLY,
        /** The client was closed, or the controller shut down: connect again. */
        DISCONNECTED
    }

    public RemoteError {
        name = PlainText.of(name);
        value = PlainText.of(value);
        traceback = traceback.stream().map(PlainText::of).toList();
    }

    @Override
    public String toString() {
        var where = engine == EngineAnswer.NO_ENGINE ? "" : "engine " + engine + ": ";
        return where + name + (value.isEmpty() ? "" : ": " + value);
    }
}
