package io.jcluster.scheduler.pbs;

import io.jcluster.tunnel.Outcome;
import java.util.List;
import java.util.function.Function;

/**
 * What qstat of OpenPBS answered about jobs that were named. Its JSON is just as well-formed, and
 * without a job, when the server is down, when no job is known, and when there is no history: only
 * the exit status and the complaints tell these apart.
 */
final class OpenPbsAnswer {

    private OpenPbsAnswer() {}

    /**
     * Whether it is one at all. That all jobs named are gone ends with 153 or 35 and a complaint
     * about one of them; a history that is not kept is refused with status 0.
     */
    static boolean isOne(Outcome outcome) {
        return PbsCommands.onlyMissingJobs(outcome)
                && (outcome.succeeded() || !outcome.stderr().isBlank());
    }

    /**
     * The records.
     *
     * @throws IllegalArgumentException when there is none, and nothing that says why
     */
    static List<PbsRecord> of(Outcome outcome, Function<String, List<PbsRecord>> reader) {
        if (outcome.stdout().isBlank()) {
            return List.of(); // no job had a name to ask for, or all are gone
        }
        var records = reader.apply(outcome.stdout());
        if (records.isEmpty() && outcome.stderr().isBlank()) {
            throw new IllegalArgumentException("no job, and no complaint");
        }
        return records;
    }
}
