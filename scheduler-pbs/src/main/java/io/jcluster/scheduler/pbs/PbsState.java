package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.JobState;

/**
 * PBS's letters for the state of a job (qstat(1B) of both lines; Q R H W S E B X F C seen with
 * OpenPBS 23.06.06 and TORQUE 6, the others from their manuals).
 */
final class PbsState {

    private PbsState() {}

    /**
     * What a letter means.
     *
     * @param held whether there is a hold. The members of a held job array of OpenPBS stay in Q
     * @param restarted whether the job ran before: PBS itself shows it as if it were new
     * @param succeeded whether the job ended with status 0; of no meaning before its end
     * @return {@code UNDETERMINED} for a letter that is not known, and for M: a job that went to
     *     another server, of which this one knows no more
     */
    static JobState of(String letter, boolean held, boolean restarted, boolean succeeded) {
        return switch (letter) {
            case "Q" -> held ? waitingHeld(restarted) : waiting(restarted);
            // W: until a time comes. T: on its way from a routing queue.
            case "W", "T" -> waiting(restarted);
            // Also while what it depends on has not happened.
            case "H" -> waitingHeld(restarted);
            // E: output is being brought home, for minutes where it cannot be delivered.
            case "R", "E" -> JobState.RUNNING;
            case "S", "U" -> JobState.SUSPENDED;
            case "F", "C", "X" -> succeeded ? JobState.DONE : JobState.FAILED;
            default -> JobState.UNDETERMINED;
        };
    }

    private static JobState waiting(boolean restarted) {
        return restarted ? JobState.REQUEUED : JobState.QUEUED;
    }

    private static JobState waitingHeld(boolean restarted) {
        return restarted ? JobState.REQUEUED_HELD : JobState.QUEUED_HELD;
    }
}
