package io.jcluster.templates;

import io.jcluster.templates.ClusterScript.Part;
import io.jcluster.templates.Template.Filling;
import io.jcluster.templates.Template.Lines;
import io.jcluster.templates.Template.Words;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What every job script of ours has, whatever it starts: the shell it wants, how it begins and
 * ends, and how software is loaded.
 */
record Frame(String scheduler, SetUp setUp, Part part) {

    /**
     * @throws IllegalArgumentException when a word that goes into a script would do more there, or
     *     on a terminal, than be read
     */
    static void requireWords(Stream<Stream<String>> words) {
        words.flatMap(some -> some)
                .filter(word -> word.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c)))
                .findFirst()
                .ifPresent(
                        word -> {
                            throw new IllegalArgumentException(
                                    "a word of a script holds a control character: '"
                                            + word.replaceAll("\\p{Cntrl}", "?")
                                            + "'");
                        });
    }

    /** The fillings of the holes that are of these. */
    Map<String, Filling> fillings(Lines schedulersLines) {
        Map<String, Filling> fillings = new HashMap<>();
        fillings.put("shell", ClusterScript.part("shell", Map.of()));
        fillings.put(
                "ending",
                ClusterScript.part(
                        "ending",
                        Map.of("epilogue", setUp.epilogue(part), "last", setUp.last(part))));
        fillings.put("begin", ClusterScript.part("begin", Map.of("scheduler", schedulersLines)));
        fillings.put("modules", new Words(setUp.modules()));
        fillings.put(
                "software",
                ClusterScript.part(
                        "software",
                        Map.of(
                                "before-modules", setUp.beforeModules(),
                                "prologue", setUp.prologueLines(),
                                "activation", setUp.activation(),
                                "environment", setUp.exports())));
        return fillings;
    }

    /** How the scheduler names things inside a job. */
    Lines schedulersLines() {
        String name = "schedulers/" + scheduler + ".sh";
        return new Lines(Resource.foreign(name).orElseThrow(() -> unknown(name)));
    }

    private IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException(
                "nothing says how the scheduler '"
                        + scheduler
                        + "' names things inside a job; its jar must hold META-INF/jcluster/"
                        + name);
    }
}
