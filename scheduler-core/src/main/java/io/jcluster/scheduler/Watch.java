package io.jcluster.scheduler;

import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.DrmaaTimeoutException;
import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.TryLaterException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one observer of a workload manager. However many jobs, sessions and waiting threads there
 * are, a look is one listing, and only one look is under way at a time.
 *
 * <p>It has no thread of its own: of the threads that want to know something, the first looks and
 * the others wait for what it finds. When nobody asks, nobody is asked.
 *
 * <p>A listing that fails changes nothing. A job that a successful listing does not hold is looked
 * up in the dialect's other sources; see {@link TrackedJob#miss} for what its absence means.
 */
final class Watch {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    /** A submission may take its command's time limit, and the job a moment to show. */
    private static final Duration INTENT_SETTLES = Duration.ofMinutes(2);

    /** Ids or files in one question, so that its words stay within what a command line can hold. */
    private static final int AT_ONCE = 500;

    private final Dialect dialect;
    private final ExchangeCaller caller;
    private final Time time;
    private final Pace pace;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();

    /** That there is something to look for, for {@link #follow}. */
    private final Condition work = lock.newCondition();

    private final EventDelivery events;
    private final Set<Ledger> ledgers = new LinkedHashSet<>();

    /** Jobs of no session that somebody waits for; nothing is written down about them. */
    private final Set<TrackedJob> guests = new LinkedHashSet<>();

    private boolean looking;
    private Duration pause;
    private long lookEnded;

    /** Whether what the last look found is out of date whatever its age. */
    private boolean stale = true;

    /** Whether the last look failed: what is known may be old, and the next look can wait. */
    private boolean failed;

    /**
     * @param events where the news of all its jobs go
     */
    Watch(Dialect dialect, ExchangeCaller caller, Time time, Pace pace, EventDelivery events) {
        this.dialect = dialect;
        this.caller = caller;
        this.time = time;
        this.pace = pace;
        this.pause = pace.shortest();
        this.events = events;
    }

    Time time() {
        return time;
    }

    void add(Ledger ledger) {
        locked(
                () -> {
                    ledgers.add(ledger);
                    stale = true;
                    work.signalAll();
                    return ledger;
                });
    }

    /** Ends the watch over a session's jobs, and the waits of those who wait for them. */
    void remove(Ledger ledger) {
        locked(
                () -> {
                    ledgers.remove(ledger);
                    news.signalAll();
                    return ledger;
                });
    }

    /** Lets those who wait look again at what they wait for. */
    void wake() {
        locked(
                () -> {
                    news.signalAll();
                    return news;
                });
    }

    /**
     * As {@link #await(Duration, String, Supplier)}, with a job of no session among the watched.
     */
    <T> T await(TrackedJob guest, Duration timeout, String what, Supplier<Optional<T>> condition)
            throws InterruptedException {
        locked(() -> stale = guests.add(guest));
        try {
            return await(timeout, what, condition);
        } finally {
            locked(() -> guests.remove(guest));
        }
    }

    /** Reads or changes what is known. No commands in here. */
    <T> T locked(Supplier<T> access) {
        lock.lock();
        try {
            return access.get();
        } finally {
            lock.unlock();
        }
    }

    /** Puts a question of the caller's own; afterwards what is known counts as out of date. */
    <T> T act(Exchange<T> exchange) {
        return uninterrupted(
                () -> {
                    try {
                        return caller.ask(exchange);
                    } finally {
                        expire();
                    }
                });
    }

    /** Puts a question that changes nothing. */
    <T> T ask(Exchange<T> exchange) {
        return uninterrupted(() -> caller.ask(exchange));
    }

    /** From now on only a look that starts later counts. */
    void expire() {
        locked(
                () -> {
                    stale = true;
                    pause = pace.shortest();
                    work.signalAll();
                    return pause;
                });
    }

    /**
     * Makes sure that what is known is at most the pace's shortest pause old.
     *
     * @throws DrmaaException when the look failed
     */
    void refresh() {
        uninterrupted(
                () -> {
                    while (true) {
                        lock.lock();
                        try {
                            if (!stale
                                    && !failed
                                    && time.nanos() - lookEnded <= pace.shortest().toNanos()) {
                                return true;
                            }
                            if (looking) {
                                time.await(news, pace.longest().toNanos());
                                continue;
                            }
                            looking = true;
                        } finally {
                            lock.unlock();
                        }
                        look();
                    }
                });
    }

