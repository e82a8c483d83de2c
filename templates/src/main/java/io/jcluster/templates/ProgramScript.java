package io.jcluster.templates;

import io.jcluster.templates.ClusterScript.Part;
import io.jcluster.templates.EngineLauncher.Launch;
import io.jcluster.templates.Template.Filling;
import io.jcluster.templates.Template.Lines;
import io.jcluster.templates.Template.Word;
import io.jcluster.templates.Template.Words;
import io.jcluster.tunnel.ShellWords;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Everything a job needs to know to be the run of a Java MPI program, settled, and the bash script
 * that does it: no controller and no ports, but ranks that run and end.
 *
 * <p>The script's exit status is the worst rank's. Before there are ranks, 3 stands for software
 * that is missing, 4 for a directory that cannot be written, 5 for a rendezvous that did not start.
 *
 * @param tag names the run, as for a {@link ClusterScript}
 * @param scheduler the dialect's name
 * @param implementation whose MPI for Java the nodes have
 * @param launcher the name of an {@link EngineLauncher}; of none with FastMPJ
 * @param launch what it starts, and how
 * @param directory the job's directory; relative to the home directory there
 * @param own the jar of the rank starter there; relative to the home directory
 * @param sent whether the program is a file {@link #PROGRAM} in the job's directory
 * @param mainClass the program's
 * @param arguments the program's
 * @param java what the ranks find on their nodes
 * @param setUp what is done before Java can start, and after its end
 * @param networkInterface where the ranks find each other; empty: found on the node
 * @param template a job script of the site's own, around this one
 */
public record ProgramScript(
        String tag,
        String scheduler,
        MpjImplementation implementation,
        String launcher,
        Launch launch,
        String directory,
        String own,
        boolean sent,
        String mainClass,
        List<String> arguments,
        Machine java,
        SetUp setUp,
        Optional<String> networkInterface,
        Optional<Path> template) {

    /** The name in the job's directory of a program that is sent with the job. */
    public static final String PROGRAM = "program.jar";

    private static final Pattern CLASS =
            Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");

    /**
     * A Java and its MPI on the nodes.
     *
     * @param home the directory of a JDK or JRE; empty: found on the node
     * @param options words for each JVM
     * @param classPath jars and directories there
     * @param mpiHome the directory of the MPI for Java; empty: found on the node
     * @param device what the ranks speak through
     */
    public record Machine(
            Optional<String> home,
            List<String> options,
            List<String> classPath,
            Optional<String> mpiHome,
            String device) {}

    public ProgramScript {
        require(CLASS.matcher(mainClass).matches(), "no name of a class: '" + mainClass + "'");
        arguments = List.copyOf(arguments);
        java.classPath()
                .forEach(
                        entry ->
                                require(
                                        !entry.contains(":"),
                                        "a colon parts the words of a class path: '"
                                                + entry
                                                + "'; say them one by one"));
        Frame.requireWords(
                Stream.of(
                        arguments.stream(),
                        java.home().stream(),
                        java.options().stream(),
                        java.classPath().stream(),
                        java.mpiHome().stream(),
                        launch.options().stream(),
                        launch.program().stream(),
                        setUp.texts()));
    }

    /**
     * What a profile means for one run, with its defaults.
     *
     * @param scheduler the dialect's name, whatever the profile says of it
     * @param own where the jar of the rank starter is, below the home directory there
     * @param mainClass the program's
     */
    public static ProgramScript of(
            Profile profile,
            String scheduler,
            String tag,
            int ranks,
            String own,
            String mainClass) {
        Launch said = Launch.of(profile, ranks);
        return new ProgramScript(
                tag,
                scheduler,
                profile.usual(Vocabulary.IMPLEMENTATION),
                profile.launch().launcher().orElseGet(() -> EngineLauncher.usual(scheduler)),
                // The ranks speak TCP: no MPI of the system is asked to help them.
                said.withoutMpi(),
                ".jcluster/jobs/" + tag,
                own,
                profile.java().jar().isPresent(),
                mainClass,
                profile.engines().arguments(),
                new Machine(
                        profile.java().home(),
                        profile.java().options(),
                        profile.java().classPath(),
                        profile.settled(Vocabulary.MPI_HOME),
                        profile.usual(Vocabulary.DEVICE)),
                SetUp.of(profile.software()),
                profile.controller().networkInterface(),
                profile.templates().job());
    }

    /**
     * The script, as {@link ClusterScript#body()}.
     *
     * @throws ProfileException when a template of the site's own cannot be used
     */
    public String body() {
        Frame frame = new Frame(scheduler, setUp, Part.TOGETHER);
        Map<String, Filling> fillings = frame.fillings(frame.schedulersLines());
        fillings.put("tag", new Word(tag));
        fillings.put("directory", new Word(directory));
        fillings.put("ranks", new Word(Integer.toString(launch.engines())));
        fillings.put("main-class", new Word(mainClass));
        fillings.put("arguments", new Words(arguments));
        fillings.put("sent", new Word(sent ? "yes" : "no"));
        fillings.put("class-path", new Words(java.classPath()));
        fillings.put("java-home", new Word(java.home().orElse("")));
        fillings.put("java-options", new Words(java.options()));
        fillings.put("mpi-home", new Word(java.mpiHome().orElse("")));
        fillings.put("device", new Word(java.device()));
        fillings.put("ranks-jar", new Word(own));
        fillings.put("interface", new Word(networkInterface.orElse("")));
        fillings.put("say", part("say-program", Map.of("json", part("json", Map.of()))));
        fillings.put("java", part("java", Map.of()));
        fillings.putAll(implementation == MpjImplementation.FASTMPJ ? fast() : express());
        String script =
                new Template("program.sh", Resource.text("program.sh")).fill(Map.copyOf(fillings));
        return template.map(around -> OwnTemplate.around(around, script)).orElse(script);
    }

    /**
     * Lines of bash by which a job looks whether its node has the Java and the MPI for Java that a
     * profile means. They want {@code fail STATUS SENTENCE} and {@code $node}, and set {@code
     * $java} and {@code $java_version}.
     */
    public static String checks(Profile profile) {
        return String.join(
                "\n",
                "java_home=" + ShellWords.quote(profile.java().home().orElse("")),
                "mpi_home=" + ShellWords.quote(profile.settled(Vocabulary.MPI_HOME).orElse("")),
                part("json", Map.of()).text(),
                part("java", Map.of()).text(),
                part(
                                profile.usual(Vocabulary.IMPLEMENTATION)
                                                == MpjImplementation.FASTMPJ
                                        ? "fastmpj"
                                        : "mpjexpress",
                                Map.of())
                        .text());
    }

    private Map<String, Filling> express() {
        return Map.of(
                "implementation", part("mpjexpress", Map.of()),
                "launch",
                        new Lines(
                                part("rendezvous", Map.of()).text()
                                        + "\n"
                                        + part(
                                                        "ranks-launch",
                                                        Map.of(
                                                                "launcher",
                                                                new Lines(
                                                                        EngineLauncher.named(
                                                                                        launcher)
                                                                                .lines(launch)),
                                                                "starter",
                                                                ClusterScript.starter(launcher)))
                                                .text()),
                "start", part("ranks-start", Map.of()),
                "wait", part("ranks-wait", Map.of("launcher-name", new Word(launcher))));
    }

    private Map<String, Filling> fast() {
        return Map.of(
                "implementation", part("fastmpj", Map.of()),
                "launch", part("fmpjrun", Map.of("options", new Words(launch.options()))),
                "start", part("fmpjrun-start", Map.of()),
                "wait", part("fmpjrun-wait", Map.of()));
    }

    private static Lines part(String name, Map<String, Filling> values) {
        return ClusterScript.part(name, values);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
