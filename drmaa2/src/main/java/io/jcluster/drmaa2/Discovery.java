package io.jcluster.drmaa2;

import io.jcluster.drmaa2.spi.SessionManagerProvider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the implementations that are there and chooses one. */
final class Discovery {

    private static final Logger LOG = System.getLogger(Discovery.class.getName());

    /** A loader that cannot list its files fails for ever; nobody has as many broken providers. */
    private static final int BROKEN_AT_MOST = 100;

    private static final String ADVICE =
            "\n  try: name one with -Ddrmaa2.drms=… or the variable DRMAA2_DRMS";

    private Discovery() {}

    /** Those of the context class loader, then those of the loader of this class. */
    static List<SessionManagerProvider> find() {
        var found = new LinkedHashMap<Class<?>, SessionManagerProvider>();
        addAll(found, Thread.currentThread().getContextClassLoader());
        addAll(found, Discovery.class.getClassLoader());
        return List.copyOf(found.values());
    }

    /**
     * The one that was asked for, or the one that is surest of this machine.
     *
     * @param wanted a provider's name, or the scheme of one or more; empty for any
     */
    static SessionManagerProvider choose(
            List<SessionManagerProvider> providers, Optional<String> wanted) {
        return wanted.map(word -> named(word, providers)).orElseGet(() -> surest(providers));
    }

    /** A provider that cannot be loaded is left out, so that it does not hide the others. */
    private static void addAll(
            Map<Class<?>, SessionManagerProvider> found, @Nullable ClassLoader loader) {
        var providers = ServiceLoader.load(SessionManagerProvider.class, loader).iterator();
        int broken = 0;
        while (broken < BROKEN_AT_MOST) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                var provider = providers.next();
                found.putIfAbsent(provider.getClass(), provider);
            } catch (ServiceConfigurationError e) {
                broken++;
                warn("an implementation of DRMAA2 cannot be loaded", e);
            }
        }
    }

    private static SessionManagerProvider named(
            String word, List<SessionManagerProvider> providers) {
        var candidates = new ArrayList<SessionManagerProvider>();
        for (SessionManagerProvider provider : providers) {
            if (provider.name().equals(word)) {
                return provider;
            }
            if (provider.contactSchemes().contains(word)) {
                candidates.add(provider);
            }
        }
        if (candidates.isEmpty()) {
            throw new InvalidArgumentException(
                    "no implementation of DRMAA2 is called '"
                            + word
                            + "'\n  try: one of "
                            + names(providers));
        }
        return candidates.size() == 1 ? candidates.get(0) : surest(candidates);
    }

    private static SessionManagerProvider surest(List<SessionManagerProvider> providers) {
        var bySureness =
                providers.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Discovery::probe, TreeMap::new, Collectors.toList()));
        Map.Entry<Integer, List<SessionManagerProvider>> best = bySureness.lastEntry();
        if (best == null || best.getKey() <= 0) {
            throw new DrmCommunicationException(
                    "no workload manager found here\n  | looked for " + names(providers) + ADVICE);
        }
        if (best.getValue().size() > 1) {
            throw new InvalidArgumentException(
                    "more than one workload manager found here\n  | found "
                            + names(best.getValue())
                            + ADVICE);
        }
        return best.getValue().get(0);
    }

    private static int probe(SessionManagerProvider provider) {
        try {
            return provider.probe();
        } catch (RuntimeException | LinkageError e) {
            warn("cannot tell whether " + provider.name() + " is here", e);
            return 0;
        }
    }

    private static String names(List<SessionManagerProvider> providers) {
        return providers.stream().map(SessionManagerProvider::name).toList().toString();
    }

    private static void warn(String what, Throwable why) {
        LOG.log(Level.WARNING, () -> what + ": " + why);
        LOG.log(Level.DEBUG, what, why);
    }
}
