package io.jcluster.scheduler;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.JournalEntry.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A session's jobs, job arrays and intents: the journal, replayed. Whatever changes is written down
 * first and then read back, so memory cannot say what the disk does not. Guarded by the lock of
 * {@link Watch}.
 */
final class Ledger {

    private static final String TAG = "tag";
    private static final String WHOLE = "whole";
    private static final String MEMBERS = "members";
    private static final String TEMPLATE = "template.";
    private static final String INDEX = "index";
    private static final String BEGIN = "begin";
    private static final String END = "end";
    private static final String STEP = "step";

    /** A submission about to be made, or of which it is not known whether it was. */
    private record Intent(
            JobTemplate template, OptionalInt index, Optional<Indices> indices, Instant at) {}

    private final String session;
    private final Journal journal;
    private final Time time;
    private final Map<String, Intent> intents = new LinkedHashMap<>();
    private final Map<String, TrackedJob> jobs = new LinkedHashMap<>();
    private final Map<String, TrackedArray> arrays = new HashMap<>();
    private final Set<String> tagsOfJobs = new HashSet<>();

    /** What is to be written, while several changes are written together. */
    private Optional<List<JournalEntry>> together = Optional.empty();

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

    /** Writes several changes in one go; until its end they are not read back. */
    void together(Runnable changes) {
        var entries = new ArrayList<JournalEntry>();
        together = Optional.of(entries);
        try {
            changes.run();
        } finally {
            together = Optional.empty();
            write(entries);
        }
    }

    /** Jobs that were not reaped, in the order of submission. */
    List<TrackedJob> jobs() {
        return jobs.values().stream().filter(job -> !job.reaped()).toList();
    }

