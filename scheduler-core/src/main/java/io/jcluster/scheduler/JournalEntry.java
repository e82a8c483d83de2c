package io.jcluster.scheduler;

import java.time.Instant;
import java.util.Map;

/**
 * One line of a session's journal.
 *
 * @param key the tag for {@code INTENT}, {@code NOTE} and {@code ABANDONED}, the job's id otherwise
 * @param values what else there is to know: a template or an info in its text form, or a tag
 */
record JournalEntry(Kind kind, String key, Instant at, Map<String, String> values) {

    /** What happened. */
    enum Kind {
        /** A job is about to be submitted. */
        INTENT,
        /** Something to say of the jobs of this tag, in {@code values}' "note". */
        NOTE,
        /** It was; {@code values} holds the tag. */
        JOB,
        /** It was not: refused, or nowhere to be found later. */
        ABANDONED,
        /** A new state was seen. */
        STATE,
        /** The workload manager answered and did not know the job. */
        MISSED,
        /**
         * Its own file has a start, at {@code values}' "at", and no end, and nobody knows the job.
         */
        STARTED_BY_ITS_FILE,
        /** We asked for its end. */
        TERMINATED_BY_US,
        /** The user wants to hear no more of it. */
        REAPED
    }

    JournalEntry {
        values = Map.copyOf(values);
    }
}
