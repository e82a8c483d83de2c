package io.jcluster.scheduler.slurm;

import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.Exchange;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.ShellWords;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done to jobs. scontrol suspend is for operators, so jobs are stopped by a signal; without
 * {@code -f} the batch script would go on while the state says STOPPED (22.05.8).
 */
final class SlurmControl {

    /**
     * scancel, given up when it begins to repeat itself. A signal for a member that runs while
     * others of its array wait is delivered and answered with "try again" (22.05.8, and so in its
     * sources), which scancel does for a minute and a half.
     */
    private static final String WITHOUT_RETRIES =
            "signal() { scancel \"$@\" & p=$!; n=0;"
                    + " while [ $n -lt 20 ] && kill -0 $p 2>/dev/null; do n=$((n+1)); sleep 0.2; done;"
                    + " kill $p 2>/dev/null || wait $p; };";

    /**
     * A stop that is looked at, and said again: to a job whose script slurmd is still starting it
     * is answered as done, and has no effect (22.05.8). The first word is the jobs for squeue.
     */
    private static final String UNTIL_IT_STOPS =
            WITHOUT_RETRIES
                    + " jobs=$1; shift; i=0;"
                    + " while signal \"$@\" || exit; do"
                    + " [ -n \"$(squeue -h -t RUNNING -j \"$jobs\" -o %i)\" ] || exit 0;"
                    + " [ $i -lt 8 ] || { echo 'the job is not stopped: Slurm says RUNNING' >&2; exit 1; };"
                    + " i=$((i+1)); sleep 1; done";

    private SlurmControl() {}

    static Exchange<String> of(Action action, List<String> jobIds) {
        return switch (action) {
            case HOLD -> run(action, jobIds, scontrol("hold", jobIds));
            case RELEASE -> run(action, jobIds, scontrol("release", jobIds));
            case SUSPEND -> signal(action, jobIds, "STOP");
            case RESUME -> signal(action, jobIds, "CONT");
            case TERMINATE ->
                    run(action, jobIds, words(List.of("scancel"), JobIds.collapse(jobIds)));
        };
    }

    private static List<String> scontrol(String verb, List<String> jobIds) {
        return List.of("scontrol", verb, String.join(",", jobIds));
    }

    private static Exchange<String> signal(Action action, List<String> jobIds, String name) {
        var options = List.of("-f", "-s", name);
        var few = JobIds.collapse(jobIds);
        var scancel = words(words(List.of("scancel"), options), few);
        var given = words(options, few);
        var run =
                action == Action.SUSPEND
                        ? shell(UNTIL_IT_STOPS, words(List.of(String.join(",", jobIds)), given))
                        : shell(WITHOUT_RETRIES + " signal \"$@\"", given);
        return SlurmExchange.of(
                what(action, jobIds), run, ShellWords.join(scancel), Outcome::stdout);
    }

    private static List<String> shell(String script, List<String> arguments) {
        return words(List.of("/bin/sh", "-c", script, "sh"), arguments);
    }

    private static Exchange<String> run(Action action, List<String> jobIds, List<String> words) {
        return SlurmExchange.of(what(action, jobIds), words, Outcome::stdout);
    }

    private static String what(Action action, List<String> jobIds) {
        return action.verb() + " job " + String.join(" ", jobIds);
    }

    private static List<String> words(List<String> first, List<String> then) {
        var words = new ArrayList<>(first);
        words.addAll(then);
        return words;
    }
}