    Optional<TrackedJob> job(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    Optional<TrackedJob> jobOfTag(String tag) {
        return jobs.values().stream().filter(job -> job.tag().equals(tag)).findFirst();
    }

    Optional<TrackedArray> array(String id) {
        return Optional.ofNullable(arrays.get(id));
    }

    Optional<TrackedArray> arrayOfTag(String tag) {
        return arrays.values().stream()
                .filter(array -> array.members().stream().anyMatch(job -> job.tag().equals(tag)))
                .findFirst();
    }

    /** The moments of the open intents, by tag. */
    Map<String, Instant> intents() {
        var moments = new HashMap<String, Instant>();
        intents.forEach((tag, intent) -> moments.put(tag, intent.at()));
        return moments;
    }

    boolean knowsTag(String tag) {
        return intents.containsKey(tag) || tagsOfJobs.contains(tag) || arrays.containsKey(tag);
    }

    void intend(String tag, JobTemplate template) {
        write(Kind.INTENT, tag, template.toAttributes());
    }

    void intendMember(String tag, JobTemplate template, int index) {
        var values = prefixed(template);
        values.put(INDEX, String.valueOf(index));
        write(Kind.MEMBER_INTENT, tag, values);
    }

    void intendArray(String tag, JobTemplate template, Indices indices) {
        var values = prefixed(template);
        values.putAll(texts(indices));
        write(Kind.ARRAY_INTENT, tag, values);
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

    /** The job an intent turned out to be, or the array of which a job was seen. */
    void settle(String tag, JobInfo info, Dialect dialect) {
        var intent = intents.get(tag);
        var id = info.jobId();
        if (intent == null || id.isEmpty()) {
            return;
        }
        if (intent.indices().isEmpty()) {
            write(Kind.JOB, id.get(), Map.of(TAG, tag));
            return;
        }
        // The workload manager may list the array itself too: a rest of it without members.
        dialect.arrays()
                .ifPresent(
                        own ->
                                writeArray(
                                        tag, own.arrayId(id.get()).orElse(id.get()), intent, own));
    }

    private void writeArray(String tag, String id, Intent intent, ArrayDialect own) {
        var indices = intent.indices().orElseThrow();
        writeArray(tag, id, intent.template(), indices, members(own, id, indices), true);
    }

    TrackedJob submitted(String tag, String id) {
        write(Kind.JOB, id, Map.of(TAG, tag));
        return job(id).orElseThrow();
    }

    /** An array submitted in one piece. */
    TrackedArray submittedArray(
            String tag, String id, JobTemplate template, Indices indices, ArrayDialect own) {
        writeArray(tag, id, template, indices, members(own, id, indices), true);
        return array(id).orElseThrow();
    }

    /** An array of jobs submitted one by one; its tag is its id. */
    TrackedArray assembled(
            String tag, JobTemplate template, Indices indices, List<TrackedJob> members) {
        var ids = members.stream().map(TrackedJob::id).toList();
        writeArray(tag, tag, template, indices, ids, false);
        return array(tag).orElseThrow();
    }

    boolean observe(TrackedJob job, JobInfo info) {
        var changed = job.observe(info);
        if (changed) {
            conclude(job);
        }
        return changed;
    }

    void miss(TrackedJob job) {
        write(Kind.MISSED, job.id(), Map.of());
    }

    /**
     * Lets other processes know what this one has made of all it saw, and did not see, of a job.
     */
    void conclude(TrackedJob job) {
        write(Kind.STATE, job.id(), job.info().toAttributes());
    }

    void startedByItsFile(TrackedJob job, Instant at) {
        if (!job.isStartedByItsFile()) {
            write(Kind.STARTED_BY_ITS_FILE, job.id(), Map.of("at", at.toString()));
        }
    }

    void terminatedByUs(Collection<TrackedJob> ended) {
        together(() -> ended.forEach(job -> write(Kind.TERMINATED_BY_US, job.id(), Map.of())));
    }

    /** Also for other processes: one that misses such a job in the queue need not wait for it. */
    void endAcknowledged(Collection<TrackedJob> ended) {
        // Of the others somebody will tell that they ended.
        together(
                () ->
                        ended.stream()
                                .filter(job -> job.state().isQueued())
                                .forEach(job -> write(Kind.END_ACKNOWLEDGED, job.id(), Map.of())));
    }

    void reap(Collection<TrackedJob> ended) {
        together(() -> ended.forEach(job -> write(Kind.REAPED, job.id(), Map.of())));
    }

    private void writeArray(
            String tag,
            String id,
            JobTemplate template,
            Indices indices,
            List<String> members,
            boolean whole) {
        var values = prefixed(template);
        values.putAll(texts(indices));
        values.put(TAG, tag);
        values.put(WHOLE, String.valueOf(whole));
        values.put(MEMBERS, String.join("\n", members));
        write(Kind.ARRAY, id, values);
    }

    private static List<String> members(ArrayDialect own, String arrayId, Indices indices) {
        return indices.stream().mapToObj(index -> own.memberId(arrayId, index)).toList();
    }

    private void write(Kind kind, String key, Map<String, String> values) {
        var entry = new JournalEntry(kind, key, time.now(), values);
        together.ifPresentOrElse(entries -> entries.add(entry), () -> write(List.of(entry)));
    }

    private void write(List<JournalEntry> entries) {
        if (!entries.isEmpty()) {
            journal.append(entries);
            catchUp();
        }
    }

    private void replay(JournalEntry entry) {
        var key = entry.key();
        var values = entry.values();
        switch (entry.kind()) {
            case INTENT ->
                    intents.put(
                            key,
                            new Intent(
                                    JobTemplate.fromAttributes(values),
                                    OptionalInt.empty(),
                                    Optional.empty(),
                                    entry.at()));
            case MEMBER_INTENT ->
                    intents.put(
                            key,
                            new Intent(
                                    template(values),
                                    OptionalInt.of(number(values, INDEX)),
                                    Optional.empty(),
                                    entry.at()));
            case ARRAY_INTENT ->
                    intents.put(
                            key,
                            new Intent(
                                    template(values),
                                    OptionalInt.empty(),
                                    Optional.of(indices(values)),
                                    entry.at()));
            case NOTE -> notes.put(key, values.getOrDefault("note", ""));
            case ABANDONED -> intents.remove(key);
            case JOB -> {
                var tag = values.getOrDefault(TAG, key);
                var intent = intents.remove(tag);
                if (intent != null) {
                    track(key, tag, intent.template(), intent.index(), intent.at());
                }
            }
            case ARRAY -> array(entry);
            case STATE -> job(key).ifPresent(job -> job.restore(JobInfo.fromAttributes(values)));
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
            case END_ACKNOWLEDGED -> job(key).ifPresent(TrackedJob::endAcknowledged);
            case REAPED -> job(key).ifPresent(TrackedJob::reap);
            case RESERVED, GIVEN_BACK -> {} // of reservation sessions
        }
    }

    private void array(JournalEntry entry) {
        var values = entry.values();
        var tag = values.getOrDefault(TAG, entry.key());
        var template = template(values);
        intents.remove(tag);
        var members = new ArrayList<TrackedJob>();
        var index = indices(values).stream().iterator();
        values.getOrDefault(MEMBERS, "")
                .lines()
                .map(id -> track(id, tag, template, OptionalInt.of(index.next()), entry.at()))
                .forEach(members::add);
        arrays.putIfAbsent(
                entry.key(),
                new TrackedArray(
                        entry.key(), template, Boolean.parseBoolean(values.get(WHOLE)), members));
    }

    private TrackedJob track(
            String id, String tag, JobTemplate template, OptionalInt index, Instant submitted) {
        tagsOfJobs.add(tag);
        return jobs.computeIfAbsent(
                id, absent -> new TrackedJob(id, tag, template, index, submitted));
    }

    private static Map<String, String> prefixed(JobTemplate template) {
        var values = new HashMap<String, String>();
        template.toAttributes().forEach((name, value) -> values.put(TEMPLATE + name, value));
        return values;
    }

    private static JobTemplate template(Map<String, String> values) {
        var attributes = new HashMap<String, String>();
        values.forEach(
                (name, value) -> {
                    if (name.startsWith(TEMPLATE)) {
                        attributes.put(name.substring(TEMPLATE.length()), value);
                    }
                });
        return JobTemplate.fromAttributes(attributes);
    }

    private static Map<String, String> texts(Indices indices) {
        return Map.of(
                BEGIN, String.valueOf(indices.begin()),
                END, String.valueOf(indices.end()),
                STEP, String.valueOf(indices.step()));
    }

    private static Indices indices(Map<String, String> values) {
        return new Indices(
                number(values, BEGIN),
                number(values, END),
                number(values, STEP),
                OptionalInt.empty());
    }

    private static int number(Map<String, String> values, String name) {
        return Integer.parseInt(values.getOrDefault(name, "1"));
    }
}
