package io.jcluster.scheduler;

import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobArray;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.WaitAllSession;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A handle on a session whose memory is a {@link Ledger} and whose eyes are a {@link Watch}. */
final class CommandLineJobSession implements WaitAllSession {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Dialect dialect;
    private final Watch watch;
    private final SessionStore.Stored stored;
    private final String contact;
    private final Categories categories;
    private final Ledger ledger;
    private final Promises promises;
    private boolean closed;

    CommandLineJobSession(Dialect dialect, Site site, SessionStore.Stored stored) {
        this.dialect = dialect;
        this.watch = site.watch();
        this.stored = stored;
        this.contact = site.contact();
        this.categories = site.categories();
        this.ledger = new Ledger(stored.name(), new Journal(stored.journal()), watch.time());
        this.promises = new Promises(watch, this::requireOpen);
        watch.add(ledger);
    }

    CompletableFuture<JobInfo> promise(TrackedJob job, CommandLineJob.Milestone milestone) {
        requireUsable(job);
        return promises.on(job, milestone);
    }

    @Override
    public String contact() {
        return contact;
    }

    @Override
    public String sessionName() {
        return stored.name();
    }

    @Override
    public List<String> jobCategories() {
        requireOpen();
        return categories.names();
    }

    Categories categories() {
        return categories;
    }

    Watch watch() {
        return watch;
    }

    @Override
    public List<Job> getJobs(@Nullable JobInfo filter) {
        requireOpen();
        settleIntents();
        if (filter != null && !watch.locked(this::allOver)) {
            watch.refresh();
        }
        return watch.locked(
                () ->
                        ledger.jobs().stream()
                                .filter(job -> filter == null || filter.accepts(job.info()))
                                .<Job>map(job -> new CommandLineJob(this, job))
                                .toList());
    }

    private void settleIntents() {
        var unsettled =
                watch.locked(
                        () -> {
                            ledger.catchUp();
                            return !ledger.intents().isEmpty();
                        });
        if (unsettled) {
            watch.refresh();
        }
    }

    Set<String> unsettledTags() {
        requireOpen();
        return watch.locked(
                () -> {
                    ledger.catchUp();
                    return Set.copyOf(ledger.intents().keySet());
                });
    }

    private boolean allOver() {
        return ledger.jobs().stream().allMatch(TrackedJob::over);
    }

    @Override
    public JobArray getJobArray(String jobArrayId) {
        requireOpen();
        settleIntents();
        return watch.locked(
                () ->
                        ledger.array(jobArrayId)
                                .map(array -> new CommandLineJobArray(this, array))
                                .orElseThrow(
                                        () ->
                                                new InvalidArgumentException(
                                                        "there is no job array "
                                                                + jobArrayId
                                                                + " in the session "
                                                                + sessionName())));
    }

    @Override
    public JobArray runBulkJobs(
            JobTemplate jobTemplate, int beginIndex, int endIndex, int step, int maxParallel) {
        requireOpen();
        var indices = new Indices(beginIndex, endIndex, step, OptionalInt.of(maxParallel));
        var limited =
                maxParallel < Integer.MAX_VALUE
                        && dialect.capabilities().contains(DrmaaCapability.BULK_JOBS_MAXPARALLEL);
        var array =
                new BulkSubmission(this, dialect, watch, ledger)
                        .run(jobTemplate, limited ? indices : indices.withoutLimit());
        return new CommandLineJobArray(this, array);
    }

    /** A job of this session, also while the session is closed. */
    Optional<Job> job(String id) {
        return watch.locked(() -> ledger.job(id).map(job -> new CommandLineJob(this, job)));
    }

    List<Job> jobs(TrackedArray array) {
        requireOpen();
        return watch.locked(
                () ->
                        array.jobs().stream()
                                .<Job>map(job -> new CommandLineJob(this, job))
                                .toList());
    }

    void control(TrackedArray array, Action action) {
        requireOpen();
        new ArrayControl(dialect, watch, ledger).control(array, action);
    }

    void reap(TrackedArray array) {
        requireOpen();
        new ArrayControl(dialect, watch, ledger).reap(array);
    }

