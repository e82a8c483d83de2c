package io.jcluster.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The engines the hub knows: its list, kept up to date by its notifications. Changed in the turn of
 * the {@link Wire}, read by anyone.
 */
final class Engines {

    private final Consumer<EngineEvent> listener;

    /** What was heard since the list was asked for, as the list may be older than that. */
    private final List<EngineEvent> sinceAsked = new ArrayList<>();

    /** The ids of all engines ever seen, since an answer may arrive after its engine has left. */
    private final Map<String, Integer> ids = new HashMap<>();

    private SortedMap<Integer, String> live = Collections.emptySortedMap();
    private boolean ended;

    Engines(Consumer<EngineEvent> listener) {
        this.listener = listener;
    }

    synchronized SortedMap<Integer, String> live() {
        return live;
    }

    /** The id of a uuid, or {@link EngineAnswer#NO_ENGINE}. */
    synchronized int idOf(String uuid) {
        return ids.getOrDefault(uuid, EngineAnswer.NO_ENGINE);
    }

    /** Waits until their number is another, or nothing will change any more. */
    synchronized void awaitOtherThan(int count, long deadline) throws InterruptedException {
        while (live.size() == count && !ended) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }

    synchronized void asked() {
        sinceAsked.clear();
    }

    synchronized void heard(EngineEvent event) {
        sinceAsked.add(event);
        var next = new TreeMap<>(live);
        apply(event, next);
        become(next);
    }

    synchronized void listed(SortedMap<Integer, String> list) {
        var next = new TreeMap<>(list);
        sinceAsked.forEach(event -> apply(event, next));
        become(next);
    }

    synchronized void ended() {
        ended = true;
        live = Collections.emptySortedMap();
        notifyAll();
    }

    private static void apply(EngineEvent event, SortedMap<Integer, String> engines) {
        switch (event.kind()) {
            case ARRIVED -> engines.put(event.id(), event.uuid());
            case LEFT -> engines.remove(event.id());
        }
    }

    /**
     * With the lock held: who has seen an engine here is not told of its arrival afterwards, and
     * who is told sees it.
     */
    private void become(SortedMap<Integer, String> next) {
        var before = live;
        live = Collections.unmodifiableSortedMap(next);
        next.forEach((id, uuid) -> ids.put(uuid, id));
        tellOfAbsent(before, next, EngineEvent.Kind.LEFT);
        tellOfAbsent(next, before, EngineEvent.Kind.ARRIVED);
        notifyAll();
    }

    /** An id with another uuid is another engine: it left and arrived. */
    private void tellOfAbsent(
            SortedMap<Integer, String> some,
            SortedMap<Integer, String> others,
            EngineEvent.Kind kind) {
        some.forEach(
                (id, uuid) -> {
                    if (!uuid.equals(others.get(id))) {
                        listener.accept(new EngineEvent(kind, id, uuid));
                    }
                });
    }
}
