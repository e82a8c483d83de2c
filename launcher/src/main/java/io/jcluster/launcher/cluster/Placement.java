package io.jcluster.launcher.cluster;

import io.jcluster.client.MpiProof;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The host of each rank, from rank 0 on, as the hosts call themselves.
 *
 * @param hosts empty where nobody named hosts, and the scheduler chose
 */
public record Placement(List<String> hosts) {

    private static final String UNKNOWN = "?";

    public Placement {
        hosts = List.copyOf(hosts);
    }

    /** In runs: {@code a 0-3, b 4-7}. */
    public String inWords() {
        StringJoiner words = new StringJoiner(", ");
        int first = 0;
        for (int next = 1; next <= hosts.size(); next++) {
            if (next == hosts.size() || !hosts.get(next).equals(hosts.get(first))) {
                words.add(
                        hosts.get(first)
                                + " "
                                + first
                                + (next - 1 > first ? "-" + (next - 1) : ""));
                first = next;
            }
        }
        return words.toString();
    }

    /** A sentence with both lists, where the engines that answered are elsewhere. */
    Optional<String> contradicted(MpiProof proof) {
        if (hosts.isEmpty()) {
            return Optional.empty();
        }
        String[] found = new String[hosts.size()];
        Arrays.fill(found, UNKNOWN);
        proof.engines().stream()
                .filter(engine -> engine.rank().isPresent())
                .filter(engine -> engine.rank().getAsInt() < found.length)
                .forEach(engine -> found[engine.rank().getAsInt()] = engine.host());
        Placement real = new Placement(List.of(found));
        return real.equals(this)
                ? Optional.empty()
                : Optional.of(
                        "The launcher put ranks on other hosts than was asked for: wanted "
                                + inWords()
                                + "; found "
                                + real.inWords()
                                + ".");
    }
}
