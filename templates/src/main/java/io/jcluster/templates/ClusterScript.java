package io.jcluster.templates;

import io.jcluster.templates.EngineLauncher.Launch;
import io.jcluster.templates.Template.Lines;
import io.jcluster.templates.Template.LinesIfAny;
import io.jcluster.templates.Template.Word;
import io.jcluster.templates.Template.Words;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Everything a job needs to know to be a cluster or a part of one, settled, and the bash script
 * that does it.
 *
 * <p>The script starts a controller where it runs and the engines through a launcher, says in
 * {@code status.json} where it stands, and ends all it has started when the engines end, the
 * controller ends, or the scheduler says so. Where these are two jobs, they know of each other by
 * the directory they share, and the end of one is the end of the other. Its exit status is that of
 * whatever ended it; 3 stands for software that is missing, 4 for a directory that cannot be
 * written, 5 for a controller that did not start, 6 for engines that left before they had
 * registered.
 *
 * @param part of the cluster that this job is
 * @param tag names the cluster: letters, digits, dots, dashes, underscores
 * @param scheduler the dialect's name; {@code META-INF/jcluster/schedulers/NAME.sh} says how it
 *     names things inside a job
 * @param launcher the name of an {@link EngineLauncher}
 * @param launch what it starts, and how
 * @param directory the job's directory, made if missing; relative to the home directory there
 * @param engineArguments further words for each engine
 * @param setUp what is done before Python can start, and after its end
 * @param python a program on the path, or a path; {@code ~/} is the home directory there
 * @param networkInterface where the controller listens; empty: found on the node
 * @param curve whether to encrypt; ignored, and said, where ipyparallel is older than 7.1
 * @param ports where the controller listens; empty: any
 * @param relay what keeps connections to the controller over a cut of the line; empty: nothing
 * @param template a job script of the site's own, around this one
 * @param hosts where the engines start, in the order of their ranks; empty: where the scheduler
 *     says
 * @param world which engines these are: 0 for those the cluster was submitted with, from 1 on those
 *     of jobs that join it
 * @param java what engines that take Java are started with; empty: they take Python
 */
