package io.jcluster.scheduler;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.ShellWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a workload manager's programs find around them, whoever calls them from wherever. Input
 * variables such as {@code SBATCH_PARTITION} or {@code SQUEUE_FORMAT} change requests and answers
 * without a word, and jcluster itself often runs inside a job that is full of them; and a command
 * that comes by SSH sees a shorter PATH than a person who logs in.
 *
 * @param forgotten beginnings of the names of variables that are removed, as shell patterns without
 *     the closing star
 * @param kept names that are not removed although they begin so
 * @param directories where the programs may also be, searched after PATH
 * @param settings variables set in any case
 */
public record Surroundings(
        List<String> forgotten,
        List<String> kept,
        List<String> directories,
        Map<String, String> settings) {

    public Surroundings {
        forgotten = List.copyOf(forgotten);
        kept = List.copyOf(kept);
        directories = List.copyOf(directories);
        settings = Map.copyOf(settings);
        if (forgotten.isEmpty() || kept.isEmpty() || directories.isEmpty()) {
            throw new IllegalArgumentException("nothing to forget, to keep or to search");
        }
    }

    /**
     * A command with these words in these surroundings; status 127 when the program is not found.
     */
    public Command command(List<String> words) {
        var argv = new ArrayList<String>(List.of("/bin/sh", "-c", entrance(), "sh"));
        argv.addAll(words);
        return Command.of(argv);
    }

    // One line: a login shell of the csh family on the way would stumble over a second one.
    private String entrance() {
        return "for v in $(env | sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p'); do case $v in "
                + String.join("|", kept)
                + ") ;; "
                + String.join("*|", forgotten)
                + "*) unset \"$v\" ;; esac; done;"
                // Only now: what is set may have a name of the kind that is forgotten.
                + exports()
                + " PATH=$PATH:"
                + String.join(":", directories)
                + "; command -v \"$1\" >/dev/null || { echo \"$1: not found in $PATH\" >&2; exit 127;"
                + " }; exec \"$@\"";
    }

    private String exports() {
        return new TreeMap<>(settings)
                .entrySet().stream()
                        .map(
                                e ->
                                        " export "
                                                + e.getKey()
                                                + "="
                                                + ShellWords.quote(e.getValue())
                                                + ";")
                        .collect(Collectors.joining());
    }
}
