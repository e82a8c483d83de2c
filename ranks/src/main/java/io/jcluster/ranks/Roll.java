package io.jcluster.ranks;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Who has come, who has gone and how, and what follows from it for the others. A world of MPI is
 * whole or it is over: without one rank, the others wait for it for ever.
 *
 * <p>All methods may be called from several threads.
 */
final class Roll {

    private enum State {
        AWAITED,
        PRESENT,
        /** It said goodbye: its program has ended. */
        DONE,
        /** It ended by itself, and not as a program ends. */
        FAILED,
        /** It went after all had been told to. */
        SENT_AWAY
    }

    /** Where the others reach a rank; the order is the one in which niodev's own table has them. */
    private record Ports(int read, int write) {}

    private static final String UNKNOWN = "?";

    private final State[] states;
    private final String[] nodes;
    private final String[] addresses;
    private final List<Optional<Ports>> ports = new ArrayList<>();
    private final int[] statuses;
    private final BitSet statusOpen = new BitSet();
    private Optional<String> verdict = Optional.empty();
    private int culprit;

    /** Whether all have been told to end; who goes from then on need not have failed. */
    private boolean over;

    Roll(int size) {
        states = new State[size];
        nodes = new String[size];
        addresses = new String[size];
        statuses = new int[size];
        for (int i = 0; i < size; i++) {
            states[i] = State.AWAITED;
            nodes[i] = UNKNOWN;
            addresses[i] = "";
            ports.add(Optional.empty());
        }
    }

    /**
     * A rank comes.
     *
     * @param node as its machine calls itself
     * @param address where the others reach it
     * @return why it cannot; empty when it has
     */
    synchronized Optional<String> enter(int rank, int size, String node, String address) {
        if (size != states.length) {
            return Optional.of(
                    "the launcher started "
                            + size
                            + (size == 1 ? " rank" : " ranks")
                            + ", and the job is for "
                            + states.length);
        }
        if (rank < 0 || rank >= size) {
            return Optional.of("there is no rank " + rank + " of " + size);
        }
        if (states[rank] != State.AWAITED) {
            return Optional.of("there is a rank " + rank + " already, on " + nodes[rank]);
        }
        states[rank] = State.PRESENT;
        nodes[rank] = node;
        addresses[rank] = address;
        return Optional.empty();
    }

    /** A rank's MPI listens. */
    synchronized void listens(int rank, int writePort, int readPort) {
        ports.set(rank, Optional.of(new Ports(readPort, writePort)));
        states().filter(i -> states[i] == State.DONE && ports.get(i).isEmpty())
                .findFirst()
                .ifPresent(this::leftTooSoon);
    }

    /** Where every rank listens, rank by rank; empty before the last one has said so. */
    synchronized Optional<List<String>> table() {
        if (ports.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        List<String> table = new ArrayList<>();
        for (int rank = 0; rank < states.length; rank++) {
            Ports own = ports.get(rank).orElseThrow();
            table.add(addresses[rank] + "@" + own.read() + "@" + own.write() + "@" + rank + "@0");
        }
        return Optional.of(table);
    }

    /** A rank's program has ended as it should. */
    synchronized void done(int rank) {
        if (states[rank] != State.PRESENT) {
            return;
        }
        states[rank] = State.DONE;
        if (ports.get(rank).isEmpty() && ports.stream().anyMatch(Optional::isPresent)) {
            leftTooSoon(rank);
        }
    }

    private void leftTooSoon(int rank) {
        fail(rank, 1, "it ended without MPI.Init, and other ranks wait for it in theirs");
    }

    /** A rank's program has failed, and the rank says why. */
    synchronized void failed(int rank, int status, String why) {
        if (states[rank] == State.PRESENT) {
            fail(rank, status, why);
        }
    }

    /**
     * A rank is leaving, or gone, and not as a program ends. Whoever waited for its process will
     * say with which status.
     */
    synchronized void lost(int rank, String how) {
        if (states[rank] == State.PRESENT) {
            fail(rank, 1, how);
            statusOpen.set(rank);
        }
    }

    /** A rank goes because it has been told to. */
    synchronized void away(int rank) {
        if (states[rank] == State.PRESENT) {
            states[rank] = State.SENT_AWAY;
        }
    }

    /** All are told to end, and what a rank does from now on may follow from that. */
    synchronized void over() {
        over = true;
    }

    private void fail(int rank, int status, String why) {
        if (over) {
            states[rank] = State.SENT_AWAY;
            return;
        }
        states[rank] = State.FAILED;
        statuses[rank] = status;
        if (verdict.isEmpty()) {
            culprit = rank;
            verdict = Optional.of("rank " + rank + " on " + nodes[rank] + ": " + why);
        }
    }

    /**
     * The exit status of a rank's process, from whoever waited for it: a JVM cannot tell its own.
     *
     * @param status not the one of a process that was sent away
     * @param node where that was, for a process that never came to be a rank
     */
    synchronized void ended(int rank, int status, String node) {
        if (rank < 0 || rank >= states.length || status == 0) {
            return;
        }
        if (states[rank] == State.AWAITED) {
            nodes[rank] = node;
        }
        String words = "its process ended with status " + status;
        if (states[rank] != State.FAILED && states[rank] != State.SENT_AWAY) {
            fail(rank, status, words);
        } else if (rank == culprit && statusOpen.get(rank)) {
            verdict = verdict.map(why -> why + "; " + words);
        }
        statuses[rank] = status;
        statusOpen.clear(rank);
    }

    /** Why the others are to end: the first failure, and that which has the worst status. */
    synchronized Optional<String> verdict() {
        int worst = worst();
        return verdict.map(
                why ->
                        worst == statuses[culprit]
                                ? why
                                : why
                                        + "; rank "
                                        + states().filter(i -> statuses[i] == worst)
                                                .mapToObj(i -> i + " on " + nodes[i])
                                                .findFirst()
                                                .orElse(UNKNOWN)
                                        + " ended with status "
                                        + worst);
    }

    /**
     * Whether the status of somebody who is gone is still to come. It comes from beside that rank,
     * and a launcher that sees others end may end that, too.
     */
    synchronized boolean statusIsOpen() {
        return !statusOpen.isEmpty();
    }

    /** How many have come. */
    synchronized int joined() {
        return (int) states().filter(i -> states[i] != State.AWAITED).count();
    }

    /** How many have gone. */
    synchronized int left() {
        return (int)
                states().filter(i -> states[i] != State.AWAITED && states[i] != State.PRESENT)
                        .count();
    }

    /** The highest exit status of those that ended by themselves; 0 while all is well. */
    synchronized int worst() {
        return states().map(i -> statuses[i]).max().orElse(0);
    }

    /** The node of each rank, {@code ?} of one that has not come. */
    synchronized List<String> nodes() {
        return List.of(nodes);
    }

    private IntStream states() {
        return IntStream.range(0, states.length);
    }
}
