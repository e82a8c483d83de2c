package io.jcluster.templates;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A host without a batch system, as settled for one cluster: the engines on it have consecutive
 * ranks.
 *
 * @param name as {@code ssh} on the controller's host calls it
 * @param engines how many start there, at least 1
 */
public record EngineHost(String name, int engines) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}");

    public EngineHost {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + name
                            + "' is no name of a host; a user name, a port and the like belong into"
                            + " ~/.ssh/config");
        }
        if (engines < 1) {
            throw new IllegalArgumentException("no engine is to start on " + name);
        }
    }

    /**
     * How many engines hosts take.
     *
     * @param each how many a host takes of which nothing is said; 1 without it
     */
    public static int slots(List<HostSlots> hosts, Optional<Integer> each) {
        return hosts.stream().mapToInt(host -> host.slots().or(() -> each).orElse(1)).sum();
    }

    /**
     * Engines on hosts, filled in their order; a host that gets none is left out.
     *
     * @param each as above
     * @throws IllegalArgumentException in a sentence with the numbers, when the hosts take fewer,
     *     or one of them is named twice
     */
    public static List<EngineHost> fill(
            List<HostSlots> hosts, Optional<Integer> each, int engines) {
        Set<String> names = new HashSet<>();
        List<EngineHost> filled = new ArrayList<>();
        int left = engines;
        for (HostSlots host : hosts) {
            if (!names.add(host.host())) {
                throw new IllegalArgumentException(
                        "the host "
                                + host.host()
                                + " is named twice; name it once, with all its engines");
            }
            int here = Math.min(left, host.slots().or(() -> each).orElse(1));
            if (here > 0) {
                filled.add(new EngineHost(host.host(), here));
            }
            left -= here;
        }
        if (left > 0) {
            throw new IllegalArgumentException(
                    "-n "
                            + engines
                            + " is more than the "
                            + slots(hosts, each)
                            + " engines that the hosts take ("
                            + filled.stream()
                                    .map(host -> host.name() + " " + host.engines())
                                    .collect(Collectors.joining(", "))
                            + "); name more hosts, or give them more, as "
                            + hosts.get(0).host()
                            + ":"
                            + (filled.get(0).engines() + left));
        }
        return List.copyOf(filled);
    }
}
