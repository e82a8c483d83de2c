package io.jcluster.templates;

import io.jcluster.artifacts.Coordinate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All words of profiles, section by section: the one table by which profiles are read and written,
 * from which their JSON Schema is made, and against which the page about them is tested.
 *
 * <p>What a word means, what its value is and what holds without it, is told by the word itself.
 */
public final class Vocabulary {

    private static final List<Word<?>> WORDS = new ArrayList<>();

    // ---- in no section

    /** {@code profile}. */
    public static final Word<String> PROFILE =
            add(
                    Word.of(
                            "",
                            "profile",
                            Type.WORD,
                            "in the `jcluster.yaml` of a project: the profile that is meant where the command line names none",
                            "`local`, or the one of `--scheduler`",
                            "daint"));

    /** {@code extends}. */
    public static final Word<List<String>> EXTENDS =
            add(
                    Word.of(
                            "",
                            "extends",
                            Type.WORDS,
                            "profiles that this one is put over, one or a list: names, or files beside it such as `./base.yaml`",
                            "none",
                            "daint"));

    /** {@code clusters}. */
    public static final Word<String> CLUSTERS =
            add(
                    Word.of(
                            "",
                            "clusters",
                            Type.SECTIONS,
                            "more profiles in the same file, each under a name of its own; what else the file says is under each of them",
                            "none",
                            "{ big: { resources: { nodes: 8 } } }"));

    /** {@code template}. */
    public static final Word<Path> TEMPLATE =
            add(
                    Word.of(
                            "",
                            "template",
                            Type.FILE,
                            "short for `job` of `templates`",
                            "jcluster's",
                            "my.sh"));

    // ---- site

    /** {@code login} of {@code site}. */
    public static final Word<String> LOGIN =
            add(
                    Word.of(
                                    "site",
                                    "login",
                                    Type.WORD,
                                    "the host or `ssh` alias to submit from; `localhost` for this machine",
                                    "this machine",
                                    "daint")
                            .usuallyFor(Vocabulary::usualLogin));

    /** {@code scheduler} of {@code site}. */
    public static final Word<String> SCHEDULER =
            add(
                    Word.of(
                                    "site",
                                    "scheduler",
                                    Type.WORD,
                                    "`slurm`; `pbspro`, `torque`, or `pbs` for the one of them that is there; `hosts` for the hosts of `hosts`; `shell` for no batch system (`--scheduler` calls it `local`)",
                                    "`--scheduler`, else `shell`",
                                    "slurm")
                            .usually("shell"));

    /** {@code poll-interval} of {@code site}. */
    public static final Word<Duration> POLL_INTERVAL =
            add(
                    Word.of(
                                    "site",
                                    "poll-interval",
                                    Type.PAUSE,
                                    "the shortest pause between two questions to the scheduler: `10s`, `2m`; for a site that wants to be asked seldom. A cluster keeps the one it was submitted with",
                                    "1 s on this machine, 2 s through SSH, and up to 30 s while nothing changes",
                                    "10s")
                            .once("poll_interval")
                            .usuallyFor(
                                    profile ->
                                            Optional.of(
                                                    Duration.ofSeconds(isHere(profile) ? 1 : 2))));

    /** {@code hosts} of {@code site}. */
    public static final Word<List<HostSlots>> HOSTS =
            add(
                    Word.of(
                            "site",
                            "hosts",
                            new Type.Many<>(Type.HOST),
                            "with `scheduler: hosts`, the hosts in their order, each with the number of engines it takes: `node1:4`; without one, `tasks-per-node`, or 1",
                            "none",
                            "[node1:4, node2:4]"));

    /** {@code requires} of {@code site}. */
    public static final Word<List<String>> REQUIRES =
            add(
                    Word.of(
                            "site",
                            "requires",
                            new Type.Many<>(Type.oneOf(Vocabulary::resources)),
                            "words of `resources` that must be given here; without them nothing is submitted",
                            "none",
                            "[account, walltime]"));

    /** {@code forbids} of {@code site}. */
    public static final Word<List<String>> FORBIDS =
            add(
                    Word.of(
                            "site",
                            "forbids",
                            new Type.Many<>(Type.oneOf(Vocabulary::resourcesAndNotebook)),
                            "words of `resources`, or `notebook`, that the site refuses; with them nothing is submitted",
                            "none",
                            "[memory]"));

