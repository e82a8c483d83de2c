package io.jcluster.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The requests that wait, and the one that has its turn. */
final class Line {

    private final Deque<Request> waiting = new ArrayDeque<>();
    private Optional<Request> running = Optional.empty();

    synchronized void add(Request request) {
        waiting.add(request);
        notifyAll();
    }

    synchronized void addFirst(Request request) {
        waiting.addFirst(request);
        notifyAll();
    }

    /** Waits for a request and gives it its turn. */
    synchronized Request take() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        var next = waiting.remove();
        running = Optional.of(next);
        return next;
    }

    synchronized void done() {
        running = Optional.empty();
    }

    synchronized Optional<Request> running() {
        return running;
    }

    /** Takes those out that have not had their turn. */
    synchronized List<Request> remove(Predicate<Request> which) {
        var out = new ArrayList<Request>();
        waiting.removeIf(r -> which.test(r) && out.add(r));
        return out;
    }
}