    /**
     * Submits a job. The intent is on disk before the command is run; when its answer is lost, the
     * job is recognised by its tag, at once or whenever the session is looked at again. Nothing is
     * ever submitted twice.
     */
    @Override
    public Job runJob(JobTemplate template) {
        requireOpen();
        return new CommandLineJob(this, submit(template, tagOf(template), ArrayIndex.NONE));
    }

    /** Submits one job, which may be a member of an array that only this side knows. */
    TrackedJob submit(JobTemplate template, String tag, ArrayIndex index) {
        var applied = categories.applied(template);
        var tagged =
                index.resolve(applied.template()).toBuilder()
                        .extension(Extensions.TAG, tag)
                        .build();
        return submit(
                tag,
                dialect.submit(
                        JobScript.of(dialect, tagged, index), JobScript.leftToDialect(tagged)),
                () -> {
                    ledger.noteOverruled(tag, applied.overruled());
                    if (index.equals(ArrayIndex.NONE)) {
                        ledger.intend(tag, template);
                    } else {
                        ledger.intendMember(tag, template, index.value().orElseThrow());
                    }
                },
                id -> ledger.submitted(tag, id),
                () -> ledger.jobOfTag(tag));
    }

    /**
     * Submits something.
     *
     * @param intend writes the intent down
     * @param submitted makes of the answer what was submitted
     * @param recognised finds it without an answer, after a look
     */
    <T> T submit(
            String tag,
            Exchange<String> submission,
            Runnable intend,
            Function<String, T> submitted,
            Supplier<Optional<T>> recognised) {
        watch.locked(
                () -> {
                    ledger.catchUp();
                    if (ledger.knowsTag(tag)) {
                        throw new InvalidArgumentException(
                                "the tag " + tag + " was used before", Extensions.TAG);
                    }
                    intend.run();
                    return tag;
                });
        try {
            var id = watch.act(submission);
            return watch.locked(() -> submitted.apply(id));
        } catch (DrmaaException failure) {
            if (!ExchangeCaller.mayHaveBeenDone(failure)) {
                watch.locked(
                        () -> {
                            ledger.abandon(tag);
                            return tag;
                        });
                throw failure;
            }
            return found(tag, recognised, failure);
        }
    }

    private <T> T found(String tag, Supplier<Optional<T>> recognised, DrmaaException failure) {
        try {
            watch.refresh();
        } catch (DrmaaException alsoLost) {
            failure.addSuppressed(alsoLost);
        }
        return watch.locked(() -> recognised.get().orElseThrow(() -> unknown(tag, failure)));
    }

    private DrmCommunicationException unknown(String tag, DrmaaException failure) {
        return new DrmCommunicationException(
                failure.getMessage()
                        + "\nIt is not known whether the job was submitted; it is recognised by the"
                        + " tag "
                        + tag
                        + " as soon as the workload manager answers.",
                failure);
    }

    @Override
    public Job waitAnyStarted(Collection<? extends Job> jobs, Duration timeout)
            throws InterruptedException {
        return awaitAny(List.copyOf(jobs), timeout, CommandLineJob.Milestone.STARTED);
    }

    @Override
    public Job waitAnyTerminated(Collection<? extends Job> jobs, Duration timeout)
            throws InterruptedException {
        return awaitAny(List.copyOf(jobs), timeout, CommandLineJob.Milestone.TERMINATED);
    }

    Job awaitAny(List<? extends Job> jobs, Duration timeout, CommandLineJob.Milestone milestone)
            throws InterruptedException {
        requireOpen();
        if (jobs.isEmpty()) {
            throw new InvalidArgumentException("no job to wait for");
        }
        var ours = jobs.stream().map(this::ours).toList();
        return watch.await(
                timeout,
                milestone.of(ours.size()),
                () -> {
                    requireOpen();
                    var open = false;
                    for (var job : ours) {
                        var passed = milestone.passed(job.tracked());
                        if (passed.orElse(false)) {
                            return Optional.of(job);
                        }
                        open |= passed.isEmpty();
                    }
                    if (!open) {
                        throw milestone.neverComes(ours.get(0).tracked());
                    }
                    return Optional.empty();
                });
    }

    @Override
    public void waitAllStarted(Collection<? extends Job> jobs, Duration timeout)
            throws InterruptedException {
        awaitAll(List.copyOf(jobs), timeout, CommandLineJob.Milestone.STARTED);
    }