    /** {@code max-walltime} of {@code site}. */
    public static final Word<Duration> MAX_WALLTIME =
            add(
                    Word.of(
                            "site",
                            "max-walltime",
                            Type.TIME,
                            "the longest `walltime` there is; more is refused before it is submitted",
                            "no limit known",
                            "1d"));

    /** {@code cores-per-node} of {@code site}. */
    public static final Word<Integer> CORES_PER_NODE =
            add(
                    Word.of(
                            "site",
                            "cores-per-node",
                            Type.COUNT,
                            "cores of each node; more tasks and CPUs than that are refused before they are submitted",
                            "not known",
                            "128"));

    /** {@code gpus-per-node} of {@code site}. */
    public static final Word<Integer> SITE_GPUS_PER_NODE =
            add(
                    Word.of(
                            "site",
                            "gpus-per-node",
                            Type.COUNT,
                            "GPUs of each node; more are refused before they are submitted",
                            "not known",
                            "4"));

    /** {@code name} of {@code site}. */
    public static final Word<String> NAME =
            add(
                    Word.of(
                            "site",
                            "name",
                            Type.LINE,
                            "what people call the system",
                            "none",
                            "\"Piz Daint, CSCS\""));

    /** {@code documentation} of {@code site}. */
    public static final Word<String> DOCUMENTATION =
            add(
                    Word.of(
                            "site",
                            "documentation",
                            Type.ADDRESS,
                            "the page where the site says all this",
                            "none",
                            "https://docs.example.org"));

    /** {@code read} of {@code site}. */
    public static final Word<LocalDate> READ =
            add(
                    Word.of(
                            "site",
                            "read",
                            Type.DATE,
                            "the day on which that page was read",
                            "none",
                            "2026-11-21"));

    /** {@code status} of {@code site}. */
    public static final Word<SiteStatus> STATUS =
            add(
                    Word.of(
                                    "site",
                                    "status",
                                    Type.oneOf(SiteStatus.class),
                                    "`current`, or `retired` for a system that is no more and stays as an example",
                                    "`current`",
                                    "current")
                            .usually(SiteStatus.CURRENT));

    // ---- resources

    /** {@code nodes} of {@code resources}. */
    public static final Word<Integer> NODES =
            add(
                    Word.of(
                            "resources",
                            "nodes",
                            Type.COUNT,
                            "a number",
                            "engines by tasks per node, where both are known; else the scheduler chooses",
                            "2"));

    /** {@code tasks-per-node} of {@code resources}. */
    public static final Word<Integer> TASKS_PER_NODE =
            add(
                    Word.of(
                            "resources",
                            "tasks-per-node",
                            Type.COUNT,
                            "engines on each node",
                            "the scheduler chooses",
                            "12"));

    /** {@code cpus-per-task} of {@code resources}. */
    public static final Word<Integer> CPUS_PER_TASK =
            add(Word.of("resources", "cpus-per-task", Type.COUNT, "CPUs of each engine", "1", "1"));

    /** {@code walltime} of {@code resources}. */
    public static final Word<Duration> WALLTIME =
            add(
                    Word.of(
                            "resources",
                            "walltime",
                            Type.TIME,
                            "`90m`, `2h30m`, `1d`, `02:30:00`, `1-12:00:00`; not `90` and not `2:30`, which schedulers read differently",
                            "the site's default",
                            "2h30m"));

    /** {@code partition} of {@code resources}. */
    public static final Word<String> PARTITION =
            add(
                    Word.of(
                            "resources",
                            "partition|queue",
                            Type.WORD,
                            "one of the two",
                            "the site's default",
                            "normal"));

    /** {@code account} of {@code resources}. */
    public static final Word<String> ACCOUNT =
            add(
                    Word.of(
                            "resources",
                            "account|project",
                            Type.WORD,
                            "who is charged; in PBS `qsub -A`",
                            "the site's default",
                            "g33"));

    /** {@code constraint} of {@code resources}. */
    public static final Word<String> CONSTRAINT =
            add(
                    Word.of(
                            "resources",
                            "constraint",
                            Type.WORD,
                            "node features; in TORQUE a property of the nodes, in OpenPBS refused",
                            "none",
                            "gpu"));

    /** {@code qos} of {@code resources}. */
    public static final Word<String> QOS =
            add(
                    Word.of(
                            "resources",
                            "qos",
                            Type.WORD,
                            "quality of service; in OpenPBS refused",
                            "the site's default",
                            "normal"));

    /** {@code memory} of {@code resources}. */
    public static final Word<String> MEMORY =
            add(
                    Word.of(
                            "resources",
                            "memory",
                            Type.MEMORY,
                            "of each node, with its unit: `800M`, `4G`",
                            "the site's default",
                            "4G"));

