package io.jcluster.scheduler;

import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.tunnel.Host;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        return find(name).orElseThrow(() -> unknown(name));
    }

    /** The dialect of that name of its own; empty when there is none, or it is a family's. */
    public static Optional<Dialect> find(String name) {
        return all().stream().filter(dialect -> dialect.name().equals(name)).findFirst();
    }

    /** Whether the name stands for several dialects, and only a host can say which it is. */
    public static boolean isFamily(String name) {
        return families().stream().anyMatch(family -> family.name().equals(name));
    }

    /**
     * The dialect a user asked for, by its own name or by its family's; in the latter case the host
     * where jobs are submitted is asked which one it is.
     *
     * @throws DrmaaException when there is none of that name, or it cannot be found out which
     */
    public static Dialect named(String name, Host host) {
        var family = families().stream().filter(some -> some.name().equals(name)).findFirst();
        if (family.isEmpty()) {
            return named(name);
        }
        try {
            return new ExchangeCaller(host).ask(family.orElseThrow().which());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DrmCommunicationException(
                    "interrupted while it was asked which scheduler there is", e);
        }
    }

    /** The names, of families too, in alphabetical order. */
    public static List<String> names() {
        return Stream.concat(
                        all().stream().map(Dialect::name),
                        families().stream().map(DialectFamily::name))
                .sorted()
                .toList();
    }

    private static InvalidArgumentException unknown(String name) {
        if (isFamily(name)) {
            return new InvalidArgumentException(
                    "'"
                            + name
                            + "' is a family of schedulers, and which one it is only the host of"
                            + " the cluster can say\ntry: the scheduler's own name, one of "
                            + all().stream()
                                    .filter(dialect -> dialect.family().equals(name))
                                    .map(Dialect::name)
                                    .sorted()
                                    .collect(Collectors.joining(", "))
                            + "; or name the host (--login), which is then asked");
        }
        return new InvalidArgumentException(
                "no scheduler is called '" + name + "'\ntry: one of " + String.join(", ", names()));
    }

    private static List<DialectFamily> families() {
        return ServiceLoader.load(DialectFamily.class, DialectFamily.class.getClassLoader())
                .stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static List<Dialect> all() {
        return ServiceLoader.load(Dialect.class, Dialect.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
