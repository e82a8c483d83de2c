package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.scheduler.SignalNames;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a job ended, from Slurm's {@code a:b}: exit status and signal (22.05.8). The second number is
 * not always a signal: 53 is an output file that could not be opened, 125 out of memory, and 1 with
 * a failed node is no SIGHUP.
 */
final class SlurmExit {

    /** Where the signal goes by which a shell says that its child ended: status 128 and more. */
    static final String SHELL_SIGNAL = "jcluster_ji_shell_signal";

    private static final Pattern CODE = Pattern.compile("([0-9]{1,9}):([0-9]{1,9})");

    private static final Set<String> WITH_SIGNAL =
            Set.of("FAILED", "CANCELLED", "TIMEOUT", "PREEMPTED", "DEADLINE");

    private static final int OUTPUT_NOT_OPENED = 53;
    private static final int LAST_SIGNAL = 64;

    private SlurmExit() {}

    /**
     * Adds what the code says about a job in a final state.
     *
     * @param word the state
     * @param ran whether the job was ever started
     */
    static void read(String word, String code, boolean ran, JobInfo.Builder info) {
        annotate(word, ran, info);
        var parts = CODE.matcher(code);
        if (!parts.matches()) {
            return;
        }
        var status = Integer.parseInt(parts.group(1));
        var signal = Integer.parseInt(parts.group(2));
        if (signal == OUTPUT_NOT_OPENED) {
            info.annotation("the output file could not be opened; is its directory there?");
        } else if (signal == 0) {
            // A job that somebody else ended has no status of its own: 0:0 is all it says.
            if (status != 0 || word.equals("COMPLETED")) {
                info.exitStatus(status);
            }
            if (status > 128 && status <= 128 + LAST_SIGNAL) {
                info.extension(SHELL_SIGNAL, SignalNames.of(status - 128));
            }
        } else if (WITH_SIGNAL.contains(word) && signal <= LAST_SIGNAL) {
            info.terminatingSignal(SignalNames.of(signal));
        }
    }

    /** Says in words what the state alone tells about the end. */
    static void annotate(String word, boolean ran, JobInfo.Builder info) {
        switch (word) {
            case "CANCELLED" -> info.annotation(ran ? "cancelled" : "cancelled before start");
            case "TIMEOUT" -> info.annotation("TimeLimit; the job ran as long as it had asked for");
            case "OUT_OF_MEMORY" ->
                    info.annotation("OutOfMemory; ask for more with minPhysMemory or slurm_jt_mem");
            case "NODE_FAIL" -> info.annotation(SlurmReason.inWords("NodeDown"));
            case "BOOT_FAIL" -> info.annotation("the nodes of the job could not be booted");
            case "PREEMPTED" -> info.annotation("preempted by a job of higher rank");
            case "DEADLINE" ->
                    info.annotation("DeadLine; it could not have ended before its deadline");
            default -> {} // the reason or the exit status says more
        }
    }
}