public record ClusterScript(
        Part part,
        String tag,
        String scheduler,
        String launcher,
        Launch launch,
        String directory,
        List<String> engineArguments,
        SetUp setUp,
        String python,
        Optional<String> networkInterface,
        boolean curve,
        Optional<PortRange> ports,
        Optional<Relay> relay,
        Optional<Path> template,
        List<EngineHost> hosts,
        int world,
        Optional<JavaEngines> java) {

    /**
     * What an engine that takes Java finds on its node.
     *
     * @param own the directory of what jcluster has sent there; relative to the home directory
     * @param sent whether a file {@link #programOf} in the job's directory is for cells
     * @param home the directory of a JDK; empty: found on the node
     * @param options words for each JVM
     * @param classPath jars and directories there, for cells
     * @param mpiHome the directory of MPJ Express there; empty: the engines are no ranks
     */
    public record JavaEngines(
            String own,
            boolean sent,
            Optional<String> home,
            List<String> options,
            List<String> classPath,
            Optional<String> mpiHome) {}

    /**
     * A program beside the controller.
     *
     * @param keep how long it keeps a connection whose other half is not heard of, at least a
     *     second
     * @param thisNodeAlone whether it listens on loopback alone, not where the controller does
     */
    public record Relay(Duration keep, boolean thisNodeAlone) {

        /** What a profile means, where it wants one. */
        static Optional<Relay> of(Profile profile) {
            return profile.usual(Vocabulary.RELAY)
                    ? Optional.of(
                            new Relay(
                                    profile.usual(Vocabulary.KEEP),
                                    profile.get(Vocabulary.WAY)
                                            .filter(ENDS_ON_THE_NODE::contains)
                                            .isPresent()))
                    : Optional.empty();
        }
    }

    /** What of a cluster a job is. */
    public enum Part {
        /** Controller and engines. */
        TOGETHER,
        /** The controller alone, which waits for the engines' job. */
        CONTROLLER,
        /** The engines alone, which wait for the controller's job. */
        ENGINES
    }

    private static final Set<LineWay> ENDS_ON_THE_NODE =
            EnumSet.of(LineWay.JUMP, LineWay.SCHEDULER);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern SCHEDULER = Pattern.compile("[a-z][a-z0-9-]*");

    public ClusterScript {
        require(NAME.matcher(tag).matches(), "not a name for a cluster: '" + tag + "'");
        require(SCHEDULER.matcher(scheduler).matches(), "not a scheduler: '" + scheduler + "'");
        require(!directory.isBlank(), "a job needs a directory");
        require(!python.isBlank(), "a cluster needs a Python");
        require(
                world >= 0 && (world == 0 || part == Part.ENGINES),
                "not a world of this job: " + world);
        engineArguments = List.copyOf(engineArguments);
        hosts = List.copyOf(hosts);
        Frame.requireWords(
                Stream.of(
                        Stream.of(directory, python),
                        launch.mpi().stream(),
                        launch.program().stream(),
                        launch.options().stream(),
                        networkInterface.stream(),
                        engineArguments.stream(),
                        java.stream().flatMap(it -> it.options().stream()),
                        java.stream().flatMap(it -> it.classPath().stream()),
                        java.stream().flatMap(it -> it.home().stream()),
                        java.stream().flatMap(it -> it.mpiHome().stream()),
                        setUp.texts()));
    }

    /** A cluster whose engines take Python. */
    public ClusterScript(
            Part part,
            String tag,
            String scheduler,
            String launcher,
            Launch launch,
            String directory,
            List<String> engineArguments,
            SetUp setUp,
            String python,
            Optional<String> networkInterface,
            boolean curve,
            Optional<PortRange> ports,
            Optional<Relay> relay,
            Optional<Path> template,
            List<EngineHost> hosts,
            int world) {
        this(
                part,
                tag,
                scheduler,
                launcher,
                launch,
                directory,
                engineArguments,
                setUp,
                python,
                networkInterface,
                curve,
                ports,
                relay,
                template,
                hosts,
                world,
                Optional.empty());
    }

    /** The same with engines that take Java, each by itself: no MPI of the system helps them. */
    public ClusterScript withJava(JavaEngines engines) {
        return new ClusterScript(
                part,
                tag,
                scheduler,
                launcher,
                launch.withoutMpi(),
                directory,
                engineArguments,
                setUp,
                python,
                networkInterface,
                curve,
                ports,
                relay,
                template,
                hosts,
                world,
                Optional.of(engines));
    }

    /**
     * What a profile means for one cluster, with its defaults.
     *
     * @param scheduler the dialect's name, whatever the profile says of it
     */
    public static ClusterScript of(
            Profile profile, String scheduler, Part part, String tag, int engines) {
        return of(profile, scheduler, part, tag, engines, 0);
    }

    /** The same for engines of that world. */
    public static ClusterScript of(
            Profile profile, String scheduler, Part part, String tag, int engines, int world) {
        Profile.OwnTemplates own = profile.templates();
        return new ClusterScript(
                part,
                tag,
                scheduler,
                profile.launch().launcher().orElseGet(() -> EngineLauncher.usual(scheduler)),
                Launch.of(profile, engines),
                ".jcluster/jobs/" + tag,
                profile.engines().arguments(),
                SetUp.of(profile.software()),
                profile.usual(Vocabulary.PYTHON),
                profile.controller().networkInterface(),
                profile.usual(Vocabulary.CURVE),
                profile.controller().ports(),
                Relay.of(profile),
                switch (part) {
                    case TOGETHER -> own.job();
                    case CONTROLLER -> own.controller();
                    case ENGINES -> own.engines();
                },
                profile.site().hosts().isEmpty()
                        ? List.of()
                        : EngineHost.fill(
                                profile.site().hosts(),
                                profile.resources().tasksPerNode(),
                                engines),
                world,
                Optional.empty());
    }

    /**
     * What the files of an engines' own job are called, before the dot and what each is: log, exit,
     * said.
     */
    public static String filesOf(int world) {
        return world == 0 ? "engines" : "engines-" + world;
    }

    /** What the classes are called that go with the engines of a world. */
    public static String programOf(int world) {
        return world == 0 ? ProgramScript.PROGRAM : filesOf(world) + "." + ProgramScript.PROGRAM;
    }

    /**
     * The script from its first line, which names bash, to its last; a scheduler's directives go
     * after the first.
     *
     * @throws ProfileException when a template of the site's own cannot be used
     */
    public String body() {
        // The controller's Python needs no MPI of its own.
        boolean world = !launch.mpi().equals(Optional.of("none")) && part != Part.CONTROLLER;
        Map<String, Template.Filling> fillings =
                new Frame(scheduler, setUp, part).fillings(fragment());
        fillings.put("purpose", purpose());
        fillings.put("tag", new Word(tag));
        fillings.put("directory", new Word(directory));
        fillings.put("engines", new Word(Integer.toString(launch.engines())));
        fillings.put("mpi", new Word(world ? "yes" : "no"));
        fillings.put("python", new Word(python));
        fillings.put("listening", listening());
        fillings.put("files", files());
        fillings.put("say", say());
        fillings.put("container", setUp.containerLines());
        fillings.put("facts", new Lines(Resource.text("facts.py")));
        fillings.put("rest", rest());
        String script =
                new Template("cluster.sh", Resource.text("cluster.sh")).fill(Map.copyOf(fillings));
        return template.map(own -> OwnTemplate.around(own, script)).orElse(script);
    }

    private Lines purpose() {
        return part("purpose-" + part.name().toLowerCase(Locale.ROOT), Map.of());
    }

    private Lines listening() {
        return part == Part.ENGINES
                ? new Lines("interface=''")
                : part(
                        "listening",
                        Map.of(
                                "interface", new Word(networkInterface.orElse("")),
                                "ports", new Word(ports.map(PortRange::toString).orElse("")),
                                "curve", new Word(Boolean.toString(curve))));
    }

    /** What is this job's alone in the directory: scratch space, its own word, its logs. */
    private Lines files() {
        return new Lines(
                switch (part) {
                    case TOGETHER ->
                            """
                            scratch=$profile exit_file=$directory/exit
                            logs=("$directory"/{controller,engines,notebook}.log) job_log=$directory/job.log
                            engines_are=here own=engines\
                            """;
                    case CONTROLLER ->
                            """
                            scratch=$profile exit_file=$directory/exit
                            logs=("$directory"/{controller,notebook}.log) job_log=$directory/job.log
                            engines_are=elsewhere\
                            """;
                    case ENGINES ->
                            """
                            own=%s
                            scratch=$directory/$own exit_file=$directory/$own.exit
                            logs=("$directory/$own.log") job_log=$directory/$own-job.log
                            engines_are=alone\
                            """
                                    .formatted(filesOf(world));
                });
    }

    private Lines say() {
        return part == Part.ENGINES
                ? part("say-engines", Map.of())
                : part("status", Map.of("json", part("json", Map.of())));
    }

    private Lines rest() {
        return switch (part) {
            case TOGETHER ->
                    part(
                            "together",
                            Map.of(
                                    "controller",
                                            hosts.isEmpty() ? controller() : checked(controller()),
                                    "launch", launchLines(),
                                    "start", start(),
                                    "count", part("count", Map.of()),
                                    "complaint", part("complaint", Map.of())));
            case CONTROLLER ->
                    part(
                            "controller-alone",
                            Map.of("controller", controller(), "count", part("count", Map.of())));
            case ENGINES ->
                    part(
                            "engines-alone",
                            Map.of(
                                    "launch", launchLines(),
                                    "start", start(),
                                    "complaint", part("complaint", Map.of())));
        };
    }

    private Lines controller() {
        return part(
                "controller",
                Map.of(
                        "ready",
                        new Lines(Resource.text("ready.py")),
                        "relay",
                        relay.map(ClusterScript::relay).orElse(new Lines("")),
                        "notebook",
                        part("notebook", Map.of())));
    }

    /** The controller, once the other hosts have been looked at. */
    private static Lines checked(Lines controller) {
        return new Lines(HostLines.check().text() + controller.text());
    }

    private static Lines relay(Relay relay) {
        return part(
                "relay",
                Map.of(
                        "keep", new Word(Long.toString(Math.max(1, relay.keep().toSeconds()))),
                        "here", new Word(relay.thisNodeAlone() ? "127.0.0.1" : ""),
                        "program", new Lines(Resource.text("relay.py"))));
    }

    private Lines start() {
        return new Lines(engine().text() + part("start", Map.of()).text());
    }

    /** What each engine is. */
    private Lines engine() {
        Words arguments = new Words(engineArguments);
        return java.map(
                        it ->
                                part(
                                        "engine-java",
                                        Map.of(
                                                "arguments", arguments,
                                                "jars", new Word(it.own()),
                                                "program",
                                                        new Word(it.sent() ? programOf(world) : ""),
                                                "java-home", new Word(it.home().orElse("")),
                                                "java-options", new Words(it.options()),
                                                "class-path", new Words(it.classPath()),
                                                "java", part("java", Map.of()),
                                                "mpi",
                                                        new LinesIfAny(
                                                                it.mpiHome()
                                                                        .map(
                                                                                home ->
                                                                                        mpj(home)
                                                                                                .text())
                                                                        .orElse("")))))
                .orElseGet(() -> part("engine-python", Map.of("arguments", arguments)));
    }

    private Lines mpj(String home) {
        return part(
                "engine-mpj",
                Map.of(
                        "mpi-home", new Word(home),
                        "json", part("json", Map.of()),
                        "mpjexpress", part("mpjexpress", Map.of()),
                        "starter", starter(launcher),
                        "rendezvous", part("rendezvous", Map.of())));
    }

    /** Whoever tells each process its rank, and by which variable. */
    static Lines starter(String launcher) {
        return part("starter", Map.of("launcher-name", new Word(launcher)));
    }

    private Lines launchLines() {
        String lines = EngineLauncher.named(launcher).lines(launch);
        String there = hosts.isEmpty() ? "" : part("hosts-launch", Map.of()).text();
        return part("launch", Map.of("launcher", new Lines(lines + there)));
    }

    private Lines fragment() {
        String fragment = new Frame(scheduler, setUp, part).schedulersLines().text();
        return new Lines(hosts.isEmpty() ? fragment : fragment + HostLines.named(hosts));
    }

    static Lines part(String name, Map<String, Template.Filling> values) {
        String file = "parts/" + name + ".sh";
        return new Lines(new Template(file, Resource.text(file)).fill(values));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
