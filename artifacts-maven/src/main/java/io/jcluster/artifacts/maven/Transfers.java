package io.jcluster.artifacts.maven;

import io.jcluster.artifacts.ArtifactSource.Listener;
import java.nio.file.Path;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.aether.AbstractRepositoryListener;
import org.eclipse.aether.RepositoryEvent;
import org.eclipse.aether.RepositoryListener;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferCancelledException;
import org.eclipse.aether.transfer.TransferEvent;

/**
 * What is being fetched, told as it goes. The end of this JVM waits until none of it is under way:
 * half a file would stay in the user's repository else, under a name that nobody looks for.
 */
final class Transfers extends AbstractTransferListener implements AutoCloseable {

    /** A server that does not answer has no file open either. */
    private static final long PATIENCE_SECONDS = 3;

    /**
     * Small, and hundreds where frameworks are named: where there is no terminal each is a line.
     */
    private static final int SOME_POMS = 25;

    private final String asked;
    private final Listener listener;
    private final Queue<String> notes = new ConcurrentLinkedQueue<>();
    private final Set<String> jars = ConcurrentHashMap.newKeySet();
    private final Set<String> poms = ConcurrentHashMap.newKeySet();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::cancel, "transfers");
    private volatile boolean cancelled;

    /**
     * @param asked what is looked up, in words
     */
    Transfers(String asked, Listener listener) {
        this.asked = asked;
        this.listener = listener;
        listener.waiting(asked);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void transferInitiated(TransferEvent event) throws TransferCancelledException {
        goOn();
        String name = String.valueOf(Path.of(event.getResource().getResourceName()).getFileName());
        if (name.endsWith(".jar") && jars.add(name)) {
            listener.waiting(
                    "fetching "
                            + name
                            + " from "
                            + event.getResource().getRepositoryId()
                            + " (jar "
                            + jars.size()
                            + ")");
        } else if (name.endsWith(".pom") && poms.add(name) && poms.size() % SOME_POMS == 0) {
            listener.waiting(asked + " (" + poms.size() + " POMs fetched)");
        }
    }

    @Override
    public void transferStarted(TransferEvent event) throws TransferCancelledException {
        goOn();
    }

    @Override
    public void transferProgressed(TransferEvent event) throws TransferCancelledException {
        goOn();
    }

    private void goOn() throws TransferCancelledException {
        if (cancelled) {
            throw new TransferCancelledException("this program is ending");
        }
    }

    /** What is said of POMs that are no help: Maven goes on without them. */
    RepositoryListener descriptors() {
        return new AbstractRepositoryListener() {
            @Override
            public void artifactDescriptorMissing(RepositoryEvent event) {
                notes.add("there is no POM of " + Refusal.name(event.getArtifact()) + unknown());
            }

            @Override
            public void artifactDescriptorInvalid(RepositoryEvent event) {
                notes.add(
                        "the POM of "
                                + Refusal.name(event.getArtifact())
                                + " is no good"
                                + unknown());
            }

            private String unknown() {
                return ": what else it needs is not known";
            }
        };
    }

    /** Says that now: where there is no class path there is something else to say. */
    void tell() {
        notes.forEach(listener::note);
    }

    private void cancel() {
        cancelled = true;
        try {
            over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of a JVM that is ending nothing more is to be said: who ended it knows. */
    void stopIfCancelled() {
        if (cancelled) {
            over.countDown();
            while (true) {
                LockSupport.park();
            }
        }
    }

    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is on its way out already, and the hook with it.
        }
    }
}