    /** {@code memory-per-cpu} of {@code resources}. */
    public static final Word<String> MEMORY_PER_CPU =
            add(
                    Word.of(
                            "resources",
                            "memory-per-cpu",
                            Type.MEMORY,
                            "of each CPU, with its unit; instead of `memory`",
                            "the site's default",
                            "2G"));

    /** {@code memory-per-gpu} of {@code resources}. */
    public static final Word<String> MEMORY_PER_GPU =
            add(
                    Word.of(
                            "resources",
                            "memory-per-gpu",
                            Type.MEMORY,
                            "of each GPU, with its unit; instead of `memory`",
                            "the site's default",
                            "60G"));

    /** {@code gpus-per-node} of {@code resources}. */
    public static final Word<Integer> GPUS_PER_NODE =
            add(
                    Word.of(
                            "resources",
                            "gpus-per-node",
                            Type.COUNT,
                            "GPUs of each node",
                            "none",
                            "4"));

    /** {@code gpus-per-engine} of {@code resources}. */
    public static final Word<Integer> GPUS_PER_ENGINE =
            add(
                    Word.of(
                            "resources",
                            "gpus-per-engine",
                            Type.COUNT,
                            "GPUs of each engine; instead of `gpus-per-node`",
                            "none",
                            "1"));

    /** {@code gpu-type} of {@code resources}. */
    public static final Word<String> GPU_TYPE =
            add(
                    Word.of(
                            "resources",
                            "gpu-type",
                            Type.WORD,
                            "the kind of GPU, as the site calls it",
                            "any",
                            "a100"));

    /** {@code exclusive} of {@code resources}. */
    public static final Word<Boolean> EXCLUSIVE =
            add(
                    Word.of(
                            "resources",
                            "exclusive",
                            Type.FLAG,
                            "`true`: nodes that nobody else has a part of",
                            "the site's default",
                            "true"));

    /** {@code reservation} of {@code resources}. */
    public static final Word<String> RESERVATION =
            add(
                    Word.of(
                            "resources",
                            "reservation",
                            Type.WORD,
                            "its name; in OpenPBS its id, in TORQUE refused",
                            "none",
                            "r1"));

    // ---- software

    /** {@code purge} of {@code software}. */
    public static final Word<Boolean> PURGE =
            add(
                    Word.of(
                                    "software",
                                    "purge",
                                    Type.FLAG,
                                    "`true`: `module purge` before all else",
                                    "`false`",
                                    "true")
                            .usually(false));

    /** {@code module-use} of {@code software}. */
    public static final Word<List<String>> MODULE_USE =
            add(
                    Word.of(
                            "software",
                            "module-use",
                            Type.LINES,
                            "directories of modules, made known with `module use`; `~/` is the home there",
                            "none",
                            "[~/modules]"));

    /** {@code modules} of {@code software}. */
    public static final Word<List<String>> MODULES =
            add(
                    Word.of(
                            "software",
                            "modules",
                            Type.WORDS,
                            "a list, loaded in this order",
                            "none",
                            "[gcc, openmpi]"));

    /** {@code prologue} of {@code software}. */
    public static final Word<List<String>> PROLOGUE =
            add(
                    Word.of(
                            "software",
                            "prologue",
                            Type.SHELL,
                            "lines of bash, run on the node after the modules, never on the laptop",
                            "none",
                            "source ~/env.sh"));

    /** {@code conda} of {@code software}. */
    public static final Word<String> CONDA =
            add(
                    Word.of(
                            "software",
                            "conda",
                            Type.LINE,
                            "an environment of conda, by name or path, that is activated on the node after the prologue",
                            "none",
                            "ipp"));

    /** {@code venv} of {@code software}. */
    public static final Word<String> VENV =
            add(
                    Word.of(
                            "software",
                            "venv",
                            Type.LINE,
                            "the directory of a virtual environment that is activated on the node after the prologue; `~/` is the home there",
                            "none",
                            "~/venv"));

    /** {@code python} of {@code software}. */
    public static final Word<String> PYTHON =
            add(
                    Word.of(
                                    "software",
                                    "python",
                                    Type.LINE,
                                    "a program on the node's path, or a path; `~/` is the home there",
                                    "`python3`",
                                    "python3")
                            .usually("python3"));

