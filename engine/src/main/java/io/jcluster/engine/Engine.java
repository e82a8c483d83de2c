package io.jcluster.engine;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** An engine from its registration to its end. */
final class Engine implements AutoCloseable {

    /** Why an engine ended. */
    enum End {
        SHUT_DOWN,
        CONTROLLER_GONE,
        NOT_REGISTERED,
        UNFIT
    }

    private final Channels channels;
    private final Answers answers;
    private final Worker worker;
    private final EngineFile file;
    private final Optional<MpiWorld> mpi;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        var thread = new Thread(task, "jcluster-clock");
                        thread.setDaemon(true);
                        return thread;
                    });
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private Optional<Heartbeat> heart = Optional.empty();
    private volatile String problem = "";

    /**
     * @param mpi the world that code is at home in, where there is one
     */
    Engine(EngineFile file, Optional<MpiWorld> mpi) {
        this.file = file;
        this.mpi = mpi;
        this.channels = new Channels(file);
        this.answers = new Answers(channels);
        this.worker = new Worker(answers, mpi, this::unfit, clock);
    }

    private void unfit(String why) {
        problem = why;
        leave();
        end.complete(End.UNFIT);
    }

    /** Why no code can run, when it ended as unfit. */
    String problem() {
        return problem;
    }

    /**
     * Registers, and works until there is a reason to end.
     *
     * @param patience for the controller's answer to the registration
     * @param misses of heartbeats in a row after which the controller is gone; 0 for never
     */
    End run(Duration patience, int misses) throws InterruptedException {
        var registered = channels.register(patience, mpi.map(MpiWorld::rank));
        if (registered.isEmpty() || !channels.open(this::control, worker::submit, patience)) {
            return End.NOT_REGISTERED;
        }
        worker.start();
        // The controller takes the first beat for the word that all is connected.
        var beating = new Heartbeat(file, channels.identity());
        heart = Optional.of(beating);
        beating.watch(
                clock, registered.get().beat(), misses, () -> end.complete(End.CONTROLLER_GONE));
        return end.join();
    }

    int id() {
        return channels.id();
    }

    /** Leaves in good order, whatever runs. */
    void leave() {
        channels.unregister();
    }

    @Override
    public void close() {
        heart.ifPresent(Heartbeat::close);
        channels.close();
        clock.shutdownNow();
    }

    /** Requests that overtake the code that runs. */
    private void control(Request request) {
        switch (request.type()) {
            case "abort_request" -> {
                var ids = new HashSet<String>();
                request.content().path("msg_ids").forEach(id -> ids.add(id.asText()));
                worker.abort(ids);
                answers.reply(request, Answers.ok());
            }
            case "clear_request" -> worker.submitNext(request);
            case "signal_request" -> signal(request);
            case "shutdown_request" -> {
                var content = Answers.ok();
                content.set("restart", request.content().path("restart"));
                answers.reply(request, content);
                // The hub strikes the engine off when it hears this.
                answers.publish(request, "shutdown_reply", content.deepCopy());
                end.complete(End.SHUT_DOWN);
            }
            default ->
                    answers.reply(
                            request,
                            Answers.error(
                                    SnippetException.refused(
                                            "UnknownRequest",
                                            "this engine does not know "
                                                    + request.type()
                                                    + " requests")));
        }
    }

    private void signal(Request request) {
        switch (request.content().path("sig").asText()) {
            case "SIGINT", "2" -> {
                if (mpi.isEmpty()) {
                    worker.interrupt();
                    answers.reply(request, Answers.ok());
                } else {
                    answers.reply(
                            request,
                            Answers.error(
                                    SnippetException.refused(
                                            "NotInterruptible",
                                            "code that may be inside a call of MPI cannot be"
                                                    + " stopped alone; end all engines of its world"
                                                    + " and start them anew")));
                }
            }
            case "SIGTERM", "15", "SIGKILL", "9" -> {
                answers.reply(request, Answers.ok());
                leave();
                end.complete(End.SHUT_DOWN);
            }
            default ->
                    answers.reply(
                            request,
                            Answers.error(
                                    SnippetException.refused(
                                            "UnknownSignal",
                                            "an engine in Java takes SIGINT and SIGTERM")));
        }
    }
}
