package io.jcluster.scheduler;

import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.tunnel.ShellWords;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a job script that runs a template's command: a few lines of POSIX shell which set up
 * what the template asks for and then become the command, so that its exit status and signal are
 * the job's.
 */
final class Wrapper {

    /** EX_CONFIG of sysexits.h: the job could not be set up as asked. */
    private static final int NOT_SET_UP = 78;

    private Wrapper() {}

    static String body(Dialect dialect, JobTemplate template, ArrayIndex index) {
        var lines = new ArrayList<String>();
        lines.add("#!/bin/sh");
        // sbatch --export leaves this behind, and srun inside the job would then start its tasks
        // without PATH: "execve(): env: No such file or directory" (Slurm 22.05.8).
        lines.add("unset SLURM_EXPORT_ENV");
        lines.add("export PATH=\"${PATH:-/usr/local/bin:/usr/bin:/bin}\"");
        lines.add("export DRMAA_JOB_ID=" + ShellWords.quote(dialect.jobIdVariable()));
        lines.addAll(index.shellLines());
        template.jobEnvironment()
                .forEach(
                        (name, value) ->
                                lines.add("export " + name + "=" + ShellWords.quote(value)));
        var directory =
                RemotePath.of("workingDirectory", template.workingDirectory(), template, index)
                        .orElse(new RemotePath(true, ""));
        lines.add("cd " + directory.shellWord() + " || exit " + NOT_SET_UP);
        RemotePath.of("inputPath", template.inputPath(), template, index)
                .ifPresent(
                        input ->
                                lines.add("exec <" + input.shellWord() + " || exit " + NOT_SET_UP));
        var words = new ArrayList<String>(List.of(template.remoteCommand().orElseThrow()));
        words.addAll(template.args());
        lines.add("exec " + ShellWords.join(words));
        return String.join("\n", lines) + "\n";
    }
}
