package io.jcluster.tunnel.ssh;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The addresses behind a name, the one that was met last before the others. Sites put several login
 * nodes behind one name, and what was started on one is not seen from another.
 */
public final class Addresses {

    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final Resolver resolver;
    private Optional<InetAddress> met;

    /** How the addresses of a name are found. */
    @FunctionalInterface
    public interface Resolver {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    /**
     * @param hint the address that an earlier process met; anything but an address is passed over
     */
    public Addresses(Resolver resolver, Optional<String> hint) {
        this.resolver = resolver;
        this.met = hint.filter(text -> LITERAL.matcher(text).matches()).flatMap(Addresses::parsed);
    }

    /** As the system finds them. */
    public static Addresses ofSystem(Optional<String> hint) {
        return new Addresses(InetAddress::getAllByName, hint);
    }

    private static Optional<InetAddress> parsed(String literal) {
        try {
            return Optional.of(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /**
     * All there are to try, in order; never empty. Name servers that spread the load name a few of
     * many, so the one that was met need not be among what they say now.
     */
    List<InetAddress> of(String host) throws UnknownHostException {
        Optional<InetAddress> first = met();
        Set<InetAddress> all = new LinkedHashSet<>(first.stream().toList());
        try {
            all.addAll(List.of(resolver.lookUp(host)));
        } catch (UnknownHostException e) {
            if (first.isEmpty()) {
                throw e;
            }
        }
        return List.copyOf(all);
    }

    /** Where the last login succeeded. */
    synchronized Optional<InetAddress> met() {
        return met;
    }

    synchronized void meet(InetAddress address) {
        met = Optional.of(address);
    }

    /** Leaves the choice to the name again; false when that is so already. */
    synchronized boolean forget() {
        boolean known = met.isPresent();
        met = Optional.empty();
        return known;
    }
}
