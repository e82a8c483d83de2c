package io.jcluster.scheduler;

import java.time.Instant;
import java.util.Map;

/**
 * One line of a session's journal.
 *
 * @param key the tag for intents, {@code NOTE} and {@code ABANDONED}, the id of what it is about
 *     otherwise
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
        /** A member of a job array is about to be submitted by itself. */
        MEMBER_INTENT,
        /** A job array is about to be submitted in one piece. */
        ARRAY_INTENT,
        /** It was, or all of its members one by one; {@code values} holds what it consists of. */
        ARRAY,
        /** The job or array was not submitted: refused, or nowhere to be found later. */
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
        /** The workload manager took our request to end the job. */
        END_ACKNOWLEDGED,
        /** The user wants to hear no more of it. */
        REAPED,
        /** A reservation was made; {@code values} holds the tag of its intent. */
        RESERVED,
        /** A reservation was given back. */
        GIVEN_BACK
    }

    JournalEntry {
        values = Map.copyOf(values);
    }
}
