package io.jcluster.scheduler.slurm;

import static io.jcluster.drmaa2.JobState.DONE;
import static io.jcluster.drmaa2.JobState.FAILED;
import static io.jcluster.drmaa2.JobState.QUEUED;
import static io.jcluster.drmaa2.JobState.QUEUED_HELD;
import static io.jcluster.drmaa2.JobState.REQUEUED;
import static io.jcluster.drmaa2.JobState.REQUEUED_HELD;
import static io.jcluster.drmaa2.JobState.RUNNING;
import static io.jcluster.drmaa2.JobState.SUSPENDED;
import static io.jcluster.drmaa2.JobState.UNDETERMINED;
import static java.util.Map.entry;

import io.jcluster.drmaa2.JobState;
import java.util.Map;
import java.util.Set;

/**
 * Slurm's words for the state of a job, as squeue, sacct and scontrol print them: the
 * highest-ranking flag if there is one, otherwise the base state (squeue(1), JOB STATE CODES).
 *
 * <p>NODE_FAIL, PREEMPTED and BOOT_FAIL may be followed by another start of the job. The controller
 * never shows that in between: when it requeues a job, it writes the word into the accounting and
 * makes the job PENDING, or COMPLETING on the way there, before anybody can ask (the sources of
 * 22.05 and 24.11). So from squeue and scontrol these words are final. In the accounting they are
 * not: there {@link SlurmAccounting} goes by the youngest record, and the engine asks it only for
 * jobs that the controller does not know any more, which none that will start again is.
 */
final class SlurmState {

    private static final Map<String, JobState> WORDS =
            Map.ofEntries(
                    // base states
                    entry("PENDING", QUEUED),
                    entry("RUNNING", RUNNING),
                    entry("SUSPENDED", SUSPENDED),
                    entry("COMPLETED", DONE),
                    entry("CANCELLED", FAILED),
                    entry("FAILED", FAILED),
                    entry("TIMEOUT", FAILED),
                    entry("NODE_FAIL", FAILED),
                    entry("PREEMPTED", FAILED),
                    entry("BOOT_FAIL", FAILED),
                    entry("DEADLINE", FAILED),
                    entry("OUT_OF_MEMORY", FAILED),
                    // flags; what is ending still writes files, and a requeue passes through it
                    entry("COMPLETING", RUNNING),
                    entry("CONFIGURING", RUNNING),
                    entry("STAGE_OUT", RUNNING),
                    entry("SIGNALING", RUNNING),
                    entry("RESIZING", RUNNING),
                    entry("STOPPED", SUSPENDED),
                    entry("REQUEUED", REQUEUED),
                    entry("REQUEUE_FED", REQUEUED),
                    entry("EXPEDITING", REQUEUED), // 25.11 and later
                    entry("REQUEUE_HOLD", REQUEUED_HELD),
                    entry("SPECIAL_EXIT", REQUEUED_HELD),
                    entry("RESV_DEL_HOLD", QUEUED_HELD));

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
     * @param restarted whether the job is known to have run before
     * @return {@code UNDETERMINED} for a word that is not known, and for REVOKED: the job went to
     *     another cluster of a federation, where nobody asks
     */
    static JobState of(String word, String reason, boolean held, boolean restarted) {
        var state = WORDS.getOrDefault(word, UNDETERMINED);
        if (!state.isQueued()) {
            return state;
        }
        var waits =
                state == QUEUED_HELD || held || HELD.contains(reason.replace(' ', '_'))
                        ? QUEUED_HELD
                        : QUEUED;
        if (!restarted) {
            return waits;
        }
        return waits == QUEUED ? REQUEUED : REQUEUED_HELD;
    }

    /** The word without what follows it: {@code CANCELLED by 4001}, {@code RUNNING CONFIGURING}. */
    static String firstWord(String text) {
        var word = text.strip();
        for (var i = 0; i < word.length(); i++) {
            if (word.charAt(i) == ' ' || word.charAt(i) == ',' || word.charAt(i) == '+') {
                return word.substring(0, i);
            }
        }
        return word;
    }
}
