package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.JobScript;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.ShellWords;
import java.util.ArrayList;
import java.util.List;

/**
 * A look at the machines before a job is submitted that asks for certain ones, or for memory: a job
 * for a machine that is not there, or for more memory than any has, is accepted by PBS and waits
 * for ever, where DRMAA2 wants it refused.
 */
final class Fitting {

    /**
     * The kilobytes of each machine: {@code resources_available.mem = 24684096kb} of OpenPBS,
     * {@code physmem=24684096kb} among the words of TORQUE's status. Where a site has written a
     * size in another unit, nothing is refused.
     */
    private static final String MEMORY =
            "n=$(pbsnodes -a) || exit $?; echo \"$n\" | tr , '\\n' | awk -v want=\"$1\""
                    + " '/resources_available.mem = |^physmem=/ { s = $0; sub(/.*=/, \"\", s);"
                    + " gsub(/ /, \"\", s); if (s !~ /^[0-9]+kb$/) { ok = 1 }; if (s + 0 >= want)"
                    + " { ok = 1 } seen = 1 } END { exit seen && !ok }' || { echo \"no machine has"
                    + " $1 kilobytes of memory\" >&2; exit 1; }; ";

    private static final String MACHINES =
            "for h in $m; do pbsnodes \"$h\" >/dev/null || exit $?; done; ";

    private Fitting() {}

    /** Submits a job, after that look where there is something to look for. */
    static Exchange<String> submission(
            PbsCommands commands, JobScript script, JobTemplate template, List<String> qsub) {
        var before = "";
        var words = new ArrayList<String>();
        if (template.minPhysMemory().isPresent()) {
            before += MEMORY;
            words.add(String.valueOf(template.minPhysMemory().getAsLong()));
        }
        if (!template.candidateMachines().isEmpty()) {
            before +=
                    "m="
                            + ShellWords.quote(String.join(" ", template.candidateMachines()))
                            + "; "
                            + MACHINES;
        }
        if (before.isEmpty()) {
            return Submission.exchange(commands, script, qsub);
        }
        return new Exchange<>(
                "submit the job",
                ShellWords.join(qsub),
                commands.script(before + "exec " + ShellWords.join(qsub), words)
                        .withStdin(script.text()),
                Outcome::succeeded,
                Submission::id,
                PbsRefusals.TABLE);
    }
}
