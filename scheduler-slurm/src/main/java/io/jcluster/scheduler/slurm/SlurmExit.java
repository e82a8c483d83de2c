package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.JobInfo;
import java.util.Map;
import java.util.Set;

/**
 * How a job ended, from Slurm's {@code a:b}: exit status and signal (22.05.8). The second number is
 * not always a signal: 53 is an output file that could not be opened, 125 out of memory, and 1 with
 * a failed node is no SIGHUP.
 */
final class SlurmExit {

    private static final Set<String> WITH_SIGNAL =
            Set.of("FAILED", "CANCELLED", "TIMEOUT", "PREEMPTED", "DEADLINE");

    /** Numbers of Linux; those that differ between machines are given as numbers. */
    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(1, "SIGHUP"),
                    Map.entry(2, "SIGINT"),
                    Map.entry(3, "SIGQUIT"),
                    Map.entry(4, "SIGILL"),
                    Map.entry(5, "SIGTRAP"),
                    Map.entry(6, "SIGABRT"),
                    Map.entry(7, "SIGBUS"),
                    Map.entry(8, "SIGFPE"),
                    Map.entry(9, "SIGKILL"),
                    Map.entry(10, "SIGUSR1"),
                    Map.entry(11, "SIGSEGV"),
                    Map.entry(12, "SIGUSR2"),
                    Map.entry(13, "SIGPIPE"),
                    Map.entry(14, "SIGALRM"),
                    Map.entry(15, "SIGTERM"),
                    Map.entry(24, "SIGXCPU"),
                    Map.entry(25, "SIGXFSZ"));

    private static final int OUTPUT_NOT_OPENED = 53;

    private SlurmExit() {}

    /**
     * Adds what the code says about a job in a final state.
     *
     * @param word the state
     */
    static void read(String word, String code, JobInfo.Builder info) {
        var parts = code.split(":", 2);
        if (parts.length < 2 || !code.matches("\\d+:\\d+")) {
            return;
        }
        var status = Integer.parseInt(parts[0]);
        var signal = Integer.parseInt(parts[1]);
        if (signal == OUTPUT_NOT_OPENED) {
            info.annotation("the output file could not be opened; is its directory there?");
        } else if (signal == 0) {
            // A job that somebody else ended has no status of its own: 0:0 is all it says.
            if (status != 0 || word.equals("COMPLETED")) {
                info.exitStatus(status);
            }
        } else if (WITH_SIGNAL.contains(word) && signal <= 64) {
            info.terminatingSignal(NAMES.getOrDefault(signal, "SIG" + signal));
        }
    }
}
