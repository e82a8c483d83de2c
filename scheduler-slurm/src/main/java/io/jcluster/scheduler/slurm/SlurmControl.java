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
            "scancel \"$@\" & p=$!; n=0;"
                    + " while [ $n -lt 20 ] && kill -0 $p 2>/dev/null; do n=$((n+1)); sleep 0.2; done;"
                    + " kill $p 2>/dev/null && exit 0; wait $p";

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
        var inArray = jobIds.stream().anyMatch(id -> !JobIds.arrayOf(id).isEmpty());
        var run =
                inArray
                        ? words(
                                List.of("/bin/sh", "-c", WITHOUT_RETRIES, "sh"),
                                words(options, few))
                        : scancel;
        return SlurmExchange.of(
                what(action, jobIds), run, ShellWords.join(scancel), Outcome::stdout);
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
