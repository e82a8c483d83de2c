package io.jcluster.ranks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The one place that all ranks of a job come to: it tells each where the others are, and sees when
 * one is gone. Then the others are told to end: not every launcher ends them (Hydra, MPICH 4.0.2),
 * and a rank that waits for one that is gone waits for ever.
 *
 * <p>Whoever does not know the secret is refused, and nothing follows from it for the job.
 */
public final class Rendezvous implements AutoCloseable {

    /** The name of the invitation in the rendezvous's directory. */
    public static final String INVITATION = "invitation";

    /** The name of the report there; see {@link Report}. */
    public static final String REPORT = "report";

    /** For a stranger to prove that it is none. */
    private static final int HANDSHAKE_MILLIS = 10_000;

    private static final int STRANGERS_AT_ONCE = 256;

    /** For ranks that fail at the same moment: each of them counts, not the quickest alone. */
    private static final long MOMENT_MILLIS = 200;

    /** For a JVM that starts on a busy node to say with which status another has ended. */
    private static final long STATUS_MILLIS = 2_000;

    private static final int BACKLOG = 1024;
    private static final long STACK = 256 * 1024;

    private final ServerSocket server;
    private final Invitation invitation;
    private final Roll roll;
    private final Report report;
    private final Consumer<String> log;
    private final Map<Integer, Talk> present = new ConcurrentHashMap<>();
    private final Semaphore strangers = new Semaphore(STRANGERS_AT_ONCE);
    private boolean tabled;

    private boolean failed;

    /** Whether all have been told to end, who are there and who still come. */
    private boolean told;

    /** Whether all who were told are gone, or are waited for no longer. */
    private boolean over;

    private Rendezvous(
            ServerSocket server,
            Invitation invitation,
            Roll roll,
            Report report,
            Consumer<String> log) {
        this.server = server;
        this.invitation = invitation;
        this.roll = roll;
        this.report = report;
        this.log = log;
    }

