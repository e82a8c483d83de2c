package io.jcluster.scheduler;

import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.tunnel.ShellWords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The body of a job script that runs a template's command: what the template asks for as a few
 * lines of POSIX shell, and {@code wrapper.sh}, which is the same for every job. It sets the job up
 * or says why it cannot, runs the command as a child, passes signals on to it, ends with its status
 * and leaves an {@link ExitFile}.
 */
final class Wrapper {

    private static final String CONSTANT_PART = resource();

    private Wrapper() {}

    static String body(Dialect dialect, JobTemplate template, ArrayIndex index) {
        var lines = new ArrayList<String>();
        lines.add("#!/bin/sh");
        // sbatch --export leaves this behind, and srun inside the job would then start its tasks
        // without PATH: "execve(): env: No such file or directory" (Slurm 22.05.8).
        lines.add("unset SLURM_EXPORT_ENV");
        lines.add("export PATH=\"${PATH:-/usr/local/bin:/usr/bin:/bin}\"");
        lines.add(
                "[ -n \"${HOME:-}\" ] || export HOME=\"$(getent passwd \"$(id -u)\" | cut -d:"
                        + " -f6)\"");
        lines.add("export DRMAA_JOB_ID=" + ShellWords.quote(dialect.jobIdVariable()));
        lines.addAll(index.shellLines());
        lines.add("");
        lines.addAll(wishes(template, index));
        lines.add("jc_limits() {");
        SoftLimits.shellLines(template).forEach(line -> lines.add("    " + line));
        lines.add("    :");
        lines.add("}");
        lines.add("jc_command() {");
        // Not before: the job's PATH is for the job.
        template.jobEnvironment()
                .forEach(
                        (name, value) ->
                                lines.add("    export " + name + "=" + ShellWords.quote(value)));
        var words = new ArrayList<String>(List.of(template.remoteCommand().orElseThrow()));
        words.addAll(template.args());
        lines.add("    jc_become " + ShellWords.join(words));
        lines.add("}");
        lines.add("");
        return String.join("\n", lines) + "\n" + CONSTANT_PART;
    }

    private static List<String> wishes(JobTemplate template, ArrayIndex index) {
        var tag = Optional.ofNullable(template.extensions().get(Extensions.TAG)).orElse("");
        var directory =
                RemotePath.of("workingDirectory", template.workingDirectory(), template, index)
                        .orElse(new RemotePath(true, ""));
        return List.of(
                "jc_tag=" + ShellWords.quote(tag),
                "jc_index=" + ExitFile.shellSuffix(index),
                "jc_rerunnable=" + (template.rerunnable() ? "yes" : "no"),
                "jc_directory=" + directory.shellWord(),
                "jc_input=" + file("inputPath", template.inputPath(), template, index, "/dev/null"),
                "jc_output=" + file("outputPath", template.outputPath(), template, index, "''"),
                "jc_error="
                        + file(
                                "errorPath",
                                template.errorPath().filter(path -> !template.joinFiles()),
                                template,
                                index,
                                "''"),
                "jc_join=" + (template.joinFiles() ? "yes" : "no"));
    }

    private static String file(
            String attribute,
            Optional<String> path,
            JobTemplate template,
            ArrayIndex index,
            String otherwise) {
        return RemotePath.of(attribute, path, template, index)
                .map(RemotePath::shellWord)
                .orElse(otherwise);
    }

    private static String resource() {
        try (var stream = Wrapper.class.getResourceAsStream("wrapper.sh")) {
            if (stream == null) {
                throw new IllegalStateException("not in the jar: wrapper.sh");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
