package io.jcluster.ranks;

import java.util.ArrayList;
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
        /** It went after the others had been told to. */
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
    private Optional<String> verdict = Optional.empty();
    private int culprit;

    /** Whether the status of the culprit's process is still to come. */
    private boolean statusOpen;

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
            boolean first = verdict.isEmpty();
            fail(rank, 1, how);
            statusOpen |= first;
        }
    }

    private void fail(int rank, int status, String why) {
        if (verdict.isPresent() && !statusOpen) {
            states[rank] = State.SENT_AWAY;
            return;
        }
        states[rank] = State.FAILED;
        statuses[rank] = status;
        if (verdict.isPresent()) {
            return; // The others are told to end when the first one's status is known.
        }
        culprit = rank;
        verdict = Optional.of("rank " + rank + " on " + nodes[rank] + ": " + why);
    }

    /**
     * The exit status of a rank's process, from whoever waited for it: a JVM cannot tell its own.
     */
    synchronized void ended(int rank, int status) {
        if (rank < 0 || rank >= states.length) {
            return;
        }
        if (states[rank] == State.FAILED) {
            statuses[rank] = status == 0 ? statuses[rank] : status;
            if (rank == culprit && statusOpen) {
                statusOpen = false;
                verdict = verdict.map(why -> why + "; its process ended with status " + status);
            }
        } else if (status != 0 && (states[rank] == State.DONE || states[rank] == State.AWAITED)) {
            fail(rank, status, "its process ended with status " + status);
        }
    }

    /** Why the others are to end: the first failure. */
    synchronized Optional<String> verdict() {
        return verdict;
    }

    /**
     * Whether the status of whoever is at fault is still to come. It comes from beside that rank,
     * and a launcher that sees the others end may end that, too.
     */
    synchronized boolean statusIsOpen() {
        return statusOpen;
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