    /** {@code environment} of {@code software}. */
    public static final Word<String> ENVIRONMENT =
            add(
                    Word.of(
                                    "software",
                                    "environment",
                                    Type.LINE,
                                    "variables and their values, exported after the prologue",
                                    "none",
                                    "{ OMP_NUM_THREADS: 1 }")
                            .eachByName());

    /** {@code epilogue} of {@code software}. */
    public static final Word<List<String>> EPILOGUE =
            add(
                    Word.of(
                            "software",
                            "epilogue",
                            Type.SHELL,
                            "lines of bash at the end of the job, whatever became of it; that they fail is told, and is no failure of the job",
                            "none",
                            "cp -r results ~/kept"));

    // ---- software.container

    /** {@code image} of {@code software.container}. */
    public static final Word<String> IMAGE =
            add(
                    Word.of(
                            "software.container",
                            "image",
                            Type.LINE,
                            "the container in which controller and engines run: what the runtime takes for an image",
                            "no container",
                            "~/ipp.sif"));

    /** {@code runtime} of {@code software.container}. */
    public static final Word<ContainerRuntime> RUNTIME =
            add(
                    Word.of(
                                    "software.container",
                                    "runtime",
                                    Type.oneOf(ContainerRuntime.class),
                                    "`apptainer`, `singularity`, `shifter`, `sarus` or `podman-hpc`",
                                    "`apptainer`",
                                    "apptainer")
                            .usuallyFor(
                                    profile ->
                                            profile.get(Vocabulary.IMAGE)
                                                    .map(image -> ContainerRuntime.APPTAINER)));

    /** {@code options} of {@code software.container}. */
    public static final Word<List<String>> CONTAINER_OPTIONS =
            add(
                    Word.of(
                            "software.container",
                            "options",
                            Type.LINES,
                            "further words for the runtime",
                            "none",
                            "[--nv]"));

    // ---- launch

    /** {@code launcher} of {@code launch}. */
    public static final Word<String> LAUNCHER =
            add(
                    Word.of(
                                    "launch",
                                    "launcher",
                                    Type.WORD,
                                    "`srun`, `mpiexec`, with `scheduler: hosts` and without MPI `ssh`, or with FastMPJ `fmpjrun`",
                                    "`fmpjrun` with FastMPJ, else `srun` with Slurm, else `mpiexec`",
                                    "srun")
                            .usuallyFor(
                                    profile ->
                                            Optional.of(
                                                    usualLauncher(
                                                            profile,
                                                            profile.usual(Vocabulary.SCHEDULER)))));

    /** {@code program} of {@code launch}. */
    public static final Word<String> PROGRAM =
            add(
                    Word.of(
                            "launch",
                            "program",
                            Type.LINE,
                            "another name or the path of the launching program, such as `mpirun` or `ibrun`",
                            "that of the launcher",
                            "mpirun"));

    /** {@code flavour} of {@code launch}. */
    public static final Word<MpiFlavour> FLAVOUR =
            add(
                    Word.of(
                            "launch",
                            "flavour",
                            Type.oneOf(MpiFlavour.class),
                            "whose `mpiexec` it is: `openmpi`, `mpich`, `intel` or `cray`",
                            "found out on the node",
                            "openmpi"));

    /** {@code mpi} of {@code launch}. */
    public static final Word<String> MPI =
            add(
                    Word.of(
                            "launch",
                            "mpi",
                            Type.WORD,
                            "how `srun` speaks to MPI: `pmix`, `pmi2` …; `none` for engines without MPI",
                            "what the site has set; where it says nothing, `pmix` or `pmi2` if there is one",
                            "pmix"));

    /** {@code bind} of {@code launch}. */
    public static final Word<Binding> BIND =
            add(
                    Word.of(
                            "launch",
                            "bind",
                            Type.oneOf(Binding.class),
                            "what each engine is bound to: `core`, `socket` or `none`",
                            "the launcher's default",
                            "core"));

    /** {@code options} of {@code launch}. */
    public static final Word<List<String>> LAUNCH_OPTIONS =
            add(
                    Word.of(
                            "launch",
                            "options",
                            Type.LINES,
                            "further words for the launcher",
                            "none",
                            "[-v]"));

    // ---- controller

    /** {@code layout} of {@code controller}. */
    public static final Word<Layout> LAYOUT =
            add(
                    Word.of(
                                    "controller",
                                    "layout",
                                    Type.LAYOUT,
                                    "`together`: controller and engines in one job. `separate`: a job each, see below",
                                    "`together`",
                                    "separate")
                            .usually(Layout.TOGETHER));

