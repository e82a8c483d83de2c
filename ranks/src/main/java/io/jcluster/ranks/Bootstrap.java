package io.jcluster.ranks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a process becomes a rank: it is told by its launcher which one, and comes to the rendezvous.
 *
 * <pre>{@code
 * try (Seat seat = Bootstrap.join(invitation, Launcher.SRUN)) {
 *     String[] own = MPI.Init(seat.words(arguments));
 *     …
 *     MPI.Finalize();
 * }
 * }</pre>
 */
public final class Bootstrap {

    /** For the file that the rendezvous has written to show on this node. */
    private static final Duration FILE = Duration.ofSeconds(10);

    /** For a rendezvous to which all ranks of a large job come at once. */
    private static final Duration CONNECTION = Duration.ofSeconds(60);

    /** For a rendezvous that is there: it may have gone with the job, and is not waited for. */
    private static final Duration LAST_CONNECTION = Duration.ofSeconds(5);

    private static final int CONNECT_MILLIS = 10_000;

    private Bootstrap() {}

    /**
     * Takes this process's place among the ranks.
     *
     * @param invitation the file that the rendezvous has written
     * @param launcher whoever started this process
     * @throws RanksException in a sentence, when it is none of them
     */
    public static Seat join(Path invitation, Launcher launcher) throws InterruptedException {
        return join(invitation, launcher.place(System.getenv()), () -> {}, Seat.SENT_AWAY);
    }

    /** The same, for a process whose launcher is not to take its end for a failure. */
    static Seat join(Path file, Launcher.Place place, Runnable lastWords, int statusWhenTold)
            throws InterruptedException {
        Invitation invitation = Invitation.read(file, FILE);
        Talk talk = connect(invitation, CONNECTION);
        Seat seat = new Seat(talk, place.rank(), place.size(), lastWords, statusWhenTold);
        try {
            seat.take();
            return seat;
        } catch (IOException e) {
            throw unreached(invitation, e);
        }
    }

    /** Tells the rendezvous with which exit status the process of a rank has ended. */
    static void ended(Path file, int rank, int status) throws InterruptedException {
        Invitation invitation = Invitation.read(file, Duration.ZERO);
        try (Talk talk = connect(invitation, LAST_CONNECTION)) {
            talk.say(
                    List.of(Seat.ENDED, String.valueOf(rank), String.valueOf(status), Seat.node()));
            talk.hear();
        } catch (IOException e) {
            throw unreached(invitation, e);
        }
    }

    private static Talk connect(Invitation invitation, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Socket socket = new Socket();
            try {
                socket.connect(
                        new InetSocketAddress(invitation.host(), invitation.port()),
                        CONNECT_MILLIS);
                socket.setSoTimeout(CONNECT_MILLIS);
                Talk talk = Talk.asGuest(socket, invitation.key());
                socket.setSoTimeout(0);
                return talk;
            } catch (Talk.StrangerException e) {
                close(socket);
                throw new RanksException(
                        "what listens at "
                                + invitation.host()
                                + ":"
                                + invitation.port()
                                + " is not this job's rendezvous: "
                                + e.getMessage(),
                        e);
            } catch (IOException e) {
                close(socket);
                if (System.nanoTime() - end > 0) {
                    throw unreached(invitation, e);
                }
            }
            Thread.sleep(200);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was of no use.
        }
    }

    private static RanksException unreached(Invitation invitation, IOException cause) {
        return new RanksException(
                "the job's rendezvous at "
                        + invitation.host()
                        + ":"
                        + invitation.port()
                        + " cannot be reached from this node: "
                        + cause.getMessage(),
                cause);
    }
}
