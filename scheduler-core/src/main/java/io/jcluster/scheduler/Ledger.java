package io.jcluster.scheduler;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.JournalEntry.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A session's jobs and intents: the journal, replayed. Whatever changes is written down first and
 * then read back, so memory cannot say what the disk does not. Guarded by the lock of {@link
 * Watch}.
 */
final class Ledger {

    /** A job about to be submitted, or of which it is not known whether it was. */
    private record Intent(JobTemplate template, Instant at) {}

    private final String session;
    private final Journal journal;
    private final Time time;
    private final Map<String, Intent> intents = new LinkedHashMap<>();
    private final Map<String, TrackedJob> jobs = new LinkedHashMap<>();

    private final Set<String> tagsOfJobs = new HashSet<>();

    /** What to say of jobs beside what is observed, by tag. */
    private final Map<String, String> notes = new HashMap<>();

    /**
     * @param session its name
     */
    Ledger(String session, Journal journal, Time time) {
        this.session = session;
        this.journal = journal;
        this.time = time;
        catchUp();
        jobs.values().forEach(job -> job.news().tell(session, job.id(), job.info(), time.now()));
    }

    String session() {
        return session;
    }

    /** Takes over what other processes wrote meanwhile. */
    void catchUp() {
        journal.unread().forEach(this::replay);
    }

    /** Jobs that were not reaped, in the order of submission. */
    List<TrackedJob> jobs() {
        return jobs.values().stream().filter(job -> !job.reaped()).toList();
    }

    Optional<TrackedJob> job(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /** The moments of the open intents, by tag. */
    Map<String, Instant> intents() {
        var moments = new HashMap<String, Instant>();
        intents.forEach((tag, intent) -> moments.put(tag, intent.at()));
        return moments;
    }

    boolean knowsTag(String tag) {
        return intents.containsKey(tag) || tagsOfJobs.contains(tag);
    }

    void intend(String tag, JobTemplate template) {
        write(Kind.INTENT, tag, template.toAttributes());
    }

    /** Remembers which attributes of the template a category took the place of. */
    void noteOverruled(String tag, List<String> attributes) {
        if (!attributes.isEmpty()) {
            var note = "overruled by the job category: " + String.join(", ", attributes);
            write(Kind.NOTE, tag, Map.of("note", note));
        }
    }

    JobInfo withNote(String tag, JobInfo info) {
        var note = notes.get(tag);
        if (note == null) {
            return info;
        }
        return info.toBuilder()
                .annotation(info.annotation().map(text -> text + "; " + note).orElse(note))
                .build();
    }

    void abandon(String tag) {
        if (intents.containsKey(tag)) {
            write(Kind.ABANDONED, tag, Map.of());
        }
    }

    /** The job an intent turned out to be. */
    void settle(String tag, JobInfo info) {
        if (intents.containsKey(tag)) {
            info.jobId().ifPresent(id -> submitted(tag, id));
        }
    }

    TrackedJob submitted(String tag, String id) {
        write(Kind.JOB, id, Map.of("tag", tag));
        return job(id).orElseThrow();
    }

    boolean observe(TrackedJob job, JobInfo info) {
        var changed = job.observe(info);
        if (changed) {
            write(Kind.STATE, job.id(), job.info().toAttributes());
        }
        return changed;
    }

    boolean miss(TrackedJob job) {
        write(Kind.MISSED, job.id(), Map.of());
        return job.over();
    }

    void startedByItsFile(TrackedJob job, Instant at) {
        if (!job.isStartedByItsFile()) {
            write(Kind.STARTED_BY_ITS_FILE, job.id(), Map.of("at", at.toString()));
        }
    }

    void terminatedByUs(TrackedJob job) {
        write(Kind.TERMINATED_BY_US, job.id(), Map.of());
    }

    void reap(TrackedJob job) {
        write(Kind.REAPED, job.id(), Map.of());
    }

    private void write(Kind kind, String key, Map<String, String> values) {
        journal.append(new JournalEntry(kind, key, time.now(), values));
        catchUp();
    }

    private void replay(JournalEntry entry) {
        var key = entry.key();
        switch (entry.kind()) {
            case INTENT ->
                    intents.put(
                            key,
                            new Intent(JobTemplate.fromAttributes(entry.values()), entry.at()));
            case NOTE -> notes.put(key, entry.values().getOrDefault("note", ""));
            case ABANDONED -> intents.remove(key);
            case JOB -> {
                var tag = entry.values().getOrDefault("tag", key);
                var intent = intents.remove(tag);
                if (intent != null && !jobs.containsKey(key)) {
                    jobs.put(key, new TrackedJob(key, tag, intent.template(), intent.at()));
                    tagsOfJobs.add(tag);
                }
            }
            case STATE ->
                    job(key).ifPresent(job -> job.restore(JobInfo.fromAttributes(entry.values())));
            case MISSED -> job(key).ifPresent(job -> job.miss(entry.at()));
            case STARTED_BY_ITS_FILE ->
                    job(key).ifPresent(
                                    job ->
                                            job.startedByItsFile(
                                                    Instant.parse(
                                                            entry.values()
                                                                    .getOrDefault(
                                                                            "at",
                                                                            entry.at()
                                                                                    .toString()))));
            case TERMINATED_BY_US -> job(key).ifPresent(TrackedJob::terminatedByUs);
            case REAPED -> job(key).ifPresent(TrackedJob::reap);
        }
    }
}