    /**
     * Opens one: it listens, and its invitation is in the directory.
     *
     * @param directory for invitation and report; its owner's alone
     * @param size how many ranks are to come
     * @param address of this node, where the other nodes reach it
     * @param log where refused strangers are told of
     */
    public static Rendezvous open(
            Path directory, int size, InetAddress address, Consumer<String> log)
            throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(new InetSocketAddress(address, 0), BACKLOG);
        Invitation invitation = Invitation.to(address.getHostAddress(), server.getLocalPort());
        Roll roll = new Roll(size);
        Report report = new Report(roll, directory.resolve(REPORT));
        report.write();
        invitation.write(directory.resolve(INVITATION));
        return new Rendezvous(server, invitation, roll, report, log);
    }

    /** Receives ranks until it is closed. */
    public void serve() throws InterruptedException {
        thread("report", this::report).start();
        while (!server.isClosed()) {
            strangers.acquire();
            try {
                Socket socket = server.accept();
                thread("rank", () -> receive(socket)).start();
            } catch (IOException e) {
                strangers.release();
                if (!server.isClosed()) {
                    log.accept("a connection could not be accepted: " + e.getMessage());
                    Thread.sleep(100);
                }
            }
        }
    }

    private void report() {
        try {
            report.keep();
        } catch (IOException e) {
            log.accept("cannot write what became of the ranks: " + e);
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(null, work, "jcluster-" + name, STACK);
        thread.setDaemon(true);
        return thread;
    }

    private void receive(Socket socket) {
        Optional<Talk> known = Optional.empty();
        try {
            socket.setSoTimeout(HANDSHAKE_MILLIS);
            known = Optional.of(Talk.asHost(socket, invitation.key()));
            socket.setSoTimeout(0);
        } catch (EOFException e) {
            log.accept("refused " + socket.getRemoteSocketAddress() + ": it left");
        } catch (Talk.StrangerException | SocketTimeoutException e) {
            log.accept("refused " + socket.getRemoteSocketAddress() + ": " + e.getMessage());
        } catch (IOException e) {
            log.accept("lost " + socket.getRemoteSocketAddress() + ": " + e.getMessage());
        } finally {
            strangers.release();
        }
        if (known.isEmpty()) {
            try {
                socket.close();
            } catch (IOException e) {
                // It was to be closed.
            }
            return;
        }
        try (Talk talk = known.get()) {
            attend(talk);
        }
    }

    private void attend(Talk talk) {
        try {
            List<String> words = talk.hear();
            switch (words.get(0)) {
                case Seat.ENTER -> enter(talk, words);
                case Seat.ENDED -> {
                    roll.ended(
                            Integer.parseInt(words.get(1)),
                            Integer.parseInt(words.get(2)),
                            words.get(3));
                    settle();
                    awaitTheEnd();
                    report.write(); // The script reads it when the last of them has gone.
                    talk.say(List.of(Seat.NOTED));
                }
                default -> log.accept("a rank said what is not understood: " + words.get(0));
            }
        } catch (IOException | RuntimeException e) {
            log.accept("a rank could not be understood: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void enter(Talk talk, List<String> words) throws IOException {
        int rank = Integer.parseInt(words.get(1));
        Optional<String> refusal =
                roll.enter(rank, Integer.parseInt(words.get(2)), words.get(3), words.get(4));
        if (refusal.isPresent()) {
            talk.say(List.of(Seat.REFUSED, refusal.get()));
            return;
        }
        talk.say(List.of(Seat.WELCOME));
        synchronized (this) {
            present.put(rank, talk);
            if (told) {
                tell(talk, List.of(Seat.END));
            }
            settle();
        }
        try {
            attend(rank, talk);
        } catch (IOException e) {
            roll.lost(rank, "it is gone without a word");
        } finally {
            present.remove(rank);
            settle();
        }
    }

    private void attend(int rank, Talk talk) throws IOException {
        while (true) {
            List<String> words = talk.hear();
            switch (words.get(0)) {
                case Seat.LISTENS ->
                        roll.listens(
                                rank,
                                Integer.parseInt(words.get(1)),
                                Integer.parseInt(words.get(2)));
                case Seat.DONE -> {
                    roll.done(rank);
                    return;
                }
                case Seat.FAILED -> {
                    roll.failed(rank, Integer.parseInt(words.get(1)), words.get(2));
                    return;
                }
                case Seat.AWAY -> {
                    roll.away(rank);
                    return;
                }
                case Seat.LEFT -> {
                    roll.lost(rank, words.get(1));
                    return;
                }
                default -> throw new IOException("not understood: " + words.get(0));
            }
            settle();
        }
    }

    /** Tells all what follows from what has come to be known: once the table, once the end. */
    private synchronized void settle() {
        report.changed();
        notifyAll();
        if (roll.verdict().isPresent()) {
            if (!failed) {
                failed = true;
                thread("end", this::end).start();
            }
        } else if (!tabled) {
            Optional<List<String>> table = roll.table();
            if (table.isPresent()) {
                tabled = true;
                List<String> words = new ArrayList<>(List.of(Seat.TABLE));
                words.addAll(table.get());
                present.values().forEach(talk -> tell(talk, words));
            }
        }
    }

    /** All end when it is known how those did who failed together, or a little later. */
    private synchronized void end() {
        try {
            await(MOMENT_MILLIS, () -> false);
            await(STATUS_MILLIS, () -> !roll.statusIsOpen());
            roll.over();
            told = true;
            present.values().forEach(talk -> tell(talk, List.of(Seat.END)));
            await(STATUS_MILLIS, () -> present.isEmpty() && !roll.statusIsOpen());
            over = true;
            notifyAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A launcher that sees one process end badly ends all others, and with them those that have a
     * status to tell: so nobody who has failed is let go before the rest has been heard.
     */
    private synchronized void awaitTheEnd() throws InterruptedException {
        while (failed && !over) { // Of a rank that is none of the job's, nothing follows.
            wait();
        }
    }

    private synchronized void await(long millis, BooleanSupplier event)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!event.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    private static void tell(Talk talk, List<String> words) {
        try {
            talk.say(words);
        } catch (IOException e) {
            // Its own thread sees that it is gone.
        }
    }

    @Override
    public void close() {
        report.end();
        try {
            server.close();
        } catch (IOException e) {
            log.accept("the rendezvous could not be closed: " + e.getMessage());
        }
    }
}
