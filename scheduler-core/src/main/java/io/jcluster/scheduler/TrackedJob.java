package io.jcluster.scheduler;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What is known of one job of a session. Observations are merged: accounting knows less than a
 * listing, and times count from the first start and the first end. Guarded by the lock of {@link
 * Watch}.
 */
final class TrackedJob {

    /** What belongs to one observation and is not carried into the next. */
    private static final Set<String> OF_THE_MOMENT =
            Set.of("annotation", "jobSubState", "jobState", "exitStatus", "terminatingSignal");

    private static final int MISSES = 3;
    private static final Duration MISSING_FOR = Duration.ofSeconds(30);
    private static final Duration NEVER_SEEN_FOR = Duration.ofMinutes(2);

    private final String id;
    private final String tag;
    private final Instant submitted;
    private final JobTemplate template;
    private final OptionalInt index;
    private final StateNews news;
    private JobInfo info;
    private Optional<JobInfo> lastObserved = Optional.empty();
    private boolean seen;
    private boolean terminatedByUs;
    private boolean endAcknowledged;
    private boolean startedByItsFile;
    private boolean reaped;
    private int misses;
    private Instant firstMiss = Instant.MAX;

    /**
     * @param index of a member of a job array
     * @param submitted by the clock of this machine
     */
    TrackedJob(String id, String tag, JobTemplate template, OptionalInt index, Instant submitted) {
        this.id = id;
        this.tag = tag;
        this.submitted = submitted;
        this.template = template;
        this.index = index;
        var first =
                JobInfo.builder()
                        .jobId(id)
                        .jobState(template.submitAsHold() ? JobState.QUEUED_HELD : JobState.QUEUED)
                        .extension(Extensions.INFO_TAG, tag);
        template.jobName().ifPresent(first::jobName);
        template.queueName().ifPresent(first::queueName);
        this.info = first.build();
        this.news = new StateNews(info);
    }

    /** What has been told of it to those who want to hear of every step. */
    StateNews news() {
        return news;
    }

    String id() {
        return id;
    }

    String tag() {
        return tag;
    }

    JobTemplate template() {
        return template;
    }

    /** Of a member of a job array. */
    OptionalInt index() {
        return index;
    }

    JobInfo info() {
        return info;
    }

    JobState state() {
        return info.jobState().orElse(JobState.UNDETERMINED);
    }

    boolean reaped() {
        return reaped;
    }

    /** Whether there is anything left to learn. */
    boolean over() {
        return reaped || state().isTerminated() || state() == JobState.UNDETERMINED;
    }

    /** Whether it has entered a Started state at some time. */
    boolean started() {
        return state().isStarted()
                || state() == JobState.DONE
                || (state() == JobState.FAILED && info.dispatchTime().isPresent());
    }

    void reap() {
        reaped = true;
    }

    void terminatedByUs() {
        terminatedByUs = true;
    }

    /** The workload manager took our request to end the job. */
    void endAcknowledged() {
        endAcknowledged = true;
    }

    /** Whether its state, as far as it is known, lets something be done to it. */
    boolean admits(Action action) {
        return switch (action) {
            case HOLD -> state() == JobState.QUEUED || state() == JobState.REQUEUED;
            case RELEASE -> state() == JobState.QUEUED_HELD || state() == JobState.REQUEUED_HELD;
            case SUSPEND -> state() == JobState.RUNNING;
            case RESUME -> state() == JobState.SUSPENDED;
            case TERMINATE -> !over();
        };
    }

    /** The file in which the job says itself how it ended; empty when it keeps none. */
    Optional<ExitFile> exitFile() {
        // Without a tag it is no job of ours.
        return tag.isEmpty() ? Optional.empty() : ExitFile.of(template, tag, index);
    }

    /** Takes note that the job's own file has a start and no end. */
    void startedByItsFile(Instant at) {
        startedByItsFile = true;
        if (info.dispatchTime().isEmpty()) {
            info = info.toBuilder().dispatchTime(at).build();
        }
    }

