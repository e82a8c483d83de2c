package io.jcluster.scheduler;

import io.jcluster.drmaa2.InvalidArgumentException;
import java.util.List;
import java.util.ServiceLoader;

/** The dialects that are installed: whatever the class path or module path holds. */
public final class Dialects {

    private Dialects() {}

    /**
     * The dialect a user asked for.
     *
     * @throws InvalidArgumentException when there is none of that name; the message lists those
     *     there are
     */
    public static Dialect named(String name) {
        return all().stream()
                .filter(dialect -> dialect.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new InvalidArgumentException(
                                        "no scheduler is called '"
                                                + name
                                                + "'\ntry: one of "
                                                + String.join(", ", names())));
    }

    /** The names in alphabetical order. */
    public static List<String> names() {
        return all().stream().map(Dialect::name).sorted().toList();
    }

    private static List<Dialect> all() {
        return ServiceLoader.load(Dialect.class, Dialect.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
