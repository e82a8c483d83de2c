package io.jcluster.templates;

import io.jcluster.templates.ClusterScript.Part;
import io.jcluster.templates.Template.Lines;
import io.jcluster.templates.Template.LinesIfAny;
import io.jcluster.templates.Template.Word;
import io.jcluster.templates.Template.Words;
import io.jcluster.tunnel.ShellWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a job does before Python can start, in this order, and what after its end.
 *
 * @param purge whether {@code module purge} comes first
 * @param trees directories of modules, for {@code module use}
 * @param modules loaded in this order
 * @param prologue lines of bash, run as they are after the modules
 * @param conda the environment that is activated after them
 * @param venv the directory of the virtual environment that is activated after them
 * @param environment exported after all these
 * @param container the words before Python's own that run it in a container; empty: in none.
 *     {@code @HOME@} in them is the home directory on the node
 * @param epilogue lines of bash, run as they are when all is over
 */
public record SetUp(
        boolean purge,
        List<String> trees,
        List<String> modules,
        List<String> prologue,
        Optional<String> conda,
        Optional<String> venv,
        SortedMap<String, String> environment,
        List<String> container,
        List<String> epilogue) {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public SetUp {
        trees = List.copyOf(trees);
        modules = List.copyOf(modules);
        prologue = List.copyOf(prologue);
        environment = new TreeMap<>(environment);
        container = List.copyOf(container);
        epilogue = List.copyOf(epilogue);
        for (String variable : environment.keySet()) {
            if (!VARIABLE.matcher(variable).matches()) {
                throw new IllegalArgumentException("not a name for a variable: '" + variable + "'");
            }
        }
    }

    /**
     * What a profile means.
     *
     * @throws IllegalArgumentException for a container without an image
     */
    public static SetUp of(Profile.Software software) {
        return new SetUp(
                software.said().usual(Vocabulary.PURGE),
                software.moduleUse(),
                software.modules(),
                software.prologue(),
                software.conda(),
                software.venv(),
                software.environment(),
                software.container().map(SetUp::words).orElse(List.of()),
                software.epilogue());
    }

    /**
     * The words of each runtime. Apptainer, Singularity and Shifter show the home directory inside
     * by themselves, Sarus and Podman are told to; Podman has a network, processes and an
     * environment of its own unless it is told otherwise.
     */
    private static List<String> words(Profile.Container container) {
        String image =
                container
                        .image()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "'container' of 'software' names no 'image' to"
                                                        + " run"));
        ContainerRuntime runtime = container.said().usual(Vocabulary.RUNTIME);
        List<String> words = new ArrayList<>(List.of(runtime.word()));
        switch (runtime) {
            case APPTAINER, SINGULARITY -> words.add("exec");
            case SHIFTER -> words.addAll(List.of("--image=" + image));
            case SARUS ->
                    words.addAll(
                            List.of("run", "--mount=type=bind,source=@HOME@,destination=@HOME@"));
            case PODMAN_HPC ->
                    words.addAll(
                            List.of(
                                    "run",
                                    "--rm",
                                    "--interactive",
                                    "--network=host",
                                    "--pid=host",
                                    "--env-host",
                                    "--volume=@HOME@:@HOME@"));
        }
        words.addAll(container.options());
        if (runtime != ContainerRuntime.SHIFTER) {
            words.add(image);
        }
        return words;
    }

    /** The same where no Python environment is activated. */
    public SetUp withoutEnvironment() {
        return new SetUp(
                purge,
                trees,
                modules,
                prologue,
                Optional.empty(),
                Optional.empty(),
                environment,
                container,
                epilogue);
    }

    /**
     * Lines of bash that come before the modules. They, and those of the next two, want {@code fail
     * STATUS SENTENCE}, which ends the script, {@code $node}, the name of the node, and {@code
     * $scratch}, a directory for files that go with it.
     */
    public String before() {
        return beforeModules().text();
    }

    /** Lines of bash that come after the prologue. */
    public String after() {
        return activation().text();
    }

    /**
     * Lines of bash that come when all else is ready: they make of {@code $python}, a program or a
     * path, one that starts it in the container.
     */
    public String inside() {
        return containerLines().text();
    }

    /** All that is written into the script. */
    Stream<String> texts() {
        return Stream.of(
                        trees.stream(),
                        modules.stream(),
                        prologue.stream(),
                        conda.stream(),
                        venv.stream(),
                        environment.values().stream(),
                        container.stream(),
                        epilogue.stream())
                .flatMap(texts -> texts);
    }

    LinesIfAny beforeModules() {
        return purge || !trees.isEmpty()
                ? part(
                        "before-modules",
                        Map.of(
                                "purge", new Word(purge ? "yes" : "no"),
                                "trees", new Words(trees)))
                : new LinesIfAny("");
    }

    Lines prologueLines() {
        return new Lines(String.join("\n", prologue));
    }

    LinesIfAny activation() {
        return new LinesIfAny(
                conda.map(name -> part("conda", Map.of("conda", new Word(name))).text()).orElse("")
                        + venv.map(path -> part("venv", Map.of("venv", new Word(path))).text())
                                .orElse(""));
    }

    Lines exports() {
        return new Lines(
                environment.entrySet().stream()
                        .map(
                                one ->
                                        "export "
                                                + one.getKey()
                                                + "="
                                                + ShellWords.quote(one.getValue()))
                        .collect(Collectors.joining("\n")));
    }

    LinesIfAny containerLines() {
        return container.isEmpty()
                ? new LinesIfAny("")
                : part("container", Map.of("words", new Words(container)));
    }

    /** The controller's own job has none: what the engines left is in theirs. */
    LinesIfAny epilogue(Part part) {
        return epilogue.isEmpty() || part == Part.CONTROLLER
                ? new LinesIfAny("")
                : part("epilogue", Map.of("lines", new Lines(String.join("\n", epilogue))));
    }

    LinesIfAny last(Part part) {
        return new LinesIfAny(epilogue(part).text().isEmpty() ? "" : "    epilogue");
    }

    private static LinesIfAny part(String name, Map<String, Template.Filling> values) {
        return new LinesIfAny(ClusterScript.part(name, values).text());
    }
}
