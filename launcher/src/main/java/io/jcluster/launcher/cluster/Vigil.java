package io.jcluster.launcher.cluster;

import io.jcluster.launcher.cluster.Survey.HostAndScheduler;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clusters that are looked at again and again. Each host has a thread of its own, so that one that
 * does not answer holds up its own rows and no others.
 *
 * <p>The ways to the hosts and the sessions of the schedulers stay open between the looks. A look
 * reads the jobs' own files; whether the scheduler is asked too is decided by the pace of its
 * session.
 */
public final class Vigil implements AutoCloseable {

    private final Desk desk;
    private final Optional<Set<String>> keys;
    private final Post.Opener opener;
    private final InstantSource clock;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    work -> {
                        Thread thread = new Thread(work, "watch");
                        thread.setDaemon(true); // A host that hangs must not hold up the end.
                        return thread;
                    });
    private final Map<HostAndScheduler, Post> posts = new LinkedHashMap<>();
    private final Map<HostAndScheduler, Future<?>> underWay = new LinkedHashMap<>();
    private final Map<String, Sight> sights = new LinkedHashMap<>();

    /**
     * @param keys of the clusters to watch; empty for all that are alive, those included that come
     */
    public Vigil(Desk desk, Optional<Set<String>> keys) {
        this(
                desk,
                keys,
                (where, pollInterval) ->
                        Place.open(
                                desk, where.login(), where.scheduler(), Optional.of(pollInterval)),
                InstantSource.system());
    }

    Vigil(Desk desk, Optional<Set<String>> keys, Post.Opener opener, InstantSource clock) {
        this.desk = desk;
        this.keys = keys;
        this.opener = opener;
        this.clock = clock;
    }

    /**
     * Takes the first look, host after host and in this thread: a login may ask the person for
     * something.
     */
    public void begin() throws InterruptedException {
        for (Map.Entry<HostAndScheduler, List<ClusterRecord>> host : live().entrySet()) {
            desk.progress().waiting("asking " + host.getKey().login().orElse("this machine"));
            post(host.getKey()).look(host.getValue());
        }
    }

    /** Has every host looked at that is due and not being looked at already. */
    public void look() {
        live().forEach(
                        (where, clusters) -> {
                            Post post = post(where);
                            if (!underWay.containsKey(where) && post.isDue()) {
                                underWay.put(
                                        where,
                                        threads.submit(
                                                () -> {
                                                    post.look(clusters);
                                                    return where;
                                                }));
                            }
                        });
    }

    /** Whether all hosts have answered, or failed to. */
    public boolean settled() throws InterruptedException {
        for (Map.Entry<HostAndScheduler, Future<?>> look : List.copyOf(underWay.entrySet())) {
            if (look.getValue().isDone()) {
                underWay.remove(look.getKey());
                finish(look.getValue());
            }
        }
        return underWay.isEmpty();
    }

    private static void finish(Future<?> look) throws InterruptedException {
        try {
            look.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException ours) {
                throw ours;
            }
            throw new IllegalStateException(e);
        }
    }

    /** The clusters as they were last seen, in the order in which they came to be. */
    public List<Sight> sights() {
        Instant now = clock.instant();
        List<ClusterRecord> records = watched();
        for (ClusterRecord record : records) {
            sights.put(record.key(), sight(record, now));
        }
        List<String> kept = records.stream().map(ClusterRecord::key).toList();
        sights.replaceAll((key, sight) -> kept.contains(key) ? sight : stopped(sight));
        return List.copyOf(sights.values());
    }

    private Sight sight(ClusterRecord record, Instant now) {
        Optional<Sight> seen =
                Optional.ofNullable(
                                posts.get(new HostAndScheduler(record.login(), record.scheduler())))
                        .flatMap(post -> Optional.ofNullable(post.seen().get(record.key())));
        if (record.phase() != Phase.ENDED) {
            return seen.orElseGet(() -> unseen(record, now));
        }
        return seen.filter(Sight::over)
                .orElseGet(
                        () ->
                                new Sight(
                                        Survey.ended(
                                                record,
                                                Optional.ofNullable(sights.get(record.key()))
                                                        .map(before -> before.found().jobs())
                                                        .orElse(List.of())),
                                        Optional.empty(),
                                        now));
    }

    private static Sight unseen(ClusterRecord record, Instant now) {
        return new Sight(
                new Survey.Found(record, "unknown", "no answer yet", List.of(), Optional.empty()),
                Optional.empty(),
                now);
    }

    private static Sight stopped(Sight sight) {
        return sight.over()
                ? sight
                : new Sight(
                        new Survey.Found(
                                sight.found().cluster(),
                                "ended",
                                "stopped; nothing of it is left",
                                sight.found().jobs(),
                                Optional.empty()),
                        Optional.empty(),
                        sight.since());
    }

    private List<ClusterRecord> watched() {
        return desk.store().all().stream()
                .filter(
                        record ->
                                keys.map(some -> some.contains(record.key()))
                                        .orElseGet(
                                                () ->
                                                        record.phase() != Phase.ENDED
                                                                || sights.containsKey(
                                                                        record.key())))
                .toList();
    }

    private Map<HostAndScheduler, List<ClusterRecord>> live() {
        Map<HostAndScheduler, List<ClusterRecord>> live = new LinkedHashMap<>();
        for (ClusterRecord record : watched()) {
            if (record.phase() != Phase.ENDED) {
                sights.computeIfAbsent(record.key(), key -> unseen(record, clock.instant()));
                live.computeIfAbsent(
                                new HostAndScheduler(record.login(), record.scheduler()),
                                where -> new ArrayList<>())
                        .add(record);
            }
        }
        return live;
    }

    private Post post(HostAndScheduler where) {
        return posts.computeIfAbsent(where, there -> new Post(desk, there, opener, clock));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        posts.forEach(
                (where, post) -> {
                    if (!underWay.containsKey(where)) {
                        post.close();
                    }
                });
    }
}