    boolean isStartedByItsFile() {
        return startedByItsFile;
    }

    /** Takes over what another process, or this one before, wrote down. */
    void restore(JobInfo stored) {
        if (!over()) {
            info = stored;
            lastObserved = Optional.empty();
            seen = true;
            misses = 0;
            firstMiss = Instant.MAX;
        }
    }

    /** Takes over an observation; tells whether the state is another one now. */
    boolean observe(JobInfo observed) {
        misses = 0;
        firstMiss = Instant.MAX;
        seen = true;
        if (over() || lastObserved.filter(observed::equals).isPresent()) {
            return false;
        }
        lastObserved = Optional.of(observed);
        var word = observed.jobState().orElse(JobState.UNDETERMINED);
        // An unknown word of a newer version is no reason to end the job's story.
        var path =
                word == JobState.UNDETERMINED
                        ? List.<JobState>of()
                        : StateTracker.path(state(), word, observed.dispatchTime().isPresent());
        var next = path.isEmpty() ? state() : path.get(path.size() - 1);
        info = merged(observed, next);
        return !path.isEmpty();
    }

    /**
     * Takes note that the job is nowhere to be found, though everybody answered. Absence is neither
     * success nor failure: only after three times and a while is anything concluded. One absence is
     * enough for a waiting job whose end we asked for: of a pending member of an array that is
     * cancelled, Slurm 22.05.8 keeps no trace anywhere.
     *
     * @return whether the state is another one now
     */
    boolean miss(Instant now) {
        misses++;
        if (firstMiss.equals(Instant.MAX)) {
            firstMiss = now;
        }
        var longEnough =
                seen
                        ? !now.isBefore(firstMiss.plus(MISSING_FOR))
                        : !now.isBefore(submitted.plus(NEVER_SEEN_FOR));
        var cancelled = endAcknowledged && state().isQueued();
        if (over() || !(cancelled || (misses >= MISSES && longEnough))) {
            return false;
        }
        var failed = terminatedByUs || startedByItsFile;
        info =
                info.toBuilder()
                        .jobState(failed ? JobState.FAILED : JobState.UNDETERMINED)
                        .jobSubState(null)
                        .annotation(whatAbsenceMeans())
                        .build();
        return true;
    }

    private String whatAbsenceMeans() {
        if (terminatedByUs) {
            return "cancelled; the workload manager keeps no record of it";
        }
        return startedByItsFile
                ? "ended without a result: it started and was ended before it could say how, and the"
                        + " workload manager keeps no record of it"
                : "the workload manager keeps no record of the job";
    }

    private JobInfo merged(JobInfo observed, JobState state) {
        var merged =
                observed.toBuilder()
                        .jobId(id)
                        .jobState(state)
                        .extension(Extensions.INFO_TAG, info.extensions().get(Extensions.INFO_TAG));
        var kept = new LinkedHashSet<>(info.setAttributes());
        kept.removeAll(OF_THE_MOMENT);
        kept.removeAll(observed.setAttributes());
        // Texts are dear, and mostly an observation knows what the one before it knew.
        if (!kept.isEmpty()) {
            var texts = info.toAttributes();
            kept.forEach(name -> merged.attribute(name, texts.get(name)));
        }
        info.dispatchTime().ifPresent(merged::dispatchTime);
        info.finishTime().ifPresent(merged::finishTime);
        if (observed.extensions().containsKey(Extensions.INFO_STATE_SOURCE)) {
            addOurOwn(merged, observed, state);
        }
        return merged.build();
    }

    /** What we know of a job that nobody but its own file tells anything about. */
    private void addOurOwn(JobInfo.Builder merged, JobInfo observed, JobState state) {
        if (info.submissionTime().isEmpty() && observed.submissionTime().isEmpty()) {
            merged.submissionTime(submitted);
        }
        if (state == JobState.FAILED && terminatedByUs && observed.annotation().isEmpty()) {
            merged.annotation(whatAbsenceMeans());
        }
    }
}
