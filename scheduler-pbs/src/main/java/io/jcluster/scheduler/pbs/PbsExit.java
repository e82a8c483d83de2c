package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.scheduler.SignalNames;
import java.util.Map;
import java.util.Optional;

/**
 * How a job ended, from the number that PBS keeps. Up to 255 it is the status of the script's
 * shell, from 257 the signal that ended it and 256, below zero what the server or the machine did.
 * The two lines of PBS have numbered the last kind differently (pbs_error.h and the manuals of
 * both; 271, -29 and -11 for the time limit seen with OpenPBS 23.06.06 and TORQUE 6).
 */
enum PbsExit {
    OPENPBS,
    TORQUE;

    private static final String TIME_LIMIT = "TimeLimit; the job ran as long as it had asked for";

    private static final Map<Integer, String> OF_OPENPBS =
            Map.ofEntries(
                    Map.entry(-7, "it could not be restarted from its checkpoint"),
                    Map.entry(-10, "the user is not known where it was to run"),
                    Map.entry(-11, "it was requeued"),
                    Map.entry(-12, "it was checkpointed"),
                    Map.entry(-13, "the user's password was refused"),
                    Map.entry(-14, "its machine failed; it was to run again"),
                    Map.entry(-15, "its machine failed; it was to run again"),
                    Map.entry(-16, "a hook of the site rejected it and deleted it"),
                    Map.entry(-17, "a hook of the site rejected it"),
                    Map.entry(-18, "a hook of the site rejected it"),
                    Map.entry(-19, "a hook of the site ended it"),
                    Map.entry(-20, "its machine failed; it was to run again"),
                    Map.entry(-21, "its security context was refused"),
                    Map.entry(-22, "a hook of the site ended it"),
                    Map.entry(-23, "its Kerberos ticket was refused"),
                    Map.entry(-24, "it used more processors than it had asked for"),
                    Map.entry(-25, "it used more processors than it had asked for"),
                    Map.entry(-26, "it used more virtual memory than it had asked for"),
                    Map.entry(-27, "MemoryLimit; ask for more with pbs_jt_mem"),
                    Map.entry(-28, "it used more processor time than it had asked for"),
                    Map.entry(-29, TIME_LIMIT),
                    Map.entry(-30, "its machines could not join for it"));

    private static final Map<Integer, String> OF_TORQUE =
            Map.ofEntries(
                    Map.entry(-7, "it could not be restarted from its checkpoint"),
                    Map.entry(-8, "its command could not be run"),
                    Map.entry(-9, "its output file could not be made"),
                    Map.entry(-10, "MemoryLimit; ask for more with pbs_jt_mem"),
                    Map.entry(-11, TIME_LIMIT),
                    Map.entry(-12, "it used more processor time than it had asked for"),
                    Map.entry(-13, "its control group could not be made"));

    private static final Map<Integer, String> BOTH =
            Map.of(
                    -1, "its machine could not start it, before its files were there",
                    -2, "its machine could not start it",
                    -3, "its machine could not start it and asked to try again",
                    -4, "its machine was started anew and ended it",
                    -5, "its machine was started anew and ended it",
                    -6, "its machine was started anew and ended it");

    /**
     * Adds what the number says about a job that has ended; gives it in words where it has some.
     */
    Optional<String> read(int number, JobInfo.Builder info) {
        if (number >= 0 && number <= 255) {
            info.exitStatus(number);
            return Optional.empty();
        }
        var signal = number > 10_000 ? number - 10_000 : number - 256;
        if (signal >= 1 && signal <= 64) {
            info.terminatingSignal(SignalNames.of(signal));
            return Optional.empty();
        }
        var own = this == OPENPBS ? OF_OPENPBS : OF_TORQUE;
        var words = own.containsKey(number) ? own.get(number) : BOTH.get(number);
        return Optional.of(words == null ? "PBS ended it, with code " + number : words);
    }
}
