package io.jcluster.scheduler;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.tunnel.ShellWords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The index of a job in its job array, as the job's script learns of it: from a variable that the
 * workload manager sets for the members of its own arrays, or as a number where every member has a
 * script of its own.
 *
 * @param variable the environment variable that holds the index inside the job; empty for a job
 *     that is in no array
 * @param value the index where it is known when the script is written
 */
public record ArrayIndex(Optional<String> variable, OptionalInt value) {

    /** For a job that is in no array; {@link Drmaa2#PARAMETRIC_INDEX} is 0 in it. */
    public static final ArrayIndex NONE = new ArrayIndex(Optional.empty(), OptionalInt.of(0));

    private static final String OWN_VARIABLE = "JCLUSTER_ARRAY_INDEX";

    /** For all members of an array of the workload manager's own. */
    public static ArrayIndex from(String variable) {
        return new ArrayIndex(Optional.of(variable), OptionalInt.empty());
    }

    /** For one member of an array whose members are submitted one by one. */
    public static ArrayIndex of(int value) {
        return new ArrayIndex(Optional.of(OWN_VARIABLE), OptionalInt.of(value));
    }

    /** The text with the index in place of its placeholder, as far as the index is known here. */
    String resolve(String text) {
        return value.isPresent()
                ? text.replace(Drmaa2.PARAMETRIC_INDEX, String.valueOf(value.getAsInt()))
                : text;
    }

    /** The template with the index in its paths, as far as the index is known here. */
    JobTemplate resolve(JobTemplate template) {
        var resolved = template.toBuilder();
        template.workingDirectory().map(this::resolve).ifPresent(resolved::workingDirectory);
        template.inputPath().map(this::resolve).ifPresent(resolved::inputPath);
        template.outputPath().map(this::resolve).ifPresent(resolved::outputPath);
        template.errorPath().map(this::resolve).ifPresent(resolved::errorPath);
        return resolved.build();
    }

    /** One word of a shell script with the index in place of its placeholder. */
    String shellWord(String text) {
        if (value.isPresent() || !text.contains(Drmaa2.PARAMETRIC_INDEX)) {
            return ShellWords.quote(resolve(text));
        }
        return Arrays.stream(text.split(Pattern.quote(Drmaa2.PARAMETRIC_INDEX), -1))
                .map(piece -> piece.isEmpty() ? "" : ShellWords.quote(piece))
                .collect(Collectors.joining("\"$" + variable.orElseThrow() + "\""));
    }

    /** The lines of a shell script that tell the job its index (GFD.231, runBulkJobs). */
    List<String> shellLines() {
        var lines = new ArrayList<String>();
        variable.ifPresent(
                name -> {
                    value.ifPresent(number -> lines.add("export " + name + "=" + number));
                    lines.add("export DRMAA_INDEX_VAR=" + ShellWords.quote(name));
                });
        return lines;
    }
}
