package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.tunnel.HostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The clusters of one host and scheduler under watch. The way there stays open from look to look;
 * after a failure the next look comes later and later. One thread at a time.
 */
final class Post implements AutoCloseable {

    /**
     * The shortest pause between two questions where the profile has no {@code poll_interval}: the
     * scheduler may be watched for hours.
     */
    static final Duration POLITE = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** The way to a place. */
    interface Opener {
        Place open(Survey.HostAndScheduler where, Duration pollInterval)
                throws InterruptedException;
    }

    private final Desk desk;
    private final Survey.HostAndScheduler where;
    private final Opener opener;
    private final InstantSource clock;

    private Optional<Place> place = Optional.empty();
    private Duration pace = POLITE;
    private Duration pause = Duration.ZERO;
    private Instant due = Instant.MIN;

    /** Whether a person has to act before another try makes sense. */
    private boolean refused;

    // Read by another thread while this one looks.
    private volatile Map<String, Sight> seen = Map.of();

    Post(Desk desk, Survey.HostAndScheduler where, Opener opener, InstantSource clock) {
        this.desk = desk;
        this.where = where;
        this.opener = opener;
        this.clock = clock;
    }

    /** What the last look saw, by the clusters' keys. */
    Map<String, Sight> seen() {
        return seen;
    }

    /** Whether it is time to look again. */
    boolean isDue() {
        return !clock.instant().isBefore(due);
    }

    /** Looks at these clusters. What goes wrong is seen in their rows. */
    void look(List<ClusterRecord> clusters) throws InterruptedException {
        if (refused && !agentRuns()) {
            return;
        }
        try {
            Optional<Duration> wish = Survey.longest(clusters);
            Place here = place(wish.orElse(POLITE));
            Map<String, Sidecar> sidecars = Map.of();
            Optional<HostException> unreadable = Optional.empty();
            try {
                sidecars = JobDirectory.sidecars(here.host(), clusters);
            } catch (HostException e) {
                // A home directory that hangs says nothing against what the scheduler says.
                unreadable = Optional.of(e);
            }
            if (wish.isEmpty() && !seen.isEmpty() && tellNews(sidecars)) {
                here.expire();
            }
            Survey.Look look = new Survey(desk).at(here, clusters);
            see(look.rows(), sidecars);
            if (look.failure().isPresent()) {
                failed(look.failure().get());
            } else if (unreadable.isPresent()) {
                failed(unreadable.get());
            } else {
                pause = Duration.ZERO;
            }
        } catch (HostException | DrmaaException e) {
            see(Survey.unknown(clusters, e), Map.of());
            failed(e);
        }
    }

    private Place place(Duration wanted) throws InterruptedException {
        if (place.isPresent() && !pace.equals(wanted)) {
            close();
        }
        pace = wanted;
        if (place.isEmpty()) {
            place = Optional.of(opener.open(where, pace));
        }
        refused = false;
        return place.get();
    }

    /** Whether a job has come further by its own word, of which the scheduler's may be behind. */
    private boolean tellNews(Map<String, Sidecar> sidecars) {
        return sidecars.entrySet().stream()
                .anyMatch(
                        said ->
                                !Optional.ofNullable(seen.get(said.getKey()))
                                        .flatMap(Sight::sidecar)
                                        .map(Sidecar::phase)
                                        .equals(Optional.of(said.getValue().phase())));
    }

    private void see(List<Survey.Found> rows, Map<String, Sidecar> sidecars) {
        Instant now = clock.instant();
        Map<String, Sight> sights = new LinkedHashMap<>();
        for (Survey.Found row : rows) {
            String key = row.cluster().key();
            Instant since =
                    Optional.ofNullable(seen.get(key))
                            .filter(before -> before.found().jobs().equals(row.jobs()))
                            .map(Sight::since)
                            .orElse(now);
            sights.put(key, new Sight(row, Optional.ofNullable(sidecars.get(key)), since));
        }
        seen = Map.copyOf(sights);
    }

    /**
     * A connection that was lost is made anew; one that is up stays, whatever the scheduler says.
     */
    private void failed(RuntimeException failure) {
        Throwable cause = failure instanceof HostException ? failure : failure.getCause();
        if (cause instanceof HostException host) {
            switch (host.kind()) {
                case LOGIN_REFUSED, UNTRUSTED_HOST_KEY, CONFIGURATION -> refused = true;
                case UNREACHABLE -> close();
                default -> {} // Slow, but there; and the login may have cost a code that works
                    // once.
            }
        } else if (failure instanceof InvalidSessionException) {
            close(); // The last cluster there was stopped, and the session with it.
        }
        // Opened anew, the engine does not know when the scheduler was last asked.
        Duration most = pace.compareTo(LONGEST_PAUSE) > 0 ? pace : LONGEST_PAUSE;
        Duration next = pause.isZero() ? pace : pause.multipliedBy(2);
        pause = next.compareTo(most) > 0 ? most : next;
        due = clock.instant().plus(pause);
    }

    private boolean agentRuns() throws InterruptedException {
        try {
            Optional<AgentHost> agent = desk.lines().running(where.login());
            agent.ifPresent(AgentHost::close);
            return agent.isPresent();
        } catch (HostException e) {
            return false;
        }
    }

    @Override
    public void close() {
        place.ifPresent(Place::close);
        place = Optional.empty();
    }
}