    @Override
    public void waitAllTerminated(Collection<? extends Job> jobs, Duration timeout)
            throws InterruptedException {
        awaitAll(List.copyOf(jobs), timeout, CommandLineJob.Milestone.TERMINATED);
    }

    private void awaitAll(
            List<? extends Job> jobs, Duration timeout, CommandLineJob.Milestone milestone)
            throws InterruptedException {
        requireOpen();
        if (jobs.isEmpty()) {
            throw new InvalidArgumentException("no job to wait for");
        }
        var open = new ArrayList<>(jobs.stream().map(this::ours).toList());
        watch.await(
                timeout,
                milestone.ofAll(open.size()),
                () -> {
                    requireOpen();
                    open.removeIf(job -> milestone.hasPassed(job.tracked()));
                    return open.isEmpty() ? Optional.of(true) : Optional.empty();
                });
    }

    private CommandLineJob ours(Job job) {
        if (job instanceof CommandLineJob own && own.isOf(this)) {
            return own;
        }
        throw new InvalidArgumentException(
                "job " + job.jobId() + " is not of the session " + sessionName());
    }

    boolean isSameAs(CommandLineJobSession other) {
        return stored.equals(other.stored);
    }

    JobInfo info(TrackedJob job) {
        requireUsable(job);
        if (!watch.locked(job::over)) {
            watch.refresh();
        }
        return watch.locked(() -> ledger.withNote(job.tag(), job.info()));
    }

    void control(TrackedJob job, Action action) {
        requireUsable(job);
        if (!watch.locked(job::over)) {
            watch.refresh();
        }
        requireState(job, action);
        if (action == Action.TERMINATE) {
            watch.locked(
                    () -> {
                        ledger.terminatedByUs(List.of(job));
                        return job;
                    });
        }
        watch.act(dialect.control(action, List.of(job.id())));
        if (action == Action.TERMINATE) {
            watch.locked(
                    () -> {
                        ledger.endAcknowledged(List.of(job));
                        return job;
                    });
        }
        if (action == Action.HOLD) {
            undoHoldOfRunning(job);
        }
    }

    // Slurm and PBS accept a hold of a job that has started meanwhile; it would bite at a requeue.
    private void undoHoldOfRunning(TrackedJob job) {
        watch.refresh();
        if (watch.locked(job::state) == JobState.RUNNING) {
            watch.act(dialect.control(Action.RELEASE, List.of(job.id())));
            throw new InvalidStateException("job " + job.id() + " started before it could be held");
        }
    }

    private void requireState(TrackedJob job, Action action) {
        if (!watch.locked(() -> job.admits(action))) {
            throw new InvalidStateException(
                    "cannot "
                            + action.verb()
                            + " job "
                            + job.id()
                            + ": it is "
                            + watch.locked(job::state));
        }
    }

    void reap(TrackedJob job) {
        requireUsable(job);
        if (!watch.locked(job::over)) {
            watch.refresh();
        }
        if (!watch.locked(job::over)) {
            throw new InvalidStateException(
                    "cannot reap job " + job.id() + ": it is " + watch.locked(job::state));
        }
        dialect.forget(job.id()).ifPresent(watch::ask);
        job.exitFile()
                .filter(ExitFile::own)
                .ifPresent(file -> watch.ask(ExitFile.remove(List.of(file))));
        watch.locked(
                () -> {
                    ledger.reap(List.of(job));
                    return job;
                });
    }

    private void requireUsable(TrackedJob job) {
        requireOpen();
        if (watch.locked(job::reaped)) {
            throw new InvalidArgumentException("job " + job.id() + " was reaped");
        }
    }

    private void requireOpen() {
        if (!isOpen()) {
            throw new InvalidSessionException(
                    "the session " + sessionName() + " is closed or destroyed");
        }
    }

    boolean isOpen() {
        return !watch.locked(() -> closed) && stored.exists();
    }

    @Override
    public void close() {
        watch.locked(() -> closed = true);
        watch.remove(ledger);
    }

    @Override
    public String toString() {
        return "session " + sessionName() + " at " + contact;
    }

    static String tagOf(JobTemplate template) {
        var given = template.extensions().get(Extensions.TAG);
        return given == null ? "jc-" + SessionStore.randomWord(RANDOM) : given;
    }
}
