package io.jcluster.launcher.background;

import io.jcluster.launcher.config.PrivateFiles;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket at which a background process answers, for its owner only, and its way out: the
 * process leaves soon after nobody talks to it and it has nothing to do.
 */
public final class Doorway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Doorway.class);

    /** Long enough for the command that has started this process to call it. */
    public static final Duration FIRST_CALL = Duration.ofSeconds(20);

    /** Long enough for a command's next question, since each has a conversation of its own. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Path socket;
    private final Service service;
    private final ScheduledExecutorService timer;
    private final Duration firstCall;
    private final ServerSocketChannel listener;
    private final CountDownLatch idle = new CountDownLatch(1);
    private final Object lock = new Object();

    // Guarded by lock.
    private int conversations;
    private Optional<ScheduledFuture<?>> farewell = Optional.empty();

    /** What goes on behind the door. */
    public interface Service {

        /** Answers whatever is said, until the other side hangs up. */
        void converse(Conversation conversation) throws IOException, InterruptedException;

        /** Whether there is something to stay for. */
        boolean busy();
    }

    /**
     * Listens at the socket; what a process that was killed has left there is cleared away.
     *
     * @param firstCall how long nobody need call before the process leaves again
     */
    public Doorway(Path socket, Service service, ScheduledExecutorService timer, Duration firstCall)
            throws IOException {
        this.socket = socket;
        this.service = service;
        this.timer = timer;
        this.firstCall = firstCall;
        Files.deleteIfExists(socket);
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        PrivateFiles.makePrivate(socket);
    }

    /** Serves until there is nothing left to do. */
    public void serve() throws InterruptedException {
        considerLeaving(firstCall);
        Thread acceptor = daemon(this::accept);
        acceptor.setName("accept");
        acceptor.start();
        idle.await();
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel channel = listener.accept();
                synchronized (lock) {
                    conversations++;
                    farewell.ifPresent(leaving -> leaving.cancel(false));
                    farewell = Optional.empty();
                }
                daemon(() -> converse(channel)).start();
            } catch (IOException e) {
                LOG.debug("no longer accepting", e);
            }
        }
    }

    private void converse(SocketChannel channel) {
        try (Conversation conversation = new Conversation(channel)) {
            service.converse(conversation);
        } catch (IOException e) {
            LOG.debug("conversation over", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (lock) {
                conversations--;
            }
            considerLeaving();
        }
    }

    /** To be called when the service has become less busy. */
    public void considerLeaving() {
        considerLeaving(PAUSE);
    }

    private void considerLeaving(Duration grace) {
        synchronized (lock) {
            if (conversations == 0 && farewell.isEmpty()) {
                farewell =
                        Optional.of(
                                timer.schedule(
                                        this::leave, grace.toMillis(), TimeUnit.MILLISECONDS));
            }
        }
    }

    private void leave() {
        synchronized (lock) {
            farewell = Optional.empty();
            if (conversations == 0 && !service.busy()) {
                idle.countDown();
            }
        }
    }

    /** Leaves whatever there is to do. */
    public void leaveNow() {
        idle.countDown();
    }

    @Override
    public void close() {
        try {
            listener.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            LOG.debug("closing {}", socket, e);
        }
    }

    /**
     * For what is done later. Once it is shut down it drops what it is given: while a process
     * closes, conversations and connections still end, and nothing follows from that any more.
     */
    public static ScheduledExecutorService timer(int threads) {
        return new ScheduledThreadPoolExecutor(
                threads, Doorway::daemon, new ThreadPoolExecutor.DiscardPolicy());
    }

    /** A thread that does not keep the process alive. */
    public static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "background");
        thread.setDaemon(true);
        return thread;
    }
}