    /** {@code partition} of {@code controller}. */
    public static final Word<String> CONTROLLER_PARTITION =
            add(
                    Word.of(
                                    "controller",
                                    "partition|queue",
                                    Type.WORD,
                                    "of the controller's own job",
                                    "that of `resources`",
                                    "small")
                            .usuallyFor(profile -> ofItsOwn(profile, Vocabulary.PARTITION)));

    /** {@code walltime} of {@code controller}. */
    public static final Word<Duration> CONTROLLER_WALLTIME =
            add(
                    Word.of(
                                    "controller",
                                    "walltime",
                                    Type.TIME,
                                    "of the controller's own job",
                                    "that of `resources`",
                                    "8h")
                            .usuallyFor(profile -> ofItsOwn(profile, Vocabulary.WALLTIME)));

    /** {@code memory} of {@code controller}. */
    public static final Word<String> CONTROLLER_MEMORY =
            add(
                    Word.of(
                            "controller",
                            "memory",
                            Type.MEMORY,
                            "of the controller's own job",
                            "the site's default",
                            "2G"));

    /** {@code host} of {@code controller}. */
    public static final Word<String> CONTROLLER_HOST =
            add(
                    Word.of(
                                    "controller",
                                    "host",
                                    Type.WORD,
                                    "with `scheduler: hosts`, where the controller runs",
                                    "the login host, else the first of `hosts`",
                                    "node1")
                            .usuallyFor(Vocabulary::usualHost));

    /** {@code interface} of {@code controller}. */
    public static final Word<String> INTERFACE =
            add(
                    Word.of(
                            "controller",
                            "interface",
                            Type.WORD,
                            "the network interface the controller listens on",
                            "the one that leads to the other nodes or to the submitting host",
                            "ib0"));

    /** {@code curve} of {@code controller}. */
    public static final Word<Boolean> CURVE =
            add(
                    Word.of(
                                    "controller",
                                    "curve",
                                    Type.FLAG,
                                    "`true` or `false`: encrypt",
                                    "`true`; ignored, and said, before ipyparallel 7.1",
                                    "true")
                            .usually(true));

    /** {@code ports} of {@code controller}. */
    public static final Word<PortRange> PORTS =
            add(
                    Word.of(
                            "controller",
                            "ports",
                            Type.PORTS,
                            "a range of at least 18 such as `40000-40100`; needs ipyparallel 7",
                            "any",
                            "40000-40100"));

    // ---- engines

    /** {@code count} of {@code engines}. */
    public static final Word<Integer> COUNT =
            add(
                    Word.of(
                                    "engines",
                                    "count",
                                    Type.COUNT,
                                    "how many, as `-n` says it",
                                    "nodes by tasks per node; on named hosts one for each slot; else 4",
                                    "24")
                            .usuallyFor(Vocabulary::usualCount));

    /** {@code kind} of {@code engines}. */
    public static final Word<EngineKind> ENGINE_KIND =
            add(
                    Word.of(
                                    "engines",
                                    "kind",
                                    Type.oneOf(EngineKind.class),
                                    "`python`: engines of ipyparallel. `mpj`: no engines, but the ranks of a Java MPI program, which runs and ends. `jshell`: engines that take Java",
                                    "`python`",
                                    "python")
                            .usually(EngineKind.PYTHON));

    /** {@code arguments} of {@code engines}. */
    public static final Word<List<String>> ENGINE_ARGUMENTS =
            add(
                    Word.of(
                            "engines",
                            "arguments",
                            Type.LINES,
                            "further words for each engine; with `kind: mpj` the arguments of the program",
                            "none",
                            "[--log-level=DEBUG]"));

    // ---- java

    /** {@code home} of {@code java}. */
    public static final Word<String> JAVA_HOME =
            add(
                    Word.of(
                            "java",
                            "home",
                            Type.LINE,
                            "the directory of a JDK on the node, 17 or newer, with `kind: mpj` a JRE will do; `~/` is the home there",
                            "`JAVA_HOME` there, else the `java` on its path",
                            "/usr/lib/jvm/java-17-openjdk-amd64"));

    /** {@code options} of {@code java}. */
    public static final Word<List<String>> JAVA_OPTIONS =
            add(
                    Word.of(
                            "java",
                            "options",
                            Type.LINES,
                            "words for each JVM, before its class",
                            "none",
                            "[-Xmx2g]"));

    /** {@code jar} of {@code java}. */
    public static final Word<Path> JAR =
            add(
                    Word.of(
                            "java",
                            "jar",
                            Type.FILE,
                            "the program, with `kind: jshell` classes for its code: a jar, or a directory of classes, of **this machine**; it is sent with the job",
                            "none is sent",
                            "hello.jar"));

