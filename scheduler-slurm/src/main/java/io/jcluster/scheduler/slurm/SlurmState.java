package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.JobState;
import java.util.Set;

/**
 * Slurm's words for the state of a job, as squeue, sacct and scontrol print them: the
 * highest-ranking flag if there is one, otherwise the base state (squeue(1), JOB STATE CODES; seen
 * with 22.05.8, newer flags from the sources of the 26.11 line).
 */
final class SlurmState {

    private static final Set<String> HELD =
            Set.of(
                    "JobHeldUser",
                    "JobHeldAdmin",
                    "JobHoldMaxRequeue",
                    "launch_failed_requeued_held",
                    "job_requeued_in_held_state");

    private SlurmState() {}

    /**
     * What a word means.
     *
     * @param reason why a pending job waits
     * @param held whether the priority is 0, which holds a pending job; a suspended job has that
     *     too
     * @return {@code UNDETERMINED} for a word that is not known
     */
    static JobState of(String word, String reason, boolean held) {
        return switch (word) {
            case "PENDING" ->
                    held || HELD.contains(reason.replace(' ', '_'))
                            ? JobState.QUEUED_HELD
                            : JobState.QUEUED;
            case "RESV_DEL_HOLD" -> JobState.QUEUED_HELD;
            // COMPLETING is still running: a requeue passes through it, and files are being
            // written.
            case "RUNNING", "COMPLETING", "CONFIGURING", "STAGE_OUT", "SIGNALING", "RESIZING" ->
                    JobState.RUNNING;
            case "SUSPENDED", "STOPPED" -> JobState.SUSPENDED;
            case "REQUEUED", "REQUEUE_FED", "EXPEDITING" -> JobState.REQUEUED;
            case "REQUEUE_HOLD", "SPECIAL_EXIT" -> JobState.REQUEUED_HELD;
            case "COMPLETED" -> JobState.DONE;
            case "CANCELLED",
                    "FAILED",
                    "TIMEOUT",
                    "NODE_FAIL",
                    "PREEMPTED",
                    "BOOT_FAIL",
                    "DEADLINE",
                    "OUT_OF_MEMORY" ->
                    JobState.FAILED;
            default -> JobState.UNDETERMINED;
        };
    }

    /** The word without what sacct adds: {@code CANCELLED by 4001}. */
    static String firstWord(String text) {
        return text.strip().split(" ", 2)[0];
    }
}