    /**
     * Waits until there is an answer.
     *
     * @param condition looks at what is known; an exception from it ends the wait as well
     * @param what for the message when the time has run out
     */
    <T> T await(Duration timeout, String what, Supplier<Optional<T>> condition)
            throws InterruptedException {
        if (timeout.isNegative()) {
            throw new InvalidArgumentException("cannot wait for less than no time: " + timeout);
        }
        var limit = TimeUnit.NANOSECONDS.convert(timeout);
        var start = time.nanos();
        while (true) {
            lock.lockInterruptibly();
            try {
                var answer = condition.get();
                if (answer.isPresent()) {
                    return answer.get();
                }
                var left = limit - (time.nanos() - start);
                var due =
                        stale || (failed && limit == 0)
                                ? 0
                                : lookEnded + pause.toNanos() - time.nanos();
                // No time to wait is still time for one look, where one is due.
                if (left <= 0 && !(limit == 0 && due <= 0)) {
                    throw new DrmaaTimeoutException(what + " did not come within " + timeout);
                }
                if (looking || due > 0) {
                    time.await(news, Math.max(1, looking ? left : Math.min(left, due)));
                    continue;
                }
                looking = true;
            } finally {
                lock.unlock();
            }
            try {
                look();
            } catch (DrmCommunicationException | TryLaterException failure) {
                LOG.debug("{}", failure.getMessage());
                if (limit == 0) {
                    throw failure;
                }
            }
        }
    }

    /**
     * Looks whenever a look is due and there is something to look for, so that there are events
     * although nobody asks or waits.
     *
     * @param wanted whether to go on; asked again after {@link #nudge}
     */
    void follow(BooleanSupplier wanted) throws InterruptedException {
        while (true) {
            lock.lockInterruptibly();
            try {
                if (!wanted.getAsBoolean()) {
                    return;
                }
                var due = lookEnded + pause.toNanos() - time.nanos();
                var open = somethingOpen();
                if (!open || looking || due > 0) {
                    var rest = !open ? pace.longest() : looking ? pace.shortest() : Duration.ZERO;
                    time.await(work, Math.max(rest.toNanos(), due));
                    continue;
                }
                looking = true;
            } finally {
                lock.unlock();
            }
            try {
                look();
            } catch (DrmaaException failure) {
                LOG.debug("{}", failure.getMessage());
            }
        }
    }

    /** Lets {@link #follow} ask again whether it is wanted. */
    void nudge() {
        locked(
                () -> {
                    work.signalAll();
                    return work;
                });
    }

    private boolean somethingOpen() {
        return ledgers.stream()
                .anyMatch(
                        ledger ->
                                !ledger.intents().isEmpty()
                                        || ledger.jobs().stream()
                                                .anyMatch(
                                                        job ->
                                                                !job.over()
                                                                        || !job.news()
                                                                                .none(job.info())));
    }

    /** Two handles of one session know the same job; its news are told once. */
    private void tellNews() {
        var told = new HashSet<String>();
        for (var ledger : ledgers) {
            for (var job : ledger.jobs()) {
                if (!job.news().none(job.info())) {
                    var news = job.news().tell(ledger.session(), job.id(), job.info(), time.now());
                    if (told.add(ledger.session() + "/" + job.id())) {
                        news.forEach(events::post);
                    }
                }
            }
        }
    }