    /** {@code class-path} of {@code java}. */
    public static final Word<List<String>> CLASS_PATH =
            add(
                    Word.of(
                            "java",
                            "class-path",
                            Type.LINES,
                            "jars and directories of classes **on the cluster**; `~/` is the home there",
                            "none",
                            "[~/lib/app.jar]"));

    /** {@code maven} of {@code java}. */
    public static final Word<List<Coordinate>> MAVEN =
            add(
                    Word.of(
                            "java",
                            "maven",
                            new Type.Many<>(Type.COORDINATE),
                            "Maven coordinates of jars, `group:artifact:version`; they and all that they need are fetched to **this machine** and sent to the cluster once",
                            "none",
                            "[org.apache.commons:commons-math3:3.6.1]"));

    /** {@code main-class} of {@code java}. */
    public static final Word<String> MAIN_CLASS =
            add(
                    Word.of(
                            "java",
                            "main-class",
                            Type.WORD,
                            "the class of the program whose `main` each rank runs",
                            "what the jar's manifest names",
                            "org.example.Hello"));

    /** {@code implementation} of {@code java}. */
    public static final Word<MpjImplementation> IMPLEMENTATION =
            add(
                    Word.of(
                                    "java",
                                    "implementation",
                                    Type.oneOf(MpjImplementation.class),
                                    "whose MPI for Java the nodes have: `mpjexpress` or `fastmpj`",
                                    "`mpjexpress`",
                                    "mpjexpress")
                            .usuallyFor(
                                    profile ->
                                            ofMpi(
                                                    profile,
                                                    Optional.of(MpjImplementation.MPJEXPRESS))));

    /** {@code mpi-home} of {@code java}. */
    public static final Word<String> MPI_HOME =
            add(
                    Word.of(
                                    "java",
                                    "mpi-home",
                                    Type.LINE,
                                    "its directory on the nodes; `~/` is the home there",
                                    "`/usr/share/mpj`; with `fastmpj` the node's `FMPJ_HOME`",
                                    "/opt/fastmpj")
                            .usuallyFor(Vocabulary::usualMpiHome));

    /** {@code device} of {@code java}. */
    public static final Word<String> DEVICE =
            add(
                    Word.of(
                                    "java",
                                    "device",
                                    Type.WORD,
                                    "what the ranks speak through: `niodev`, which is TCP; with `fastmpj` any that its edition has, such as `ibvdev`",
                                    "`niodev`",
                                    "niodev")
                            .usuallyFor(profile -> ofMpi(profile, Optional.of("niodev"))));

    // ---- line

    /** {@code relay} of {@code line}. */
    public static final Word<Boolean> RELAY =
            add(
                    Word.of(
                                    "line",
                                    "relay",
                                    Type.FLAG,
                                    "`true` or `false`: whether a small program in the job keeps what is on its way while the line is cut, see below",
                                    "`true`",
                                    "true")
                            .usually(true));

    /** {@code keep} of {@code line}. */
    public static final Word<Duration> KEEP =
            add(
                    Word.of(
                                    "line",
                                    "keep",
                                    Type.TIME,
                                    "how long it does that, and how long the laptop does: `90m`, `12h`, `1d`",
                                    "`12h`",
                                    "12h")
                            .usually(Profile.Line.USUAL_KEEP));

    /** {@code way} of {@code line}. */
    public static final Word<LineWay> WAY =
            add(
                    Word.of(
                            "line",
                            "way",
                            Type.WAY,
                            "the one way to the controller's node to take: `direct` (the login node connects to it), `jump` (a login on the node), `exec` (a small program on the login node connects to it), `scheduler` (the scheduler starts a program on it), `callback` (the node connects to the login node)",
                            "the first that is open",
                            "jump"));

    // ---- notebook

    /** {@code lab} of {@code notebook}. */
    public static final Word<Boolean> LAB =
            add(
                    Word.of("notebook", "lab", Type.FLAG, "`true`: JupyterLab", "`false`", "true")
                            .usuallyFor(profile -> ofANotebook(profile, Optional.of(false))));

    /** {@code directory} of {@code notebook}. */
    public static final Word<String> NOTEBOOK_DIRECTORY =
            add(
                    Word.of(
                                    "notebook",
                                    "directory",
                                    Type.LINE,
                                    "the directory it shows; `~/` is the home there",
                                    "`~`, the home",
                                    "~/work")
                            .usuallyFor(profile -> ofANotebook(profile, Optional.of("~"))));

