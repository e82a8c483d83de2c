package io.jcluster.tunnel.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of this process that waits at all its ports. */
final class Doorman {

    private static final Logger LOG = LoggerFactory.getLogger(Doorman.class);

    /** Until a program that has too many files open is asked again. */
    private static final long BREATH_MILLIS = 100;

    private static final class TheOne {
        private static final Doorman DOORMAN = new Doorman();
    }

    private final Selector selector;
    private final ConcurrentLinkedQueue<Runnable> wishes = new ConcurrentLinkedQueue<>();

    private Doorman() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::attend, "jcluster-ports");
        thread.setDaemon(true);
        thread.start();
    }

    static Doorman get() {
        return TheOne.DOORMAN;
    }

    /**
     * Lets in whoever comes from now on.
     *
     * @param visitor given each connection; must not wait
     */
    void admit(ServerSocketChannel door, Consumer<LocalConnection> visitor) throws IOException {
        door.configureBlocking(false);
        door.register(selector, SelectionKey.OP_ACCEPT, visitor);
        selector.wakeup();
    }

    /** Closes a door, and returns when the system has its port back. */
    void close(ServerSocketChannel door) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        wishes.add(
                () -> {
                    try {
                        door.close();
                        // Whoever listens there again at once would be refused before this.
                        selector.selectNow();
                    } catch (IOException e) {
                        LOG.debug("a port was not listened on any more", e);
                    }
                    closed.complete(null);
                });
        selector.wakeup();
        closed.join();
    }

    private void attend() {
        while (true) {
            try {
                selector.select();
                // A wish may be to close a door that somebody stands at.
                for (Runnable wish = wishes.poll(); wish != null; wish = wishes.poll()) {
                    wish.run();
                }
                List<SelectionKey> knocked = new ArrayList<>(selector.selectedKeys());
                selector.selectedKeys().clear();
                knocked.stream().filter(SelectionKey::isValid).forEach(Doorman::open);
            } catch (IOException | RuntimeException e) {
                LOG.warn("waiting at this machine's ports failed; it is tried again", e);
                breathe();
            }
        }
    }

    @SuppressWarnings("unchecked") // what was attached above
    private static void open(SelectionKey door) {
        SocketChannel come;
        try {
            come = ((ServerSocketChannel) door.channel()).accept();
        } catch (IOException e) {
            LOG.debug("a connection was not accepted", e);
            breathe();
            return;
        }
        if (come == null) {
            return; // gone again
        }
        try {
            ((Consumer<LocalConnection>) door.attachment()).accept(new LocalConnection(come));
        } catch (IOException | RuntimeException e) {
            LOG.debug("a connection ended as it began", e);
            closeQuietly(come);
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.trace("already closed", e);
        }
    }

    private static void breathe() {
        try {
            TimeUnit.MILLISECONDS.sleep(BREATH_MILLIS);
        } catch (InterruptedException e) {
            LOG.debug("nobody interrupts this thread", e);
        }
    }
}
