package io.jcluster.launcher.cli;

import io.jcluster.client.AsyncResult;
import io.jcluster.client.Client;
import io.jcluster.client.ClientException;
import io.jcluster.client.EngineAnswer;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.shell.Gathering;
import io.jcluster.launcher.shell.Targets;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Requests on their way, and a person who looks on: output is shown as it comes, Ctrl-C interrupts
 * the engines first, and a second one leaves them.
 */
final class Execution {

    /** Long enough for equal lines of many engines to meet, short enough not to be noticed. */
    static final Duration MOMENT = Duration.ofMillis(400);

    /** Until all is there. */
    static final Duration TO_THE_END = Duration.ofDays(1000);

    /** What interrupted code may take to end; native code ends when it likes. */
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(10);

    private static final Duration DROPPED = Duration.ofSeconds(1);
    private static final Duration BUSY = Duration.ofSeconds(3);
    private static final long LOOK_MILLIS = 50;

    private final Lookout lookout;
    private final Client client;
    private final PrintWriter err;
    private final Optional<Gathering> gathering;
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();

    private final Map<String, Told> told = new HashMap<>();

    /** Answers whose output has been taken in. */
    private int heard;

    private boolean interrupted;

    /** How much of a request's output has been taken in, in characters. */
    private static final class Told {
        private int out;
        private int err;
        private boolean whole;

        void add(Gathering.Kind kind, int length) {
            switch (kind) {
                case OUT -> out += length;
                case ERR -> err += length;
            }
        }
    }

    /**
     * What came of it.
     *
     * @param answers of those engines that have answered
     * @param silent those that have not, when the wait was given up
     * @param inside those of them that have begun
     * @param interrupted whether the person had them interrupted
     */
    record Outcome(
            List<EngineAnswer> answers,
            List<Integer> silent,
            List<Integer> inside,
            boolean interrupted) {

        boolean failed() {
            return answers.stream().anyMatch(it -> !it.succeeded());
        }

        /** The exit code: an interruption counts more than what it makes fail. */
        int status() {
            return interrupted
                    ? FailureReport.INTERRUPTED
                    : !silent.isEmpty()
                            ? FailureReport.TIMED_OUT
                            : failed() ? FailureReport.CODE : 0;
        }
    }

    /**
     * @param hold how long output waits for equal output of other engines
     * @param err for notes on the way
     */
    Execution(Lookout lookout, Duration hold, Consumer<Gathering.Block> show, PrintWriter err) {
        this(lookout, Optional.of(new Gathering(hold, show)), err);
    }

    private Execution(Lookout lookout, Optional<Gathering> gathering, PrintWriter err) {
        this.lookout = lookout;
        this.client = lookout.client();
        this.gathering = gathering;
        this.err = err;
    }

    /** One that shows nothing on the way: all output is in the answers, and only there. */
    static Execution quietly(Lookout lookout, CommandSpec spec) {
        return new Execution(lookout, Optional.empty(), spec.commandLine().getErr());
    }

    /**
     * Follows requests to their end, or until the limit, or until Ctrl-C was pressed twice. Once in
     * the life of this object.
     *
     * @throws ClusterException when the cluster has ended meanwhile
     */
    Outcome follow(AsyncResult result, Optional<Duration> limit) throws InterruptedException {
        try (Client.Subscription output =
                        gathering.isEmpty()
                                ? () -> {}
                                : result.streamOutput(piece -> events.add(() -> printed(piece)));
                Interruption interruption =
                        new Interruption(() -> events.add(() -> interrupt(result)))) {
            result.onAnswer(answer -> events.add(() -> answered(answer)));
            boolean pressed = await(result, limit, interruption);
            gathering.ifPresent(Gathering::end);
            List<Integer> silent = result.pending();
            List<Integer> waiting = result.waiting();
            List<Integer> inside = silent.stream().filter(it -> !waiting.contains(it)).toList();
            return new Outcome(result.answers(), silent, inside, pressed);
        }
    }