    /** {@code arguments} of {@code notebook}. */
    public static final Word<List<String>> NOTEBOOK_ARGUMENTS =
            add(
                    Word.of(
                            "notebook",
                            "arguments",
                            Type.LINES,
                            "further words for the notebook server",
                            "none",
                            "[--no-browser]"));

    /** {@code python} of {@code notebook}. */
    public static final Word<String> NOTEBOOK_PYTHON =
            add(
                    Word.of(
                                    "notebook",
                                    "python",
                                    Type.LINE,
                                    "its Python on the cluster",
                                    "that of `software`",
                                    "~/jupyter/bin/python")
                            .usuallyFor(
                                    profile ->
                                            ofANotebook(
                                                    profile, profile.settled(Vocabulary.PYTHON))));

    // ---- mail

    /** {@code to} of {@code mail}. */
    public static final Word<String> MAIL_TO =
            add(
                    Word.of(
                            "mail",
                            "to",
                            Type.WORD,
                            "the address the scheduler writes to",
                            "yours, as the site knows it",
                            "me@example.org"));

    /** {@code on} of {@code mail}. */
    public static final Word<List<MailOccasion>> MAIL_ON =
            add(
                    Word.of(
                                    "mail",
                                    "on",
                                    new Type.Many<>(Type.oneOf(MailOccasion.class)),
                                    "of `begin`, `end`, `fail` those that are told",
                                    "`end` and `fail` where `to` is there, else none",
                                    "[begin, end, fail]")
                            .usuallyFor(
                                    profile ->
                                            profile.get(Vocabulary.MAIL_TO)
                                                    .map(
                                                            to ->
                                                                    List.of(
                                                                            MailOccasion.END,
                                                                            MailOccasion.FAIL))));

    // ---- directives

    /** {@code add} of {@code directives}. */
    public static final Word<List<String>> DIRECTIVES_ADD =
            add(
                    Word.of(
                            "directives",
                            "add",
                            Type.DIRECTIVES,
                            "further directives for the scheduler, each without `#SBATCH` or `#PBS`",
                            "none",
                            "[\"--switches=1\"]"));

    /** {@code drop} of {@code directives}. */
    public static final Word<List<String>> DIRECTIVES_DROP =
            add(
                    Word.of(
                            "directives",
                            "drop",
                            Type.WORDS,
                            "directives of jcluster that the site refuses, by the name of their option",
                            "none",
                            "[mem]"));

    // ---- templates

    /** {@code job} of {@code templates}. */
    public static final Word<Path> JOB =
            add(
                    Word.of(
                            "templates",
                            "job",
                            Type.FILE,
                            "a job script of your own, see below; a file beside the profile, or a path",
                            "jcluster's",
                            "job.sh"));

    /** {@code controller} of {@code templates}. */
    public static final Word<Path> CONTROLLER_JOB =
            add(
                    Word.of(
                            "templates",
                            "controller",
                            Type.FILE,
                            "the same for the controller's own job",
                            "jcluster's",
                            "controller.sh"));

    /** {@code engines} of {@code templates}. */
    public static final Word<Path> ENGINES_JOB =
            add(
                    Word.of(
                            "templates",
                            "engines",
                            Type.FILE,
                            "the same for the engines' own job",
                            "jcluster's",
                            "engines.sh"));

    // ---- limits

    /** {@code warn-before} of {@code limits}. */
    public static final Word<Duration> WARN_BEFORE =
            add(
                    Word.of(
                                    "limits",
                                    "warn-before",
                                    Type.TIME,
                                    "how long before the end of the walltime a warning comes",
                                    "`10m`",
                                    "10m")
                            .usually(Duration.ofMinutes(10)));

    /** Of each of these only one can be said: they are words for one thing. */
    private static final List<Set<Word<?>>> ALTERNATIVES =
            List.of(
                    Set.of(MEMORY, MEMORY_PER_CPU, MEMORY_PER_GPU),
                    Set.of(GPUS_PER_NODE, GPUS_PER_ENGINE),
                    Set.of(CONDA, VENV));

    private static final int USUAL_ENGINES = 4;

    private Vocabulary() {}

    private static boolean isOnNamedHosts(Profile profile) {
        return profile.usual(SCHEDULER).equals("hosts");
    }

    private static boolean isHere(Profile profile) {
        return profile.settled(LOGIN).filter(login -> !login.equals("localhost")).isEmpty();
    }

