package io.jcluster.ranks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A rank's place at the rendezvous, from its coming to its goodbye. While it is taken, the end of
 * another rank that is not a program's is the end of this process too.
 *
 * @see Bootstrap#join
 */
public final class Seat implements AutoCloseable {

    static final String ENTER = "enter";
    static final String WELCOME = "welcome";
    static final String REFUSED = "refused";
    static final String LISTENS = "listens";
    static final String TABLE = "table";
    static final String DONE = "done";
    static final String FAILED = "failed";
    static final String LEFT = "left";
    static final String AWAY = "away";
    static final String END = "end";
    static final String ENDED = "ended";
    static final String NOTED = "noted";

    /** Of a process that ends because others have: as after SIGTERM. */
    static final int SENT_AWAY = 143;

    private static final long LAST_WORDS_MILLIS = 1_000;

    /** The one device of MPJ Express 0.44 between processes, which needs nothing but TCP. */
    private static final String DEVICE = "niodev";

    /** Below it, a message is sent without asking; the figure of MPJ Express's own starter. */
    private static final int PROTOCOL_SWITCH_LIMIT = 128 * 1024;

    private final Talk talk;
    private final int rank;
    private final int size;
    private final Runnable lastWords;
    private final int statusWhenTold;
    private final BlockingQueue<List<String>> table = new LinkedBlockingQueue<>();
    private final AtomicBoolean left = new AtomicBoolean();

    /**
     * @param lastWords what is done before the process is ended with the others; bounded
     * @param statusWhenTold with which exit status it ends when the rendezvous tells it to, or is
     *     gone
     */
    Seat(Talk talk, int rank, int size, Runnable lastWords, int statusWhenTold) {
        this.lastWords = lastWords;
        this.statusWhenTold = statusWhenTold;
        this.talk = talk;
        this.rank = rank;
        this.size = size;
    }

    /** Which rank this is, from 0. */
    public int rank() {
        return rank;
    }

    /** How many ranks there are. */
    public int size() {
        return size;
    }

    /** Says who this is, and listens from then on. */
    void take() throws IOException {
        talk.say(
                List.of(
                        ENTER,
                        String.valueOf(rank),
                        String.valueOf(size),
                        node(),
                        talk.ownAddress()));
        List<String> answer = talk.hear();
        if (!answer.get(0).equals(WELCOME)) {
            throw new RanksException(
                    answer.size() > 1 ? answer.get(1) : "the rendezvous did not let it in");
        }
        Thread listener = new Thread(this::listen, "jcluster-rendezvous");
        listener.setDaemon(true);
        listener.start();
    }

    /** This node, as its launcher or it itself calls it. */
    static String node() {
        return Optional.ofNullable(System.getenv("SLURMD_NODENAME"))
                .filter(name -> !name.isBlank())
                .orElseGet(Seat::hostName);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("an unnamed host");
        }
    }

    private void listen() {
        try {
            while (true) {
                List<String> words = talk.hear();
                if (words.get(0).equals(TABLE)) {
                    table.add(words.subList(1, words.size()));
                } else if (words.get(0).equals(END)) {
                    endWithTheOthers();
                }
            }
        } catch (IOException e) {
            endWithTheOthers();
        }
    }

    /** In one breath: an exit that waits for hooks may wait for an MPI that never ends. */
    private void endWithTheOthers() {
        if (!left.compareAndSet(false, true)) {
            return;
        }
        sayLastWords();
        say(List.of(AWAY));
        Runtime.getRuntime().halt(statusWhenTold);
    }

    /** This rank has failed, and its program waits where nothing can wake it. */
    void failAndEnd(int status, String why) {
        sayLastWords();
        failed(status, why);
        Runtime.getRuntime().halt(status);
    }

    /** An output may be full, and whoever writes to it may hold it for ever. */
    private void sayLastWords() {
        Thread last = new Thread(lastWords, "jcluster-last-words");
        last.setDaemon(true);
        last.start();
        try {
            last.join(LAST_WORDS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The words that {@code MPI.Init} of MPJ Express 0.44 wants, and behind them the program's own,
     * which are what it gives back. They are good for one call.
     *
     * @throws RanksException when this node cannot be a host of MPJ Express
     */
    public String[] words(String... arguments) {
        try {
            // Its devices ask for it, and fail in ways that tell nobody why.
            InetAddress.getLocalHost();
        } catch (UnknownHostException e) {
            throw new RanksException(
                    "this node does not know its own name, which MPJ Express asks for: "
                            + e.getMessage()
                            + "; it belongs into /etc/hosts or DNS",
                    e);
        }
        PortExchange exchange = PortExchange.open(this);
        String[] words = new String[3 + arguments.length];
        words[0] = String.valueOf(rank);
        words[1] =
                "#Number of Processes;"
                        + size
                        + ";#Protocol Switch Limit;"
                        + PROTOCOL_SWITCH_LIMIT
                        + ";#Server Name;127.0.0.1;#Server Port;"
                        + exchange.port();
        words[2] = DEVICE;
        System.arraycopy(arguments, 0, words, 3, arguments.length);
        return words;
    }

    /** Tells where this rank's MPI listens, and waits until all others have told the same. */
    List<String> exchange(int writePort, int readPort) throws IOException, InterruptedException {
        talk.say(List.of(LISTENS, String.valueOf(writePort), String.valueOf(readPort)));
        return table.take();
    }

    /**
     * This rank has failed: the others are to end. To be called before the process ends.
     *
     * @param status the exit status that the process will have, not 0
     * @param why one line for the user
     */
    public void failed(int status, String why) {
        leave(List.of(FAILED, String.valueOf(status), why));
    }

    /** This process ends, and not as its program should; with which status it does not know. */
    void left(String how) {
        leave(List.of(LEFT, how));
    }

    /** Goodbye: this rank's program has ended as it should. */
    @Override
    public void close() {
        leave(List.of(DONE));
    }

    private void leave(List<String> words) {
        if (left.compareAndSet(false, true)) {
            say(words);
            talk.close();
        }
    }

    private void say(List<String> words) {
        try {
            talk.say(words);
        } catch (IOException e) {
            // The rendezvous is gone, and so is everybody whom it could have told.
        }
    }
}
