package io.jcluster.engine.shared;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Objects between the engine and the snippet it is just running: JShell itself passes text only.
 * One snippet runs at a time, and takes what was put before it started.
 */
public final class Handover {

    private static final Deque<Optional<Object>> GIVEN = new ArrayDeque<>();
    private static Optional<Object> kept = Optional.empty();

    private Handover() {}

    /** Puts an object, or the null of the user's language, for the snippet to get. */
    public static synchronized void put(@Nullable Object value) {
        GIVEN.add(Optional.ofNullable(value));
    }

    /** The next object, in the order of putting; called by snippets. */
    public static synchronized @Nullable Object get() {
        return GIVEN.remove().orElse(null);
    }

    /** Keeps the value of an expression for the engine; called by snippets. */
    public static synchronized void keep(@Nullable Object value) {
        kept = Optional.ofNullable(value);
    }

    /** The value that was kept last; empty for null, and when nothing was kept. */
    public static synchronized Optional<Object> kept() {
        return kept;
    }

    /** Forgets everything: a snippet that failed has not taken what was put for it. */
    public static synchronized void forget() {
        GIVEN.clear();
        kept = Optional.empty();
    }
}