    /** Named hosts are gone to by the controller's. */
    private static Optional<String> usualLogin(Profile profile) {
        return isOnNamedHosts(profile) ? Optional.empty() : Optional.of("localhost");
    }

    private static Optional<String> usualHost(Profile profile) {
        return isOnNamedHosts(profile)
                ? profile.get(LOGIN)
                        .or(() -> profile.list(HOSTS).stream().map(HostSlots::host).findFirst())
                : Optional.empty();
    }

    /** A job of the controller's own asks for what that of the engines does. */
    private static <T> Optional<T> ofItsOwn(Profile profile, Word<T> word) {
        return profile.usual(LAYOUT) == Layout.SEPARATE ? profile.get(word) : Optional.empty();
    }

    private static <T> Optional<T> ofANotebook(Profile profile, Optional<T> value) {
        return profile.list(FORBIDS).contains("notebook") ? Optional.empty() : value;
    }

    private static String usualLauncher(Profile profile, String scheduler) {
        return isFastMpj(profile) ? "fmpjrun" : EngineLauncher.usual(scheduler);
    }

    private static boolean isFastMpj(Profile profile) {
        return profile.usual(ENGINE_KIND) == EngineKind.MPJ
                && profile.usual(IMPLEMENTATION) == MpjImplementation.FASTMPJ;
    }

    /** An MPI for Java is the affair of the kinds that are Java. */
    private static <T> Optional<T> ofMpi(Profile profile, Optional<T> value) {
        return profile.usual(ENGINE_KIND) == EngineKind.PYTHON ? Optional.empty() : value;
    }

    private static Optional<String> usualMpiHome(Profile profile) {
        return isFastMpj(profile)
                ? Optional.empty()
                : ofMpi(profile, Optional.of("/usr/share/mpj"));
    }

    private static Optional<Integer> usualCount(Profile profile) {
        if (isOnNamedHosts(profile)) {
            return Optional.of(EngineHost.slots(profile.list(HOSTS), profile.get(TASKS_PER_NODE)))
                    .filter(slots -> slots > 0);
        }
        long each = profile.get(TASKS_PER_NODE).orElse(1);
        return Optional.of(
                        profile.get(NODES).map(nodes -> nodes * each).orElse((long) USUAL_ENGINES))
                .filter(count -> count <= Integer.MAX_VALUE)
                .map(Long::intValue);
    }

    private static <T> Word<T> add(Word<T> word) {
        WORDS.add(word);
        return word;
    }

    /** All of them, in the order in which they are written. */
    public static List<Word<?>> all() {
        return List.copyOf(WORDS);
    }

    /**
     * The sections, in the order in which they are written; that of no section is not among them.
     */
    static Set<String> sections() {
        Set<String> sections = new LinkedHashSet<>();
        WORDS.forEach(word -> sections.add(word.section()));
        sections.remove("");
        return sections;
    }

    /** The words of a section. */
    static List<Word<?>> of(String section) {
        return WORDS.stream().filter(word -> word.section().equals(section)).toList();
    }

    /** The other words for the same thing, of which a profile says one. */
    public static List<Word<?>> alternatives(Word<?> word) {
        return ALTERNATIVES.stream()
                .filter(group -> group.contains(word))
                .flatMap(Set::stream)
                .filter(other -> !other.equals(word))
                .toList();
    }

    /** The sections right in that one. */
    static List<String> within(String section) {
        String prefix = section.isEmpty() ? "" : section + ".";
        return sections().stream()
                .filter(one -> one.startsWith(prefix))
                .map(one -> one.substring(prefix.length()))
                .filter(one -> !one.isEmpty() && !one.contains("."))
                .toList();
    }

    /** The word of that name in {@code resources}, by any of its names. */
    public static Optional<Word<?>> resource(String name) {
        return find("resources", name);
    }

    /** The word of that name in that section, by any of its names. */
    static Optional<Word<?>> find(String section, String name) {
        return WORDS.stream()
                .filter(word -> word.section().equals(section) && word.isCalled(name))
                .findFirst();
    }

    /** Everything that can stand in a section: words by all their names, and sections. */
    static List<String> names(String section) {
        return Stream.concat(
                        of(section).stream().flatMap(word -> word.names().stream()),
                        within(section).stream())
                .toList();
    }

    private static List<String> resources() {
        return names("resources");
    }

    private static List<String> resourcesAndNotebook() {
        return Stream.concat(resources().stream(), Stream.of("notebook")).toList();
    }
}