    /** One look at the workload manager; {@link #looking} is ours. */
    private void look() throws InterruptedException {
        var start = time.nanos();
        var changed = false;
        var answered = false;
        try {
            // What is done from here on is not in this look's answer; nor is a job that is
            // submitted from here on missing in it.
            var known =
                    locked(
                            () -> {
                                stale = false;
                                return openJobs();
                            });
            var seen = byId(caller.ask(dialect.listing()));
            var wanted = wanted(known, seen);
            var found = withExitFiles(lookUp(wanted, seen), seen, wanted);
            var tags = locked(this::openIntents);
            var settled = search(tags, seen);
            changed = locked(() -> apply(seen, found, wanted, settled));
            answered = true;
        } finally {
            lock.lock();
            try {
                looking = false;
                failed = !answered;
                lookEnded = time.nanos();
                pause =
                        answered
                                ? pace.afterAnswer(
                                        pause, changed, Duration.ofNanos(lookEnded - start))
                                : pace.afterError(pause);
                news.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private Set<String> openJobs() {
        return jobs().stream()
                .filter(job -> !job.over())
                .map(TrackedJob::id)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Of the jobs, those that the listing does not show, or that ended without saying how. */
    private static Set<String> wanted(Set<String> known, Map<String, JobInfo> seen) {
        return known.stream()
                .filter(
                        id -> {
                            var info = seen.get(id);
                            return info == null
                                    || (info.jobState().filter(JobState::isTerminated).isPresent()
                                            && info.exitStatus().isEmpty()
                                            && info.terminatingSignal().isEmpty());
                        })
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * What the other sources say; {@code everybodyAnswered} counts absence as a fact.
     *
     * @param started the starts of jobs that nobody knows and whose own file has no end
     */
    private record Found(
            Map<String, JobInfo> jobs, boolean everybodyAnswered, Map<String, Instant> started) {}

    private Found lookUp(Set<String> wanted, Map<String, JobInfo> seen)
            throws InterruptedException {
        var jobs = new HashMap<String, JobInfo>();
        var complete = true;
        for (var some : inBatches(List.copyOf(wanted))) {
            complete &= lookUp(some, seen, jobs);
        }
        return new Found(jobs, complete, Map.of());
    }

    /** Looks up some jobs; tells whether everybody answered. */
    private boolean lookUp(
            List<String> wanted, Map<String, JobInfo> seen, Map<String, JobInfo> jobs)
            throws InterruptedException {
        var complete = true;
        var open = new ArrayList<>(wanted);
        for (var i = 0; !open.isEmpty(); i++) {
            var sources = dialect.lookUps(open);
            if (i >= sources.size()) {
                break;
            }
            try {
                byId(caller.ask(sources.get(i))).forEach(jobs::putIfAbsent);
            } catch (DrmaaUnsupportedOperationException notOffered) {
                LOG.debug("{}", notOffered.getMessage());
            } catch (DrmaaException failure) {
                LOG.debug("{}", failure.getMessage());
                complete = false;
            }
            open.removeAll(jobs.keySet());
            open.removeAll(seen.keySet());
        }
        return complete;
    }

    /** The list in pieces of which each fits into one command. */
    static <T> List<List<T>> inBatches(List<T> all) {
        return IntStream.range(0, (all.size() + AT_ONCE - 1) / AT_ONCE)
                .mapToObj(i -> all.subList(i * AT_ONCE, Math.min(all.size(), (i + 1) * AT_ONCE)))
                .toList();
    }

    /**
     * What was found, with what jobs wrote down themselves: those that nobody knows, and those that
     * ended otherwise than well, of whose exit status they know best.
     */
    private Found withExitFiles(Found found, Map<String, JobInfo> seen, Set<String> wanted)
            throws InterruptedException {
        var told = new HashMap<>(seen);
        told.putAll(found.jobs());
        var files = locked(() -> exitFiles(told, wanted));
        if (files.isEmpty()) {
            return found;
        }
        var jobs = new HashMap<>(found.jobs());
        var started = new HashMap<String, Instant>();
        var complete = found.everybodyAnswered();
        for (var some : inBatches(List.copyOf(files.keySet()))) {
            try {
                var records = caller.ask(ExitFile.read(some.stream().map(files::get).toList()));
                for (var id : some) {
                    var record = Optional.ofNullable(records.get(files.get(id)));
                    var known = Optional.ofNullable(told.get(id));
                    record.flatMap(r -> known.isPresent() ? known.map(r::complete) : r.info(id))
                            .ifPresentOrElse(
                                    info -> jobs.put(id, info),
                                    () -> record.ifPresent(r -> started.put(id, r.started())));
                }
            } catch (DrmaaException failure) {
                LOG.debug("{}", failure.getMessage());
                complete = false;
            }
        }
        return new Found(jobs, complete, started);
    }

    /** The files worth reading now, by job. */
    private Map<String, ExitFile> exitFiles(Map<String, JobInfo> told, Set<String> wanted) {
        var files = new LinkedHashMap<String, ExitFile>();
        for (var job : jobs()) {
            var info = told.get(job.id());
            var unclear =
                    info == null
                            ? wanted.contains(job.id())
                            : info.jobState().equals(Optional.of(JobState.FAILED))
                                    || (info.jobState().equals(Optional.of(JobState.DONE))
                                            && info.exitStatus().isEmpty());
            if (unclear && !job.over()) {
                job.exitFile().ifPresent(file -> files.put(job.id(), file));
            }
        }
        return files;
    }

    /** Intents old enough to have shown up, by tag. */
    private Map<String, Instant> openIntents() {
        var all = new HashMap<String, Instant>();
        ledgers.forEach(ledger -> all.putAll(ledger.intents()));
        return all;
    }

    /**
     * Jobs whose tags are those of open intents, and the tags that are certainly nobody's: the
     * listing and every source that is offered answered without them.
     */
    private record Settled(Map<String, JobInfo> found, Set<String> nobodys) {}

    private Settled search(Map<String, Instant> intents, Map<String, JobInfo> seen)
            throws InterruptedException {
        if (intents.isEmpty()) {
            return new Settled(Map.of(), Set.of());
        }
        var found = byTag(seen.values());
        found.keySet().retainAll(intents.keySet());
        var old = new LinkedHashSet<String>();
        intents.forEach(
                (tag, at) -> {
                    if (!found.containsKey(tag) && at.plus(INTENT_SETTLES).isBefore(time.now())) {
                        old.add(tag);
                    }
                });
        if (old.isEmpty()) {
            return new Settled(found, old);
        }
        var since = old.stream().map(intents::get).min(Instant::compareTo).orElseThrow();
        for (var source : dialect.search(since)) {
            try {
                var others = byTag(caller.ask(source));
                others.keySet().retainAll(old);
                found.putAll(others);
            } catch (DrmaaUnsupportedOperationException notOffered) {
                LOG.debug("{}", notOffered.getMessage());
            } catch (DrmaaException failure) {
                LOG.debug("{}", failure.getMessage());
                return new Settled(found, Set.of());
            }
        }
        old.removeAll(found.keySet());
        return new Settled(found, old);
    }

    private boolean apply(
            Ledger ledger,
            Map<String, JobInfo> seen,
            Found found,
            Set<String> wanted,
            Settled settled) {
        ledger.together(
                () -> {
                    settled.found().forEach((tag, info) -> ledger.settle(tag, info, dialect));
                    settled.nobodys().forEach(ledger::abandon);
                });
        var open = ledger.jobs().stream().filter(job -> !job.over()).toList();
        var before = states(open);
        var missed = new ArrayList<TrackedJob>();
        ledger.together(
                () -> {
                    for (var job : open) {
                        var known = found.jobs().getOrDefault(job.id(), seen.get(job.id()));
                        if (known != null) {
                            ledger.observe(job, known);
                        } else if (wanted.contains(job.id()) && found.everybodyAnswered()) {
                            var start = found.started().get(job.id());
                            if (start != null) {
                                ledger.startedByItsFile(job, start);
                            }
                            ledger.miss(job);
                            missed.add(job);
                        }
                    }
                });
        missed.removeIf(job -> !job.over());
        ledger.together(() -> missed.forEach(ledger::conclude));
        return !states(open).equals(before);
    }

    private boolean apply(
            Map<String, JobInfo> seen, Found found, Set<String> wanted, Settled settled) {
        var changed = false;
        for (var ledger : ledgers) {
            try {
                changed |= apply(ledger, seen, found, wanted, settled);
            } catch (InvalidSessionException destroyed) {
                // By another process, or a moment ago: no affair of the other sessions.
                LOG.debug("{}", destroyed.getMessage());
            }
        }
        for (var job : guests) {
            var known = found.jobs().getOrDefault(job.id(), seen.get(job.id()));
            if (known != null) {
                changed |= job.observe(known);
            } else if (wanted.contains(job.id()) && found.everybodyAnswered()) {
                changed |= job.miss(time.now());
            }
        }
        tellNews();
        return changed;
    }

    private static List<JobState> states(List<TrackedJob> jobs) {
        return jobs.stream().map(TrackedJob::state).toList();
    }

    private List<TrackedJob> jobs() {
        return Stream.concat(
                        ledgers.stream().flatMap(ledger -> ledger.jobs().stream()), guests.stream())
                .toList();
    }

    private static Map<String, JobInfo> byId(List<JobInfo> infos) {
        var map = new HashMap<String, JobInfo>();
        infos.forEach(info -> info.jobId().ifPresent(id -> map.put(id, info)));
        return map;
    }

    private static Map<String, JobInfo> byTag(Iterable<JobInfo> infos) {
        var map = new HashMap<String, JobInfo>();
        infos.forEach(
                info -> {
                    var tag = info.extensions().get(Extensions.INFO_TAG);
                    if (tag != null) {
                        map.put(tag, info);
                    }
                });
        return map;
    }

    private interface Interruptible<T> {
        T call() throws InterruptedException;
    }

    /** For calls that DRMAA2 does not let be interrupted. */
    private static <T> T uninterrupted(Interruptible<T> call) {
        try {
            return call.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DrmCommunicationException(
                    "interrupted while the workload manager was asked", e);
        }
    }
}
