package io.jcluster.scheduler;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The file in which a job itself says that it started and how it ended, below the home directory
 * that execution hosts and login nodes share. It is there when the workload manager has forgotten
 * the job and accounting is off or never was.
 *
 * <p>A job that runs a template's command has one in a control directory of its own; a script that
 * brings everything along may keep one where {@link Extensions#EXIT_FILE} says. The first line is
 * {@code started EPOCH}; when the job has ended, a second one is {@code exit STATUS EPOCH}, with
 * the name of a signal behind it where the status stands for one, or {@code failed EPOCH REASON}
 * for a job that could not be set up. See {@link ExitRecord}.
 *
 * @param path relative to the home directory
 * @param own whether it is in a control directory that goes when the job is reaped
 */
record ExitFile(String path, boolean own) {

    private static final String PARENT = ".jcluster/drmaa2";

    // In words of the shell alone: a process for each of many files would take its time.
    private static final String READ =
            "cd || exit; n=0; for f; do if [ -r \"$f\" ]; then while IFS= read -r line;"
                    + " do printf '%s %s\\n' \"$n\" \"$line\"; done <\"$f\"; fi; n=$((n + 1)); done";

    private static final String REMOVE =
            "cd || exit; for f; do i=${f##*/exit}; d=${f%/*};"
                    + " rm -f \"$f\" \"$f.why\" \"$f.new\" \"$d/output$i\" \"$d/error$i\";"
                    + " rmdir \"$d\" 2>/dev/null; done; rmdir "
                    + PARENT
                    + " .jcluster 2>/dev/null; :";

    /**
     * The file of a job; empty when it keeps none.
     *
     * @param index its index, for a member of a job array
     */
    static Optional<ExitFile> of(JobTemplate template, String tag, OptionalInt index) {
        if (!template.extensions().containsKey(Extensions.SCRIPT)) {
            var suffix = index.isPresent() ? "." + index.getAsInt() : "";
            return Optional.of(new ExitFile(PARENT + "/" + tag + "/exit" + suffix, true));
        }
        return Optional.ofNullable(template.extensions().get(Extensions.EXIT_FILE))
                .map(path -> path.replace(Drmaa2.PARAMETRIC_INDEX, String.valueOf(index.orElse(0))))
                .map(path -> new ExitFile(path, false));
    }

    /** What the wrapper puts behind the name of the file: one word of a shell script. */
    static String shellSuffix(ArrayIndex index) {
        if (index.variable().isEmpty()) {
            return "''";
        }
        return index.value().isPresent()
                ? "." + index.value().getAsInt()
                : ".\"$" + index.variable().orElseThrow() + "\"";
    }

    /**
     * Asks what the files say. Those that are not there, or say nothing that can be read, are left
     * out of the answer.
     */
    static Exchange<Map<ExitFile, ExitRecord>> read(List<ExitFile> files) {
        return exchange(
                "read what the jobs wrote down themselves",
                "cat " + files.get(0).path() + (files.size() > 1 ? " …" : ""),
                READ,
                files,
                outcome -> records(files, outcome));
    }

    /** Removes the files and the control directories in which nothing is left. */
    static Exchange<String> remove(List<ExitFile> files) {
        return exchange(
                "remove what the jobs wrote down themselves",
                "rm " + files.get(0).path() + (files.size() > 1 ? " …" : ""),
                REMOVE,
                files,
                Outcome::stdout);
    }

    private static Map<ExitFile, ExitRecord> records(List<ExitFile> files, Outcome outcome) {
        var lines = new HashMap<Integer, List<String>>();
        outcome.stdout()
                .lines()
                .map(line -> line.split(" ", 2))
                .filter(parts -> parts.length == 2 && parts[0].matches("0|[1-9][0-9]{0,5}"))
                .forEach(
                        parts ->
                                lines.computeIfAbsent(
                                                Integer.valueOf(parts[0]), n -> new ArrayList<>())
                                        .add(parts[1]));
        var records = new HashMap<ExitFile, ExitRecord>();
        lines.forEach(
                (number, text) -> {
                    if (number < files.size()) {
                        ExitRecord.parse(text)
                                .ifPresent(record -> records.put(files.get(number), record));
                    }
                });
        return records;
    }

    private static <T> Exchange<T> exchange(
            String action,
            String ran,
            String script,
            List<ExitFile> files,
            Function<Outcome, T> reader) {
        var argv = new ArrayList<String>(List.of("/bin/sh", "-c", script, "sh"));
        files.forEach(file -> argv.add(file.path()));
        return new Exchange<>(
                action,
                ran,
                Command.of(argv).withEnvironment(Map.of("LC_ALL", "C")),
                Outcome::succeeded,
                reader,
                new Refusals(List.of()));
    }
}