    private boolean await(AsyncResult result, Optional<Duration> limit, Interruption interruption)
            throws InterruptedException {
        long start = System.nanoTime();
        Optional<Long> end = limit.map(it -> start + it.toNanos());
        boolean toldOfWait = false;
        int pressed = 0;
        while (heard < result.size()) {
            Runnable event = events.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (event != null) {
                event.run();
            }
            long now = System.nanoTime();
            gathering.ifPresent(it -> it.tick(now));
            lookout.look(now);
            if (interruption.times() > pressed) {
                pressed = interruption.times();
                if (pressed > 1) {
                    return true;
                }
                end = Optional.of(now + AFTER_INTERRUPT.toNanos());
            }
            boolean allWait = interrupted && result.waiting().containsAll(result.pending());
            if (allWait || (end.isPresent() && now - end.get() >= 0)) {
                break;
            }
            if (!toldOfWait && now - start > BUSY.toNanos()) {
                toldOfWait = true;
                tellOfWait(result);
            }
        }
        return pressed > 0;
    }

    private void printed(io.jcluster.client.Output piece) {
        Told told = shown(piece.msgId());
        if (!told.whole) {
            told.add(kind(piece), piece.text().length());
            said(piece.engine(), kind(piece), piece.text(), System.nanoTime());
        }
    }

    /**
     * Of code that is quicker than the subscription to its output the answer holds what was
     * printed, and it may come first.
     */
    private void answered(EngineAnswer answer) {
        heard++;
        long now = System.nanoTime();
        Told told = shown(answer.metadata().msgId());
        told.whole = true;
        rest(answer.engine(), Gathering.Kind.OUT, answer.stdout(), told.out, now);
        rest(answer.engine(), Gathering.Kind.ERR, answer.stderr(), told.err, now);
        gathering.ifPresent(it -> it.finished(answer.engine(), now));
        answer.displayed()
                .ifPresent(value -> said(answer.engine(), Gathering.Kind.OUT, value + "\n", now));
    }

    private void said(int engine, Gathering.Kind kind, String text, long now) {
        gathering.ifPresent(it -> it.said(engine, kind, text, now));
    }

    private void rest(int engine, Gathering.Kind kind, String text, int told, long now) {
        if (text.length() > told) {
            said(engine, kind, text.substring(told), now);
        }
    }

    private Told shown(String request) {
        return told.computeIfAbsent(request, id -> new Told());
    }

    private void tellOfWait(AsyncResult result) {
        List<Integer> waiting = result.waiting();
        if (!waiting.isEmpty()) {
            err.println(
                    "  note: "
                            + named(waiting)
                            + (waiting.size() == 1 ? " has" : " have")
                            + " not begun yet: still at work on earlier requests");
            err.flush();
        }
    }

    /**
     * Code that engines run for others is none of this command's: what waits behind it is dropped.
     */
    private void interrupt(AsyncResult result) {
        if (interrupted) {
            return;
        }
        interrupted = true;
        Set<Integer> live = client.ids().keySet();
        List<Integer> waiting = result.waiting();
        List<Integer> engines =
                result.pending().stream()
                        .filter(it -> live.contains(it) && !waiting.contains(it))
                        .toList();
        err.println();
        try {
            if (!engines.isEmpty()) {
                err.println(
                        "  interrupting "
                                + named(engines)
                                + "; Ctrl-C once more leaves without them");
                err.flush();
                client.view(engines).interrupt();
            }
            if (!waiting.isEmpty()) {
                err.println(
                        "  dropped on "
                                + named(waiting)
                                + ", which "
                                + (waiting.size() == 1 ? "is" : "are")
                                + " at work on earlier requests");
                err.flush();
                result.abort(DROPPED);
            }
        } catch (ClientException e) {
            // Before ipyparallel 9 an engine confirms when it has finished what it is at.
            if (e.kind() != ClientException.Kind.TIMED_OUT) {
                err.println("  note: " + FailureReport.printable(String.valueOf(e.getMessage())));
            }
        }
    }

    static String named(List<Integer> engines) {
        return (engines.size() == 1 ? "engine " : "engines ") + Targets.text(engines);
    }

    private static Gathering.Kind kind(io.jcluster.client.Output piece) {
        return switch (piece.stream()) {
            case STDOUT -> Gathering.Kind.OUT;
            case STDERR -> Gathering.Kind.ERR;
        };
    }
}
