package io.jcluster.launcher.doctor;

import io.jcluster.launcher.doctor.Finding.Fault;
import io.jcluster.templates.EngineKind;
import io.jcluster.templates.MpjImplementation;
import io.jcluster.templates.Profile;
import io.jcluster.templates.ProgramScript;
import io.jcluster.templates.SetUp;
import io.jcluster.templates.Vocabulary;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.ShellWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The software that a job would find, loaded as a job loads it, but on the login node: modules,
 * prologue, environment, then Python and MPI.
 *
 * @param profile what it says of software and launch
 * @param scheduler the dialect's name; what is not said depends on it
 * @param facts what the login node has
 */
record Software(Profile profile, String scheduler, Facts facts) {

    private static final String NO_MPI = "none";
    private static final String SLURMS = "srun";

    /** {@code srun: pmi2} on standard error before 20.11; a list in columns of one since. */
    private static final Pattern PREFIX = Pattern.compile("^(srun: )?\\s*");

    static Software ask(Host host, Profile profile, String scheduler) throws InterruptedException {
        SetUp setUp = SetUp.of(profile.software());
        return new Software(
                profile,
                scheduler,
                Facts.askLoginShell(
                        host,
                        text(
                                setUp,
                                (isProgram(profile)
                                                ? ProgramScript.checks(profile)
                                                : setUp.inside())
                                        + "\n"
                                        + Facts.resource("software-found.sh")),
                        Map.of(
                                "python", profile.usual(Vocabulary.PYTHON),
                                "versions", Facts.resource("versions.py"),
                                "library", Facts.resource("library.py"))));
    }

    private static boolean isProgram(Profile profile) {
        return profile.engines().kind() == EngineKind.MPJ;
    }

    /**
     * The lines of a job script up to its first own command.
     *
     * @param rest what comes after them
     */
    static String text(SetUp setUp, String rest) {
        List<String> lines = new ArrayList<>();
        lines.add(Facts.resource("software.sh"));
        lines.add(setUp.before());
        setUp.modules().forEach(module -> lines.add("load " + ShellWords.quote(module)));
        lines.add("trap 'say prologue; echo \"status $? of: $BASH_COMMAND\" >&3; exit' ERR");
        lines.addAll(setUp.prologue());
        lines.add(setUp.after());
        setUp.environment()
                .forEach(
                        (name, value) ->
                                lines.add("export " + name + "=" + ShellWords.quote(value)));
        lines.add("trap - ERR");
        lines.add(rest);
        return String.join("\n", lines);
    }

    /** Ends early where nothing more was loaded. */
    List<Finding> look(Optional<Versions> here) {
        Optional<Finding> broken = broken();
        if (broken.isPresent()) {
            return List.of(broken.get());
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.ok(
                        "modules",
                        profile.software().modules().isEmpty()
                                ? "the profile names none"
                                : String.join(", ", profile.software().modules())
                                        + " can be loaded"));
        if (isProgram(profile)) {
            findings.addAll(program());
        } else {
            findings.addAll(mpi());
            findings.addAll(python(here));
        }
        return findings;
    }

    private Optional<Finding> broken() {
        String why = facts.complaints().isEmpty() ? "" : ": " + facts.complaints();
        if (facts.tells("module.missing")) {
            return Optional.of(
                    Finding.problem(
                            Fault.REQUEST,
                            "modules",
                            "there is no 'module' command in a login shell of bash",
                            "jobs end at once, since the profile asks for modules",
                            "leave 'modules' of the profile empty, or make 'module' known in"
                                    + " 'prologue'"));
        }
        if (facts.tells("module.failed")) {
            return Optional.of(
                    Finding.problem(
                            Fault.REQUEST,
                            "modules",
                            "'module load "
                                    + facts.get("module.failed").orElse("")
                                    + "' failed"
                                    + why,
                            "jobs end at once",
                            "'module avail' there lists what there is"));
        }
        if (facts.tells("setup")) {
            return Optional.of(
                    Finding.problem(
                            Fault.REQUEST,
                            "software",
                            facts.get("setup").orElse("") + why,
                            "jobs end at once, unless the nodes differ from the login node in this",
                            "mend that word of 'software' in the profile"));
        }
        if (facts.tells("prologue")) {
            return Optional.of(
                    Finding.problem(
                            Fault.REQUEST,
                            "prologue",
                            "it failed, with " + facts.get("prologue").orElse("") + why,
                            "jobs end at once, unless the nodes differ from the login node in this",
                            "mend that line of the profile, or add '|| :' to one that may fail"));
        }
        return facts.tells("python")
                ? Optional.empty()
                : Optional.of(
                        Finding.problem(
                                Fault.HOST,
                                "modules",
                                "a login shell of bash ended before its end" + why,
                                "jobs run in such a shell",
                                "bash -l, there, shows what its start files do"));
    }

    // ---- Java ----------------------------------------------------------------------------------

    /** What is missing of these has ended the look already. */
    private List<Finding> program() {
        List<Finding> findings = new ArrayList<>();
        if (profile.usual(Vocabulary.IMPLEMENTATION) == MpjImplementation.MPJEXPRESS) {
            findings.add(mpi().get(0));
        }
        findings.add(Finding.ok("java", facts.get("java").orElse("")));
        findings.add(Finding.ok("MPI for Java", facts.get("java.mpi").orElse("")));
        return findings;
    }

    // ---- MPI --------------------------------------------------------------------------------

    private List<Finding> mpi() {
        String launcher =
                profile.launch().launcher().orElse(scheduler.equals("slurm") ? SLURMS : "mpiexec");
        return switch (launcher) {
            case SLURMS -> List.of(launcher("srun", facts.get("srun"), ""), flavour());
            case "mpiexec" ->
                    List.of(
                            launcher(
                                    "mpiexec",
                                    facts.get("mpiexec"),
                                    facts.get("mpiexec.version").orElse("")));
            default ->
                    List.of(
                            Finding.unknown(
                                    "launcher",
                                    launcher + " is not one of jcluster's own",
                                    "what it needs is not known",
                                    ""));
        };
    }

    private static Finding launcher(String name, Optional<String> path, String version) {
        return path.map(
                        at ->
                                Finding.ok(
                                        "launcher", at + (version.isEmpty() ? "" : ", " + version)))
                .orElseGet(
                        () ->
                                Finding.problem(
                                        Fault.HOST,
                                        "launcher",
                                        "there is no " + name + " on the path of a job",
                                        "engines cannot be started",
                                        name.equals(SLURMS)
                                                ? "set 'launcher: mpiexec' in the profile"
                                                : "load an MPI in 'modules' or 'prologue' of the profile"));
    }

    private Finding flavour() {
        String name = "mpi";
        Optional<String> wanted = profile.launch().mpi();
        List<String> offered = flavours(facts.get("flavours").orElse(""));
        String list = String.join(", ", offered);
        if (offered.isEmpty()) {
            return Finding.unknown(
                    name,
                    "srun --mpi=list told nothing",
                    "which MPI flavours there are is not known",
                    "");
        }
        if (wanted.isPresent() && !offered.contains(wanted.get())) {
            return Finding.problem(
                    Fault.REQUEST,
                    name,
                    "srun does not offer '" + wanted.get() + "' of the profile; it offers " + list,
                    "the engines will not start, or each will be an MPI world of its own",
                    "set 'mpi' in 'launch' of the profile to the one that your MPI was built for");
        }
        String site = facts.get("flavour.default").orElse(NO_MPI);
        String used =
                wanted.orElse(
                        !site.equals(NO_MPI)
                                ? site
                                : offered.contains("pmix")
                                        ? "pmix"
                                        : offered.contains("pmi2") ? "pmi2" : NO_MPI);
        return used.equals(NO_MPI) && wanted.isEmpty()
                ? Finding.warning(
                        name,
                        "srun offers " + list + ", and the site has set none",
                        "each engine will be an MPI world of its own",
                        "'launcher: mpiexec' in the profile, or 'mpi: none' for engines without MPI")
                : Finding.ok(
                        name,
                        used
                                + (wanted.isPresent()
                                        ? ", as the profile says"
                                        : ", without a word of the profile")
                                + "; srun offers "
                                + list);
    }

    /** What {@code srun --mpi=list} prints, without its headings. */
    static List<String> flavours(String text) {
        return text.lines()
                .map(line -> PREFIX.matcher(line).replaceFirst("").strip())
                .flatMap(
                        line ->
                                line.startsWith("specific ") && line.contains(": ")
                                        ? Stream.of(
                                                line.substring(line.indexOf(": ") + 2)
                                                        .split("[, ]+", -1))
                                        : Stream.of(line))
                .filter(word -> word.matches("[a-z0-9_]+"))
                .distinct()
                .collect(Collectors.toList());
    }

    // ---- Python -----------------------------------------------------------------------------

    private List<Finding> python(Optional<Versions> here) {
        String python = profile.usual(Vocabulary.PYTHON);
        Optional<String> versions = facts.get("versions");
        if (versions.isEmpty()) {
            boolean there = facts.get("python").isPresent();
            return List.of(
                    Finding.problem(
                            Fault.REQUEST,
                            "python",
                            there
                                    ? "'" + python + "' does not run: " + facts.complaints()
                                    : "there is no program '" + python + "' on the path of a job",
                            "jobs end at once",
                            "set 'python' in the profile, or load one in 'modules' or 'prologue'"));
        }
        Versions far = Versions.read(versions.get());
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.ok(
                        "python",
                        "Python "
                                + far.of("python").orElse("unknown")
                                + " ("
                                + facts.get("python").orElse(python)
                                + ") with "
                                + far.packages()));
        findings.add(ipyparallel(far, here));
        findings.add(mpi4py(far));
        findings.add(sameLanguage(far, here));
        findings.add(relay(far));
        return findings.stream().filter(one -> !one.seen().isEmpty()).toList();
    }

    static Finding ipyparallel(Versions far, Optional<Versions> here) {
        String name = "ipyparallel";
        if (far.of(name).isEmpty()) {
            return Finding.problem(
                    Fault.HOST,
                    name,
                    "the Python there has none",
                    "jobs end at once",
                    far.of("executable").orElse("python3")
                            + " -m pip install --user ipyparallel, there");
        }
        String there = far.of(name).get();
        if (!far.atLeast(name, 6, 1)) {
            return Finding.problem(
                    Fault.HOST,
                    name,
                    there + " there; 6.1 or newer is needed",
                    "jobs end at once",
                    far.of("executable").orElse("python3")
                            + " -m pip install --user --upgrade ipyparallel, there");
        }
        Optional<String> ours = here.flatMap(versions -> versions.of(name));
        if (ours.isEmpty()) {
            return Finding.ok(name, there + " there, none here");
        }
        Optional<Integer> theirMajor = far.major(name);
        if (here.flatMap(versions -> versions.major(name)).equals(theirMajor)) {
            return Finding.ok(name, there + " there, " + ours.get() + " here");
        }
        return Finding.problem(
                Fault.LAPTOP,
                name,
                there + " there, " + ours.get() + " here",
                "client and controller of different major versions do not understand each other: a"
                        + " client from 7 on cannot read the connection file of a controller of 6, and"
                        + " between others parts of it fail",
                here.flatMap(versions -> versions.of("executable")).orElse("python3")
                        + " -m pip install 'ipyparallel=="
                        + theirMajor.map(String::valueOf).orElse(there)
                        + ".*', here, or another Python there");
    }

    private Finding mpi4py(Versions far) {
        String name = "mpi4py";
        boolean needed = !profile.launch().mpi().equals(Optional.of(NO_MPI));
        if (far.of(name).isEmpty()) {
            return needed
                    ? Finding.problem(
                            Fault.HOST,
                            name,
                            "the Python there has none",
                            "jobs end at once, since their engines are to be one MPI world",
                            "install it for the MPI of the cluster, or set 'mpi: none' in the profile")
                    : Finding.ok(name, "none, and the profile asks for none");
        }
        String library = facts.get("library").orElse("");
        if (isOpenMpi(library, "loaded ") != isOpenMpi(library, "; built with ")
                && library.contains("; built with ")) {
            return Finding.warning(
                    name,
                    far.of(name).get() + " has " + library,
                    "Open MPI and the others take no programs of each other: the engines may each be"
                            + " a world of their own, or end at once",
                    "load the MPI that it was built for in 'modules', or 'jcluster env create'");
        }
        return library.startsWith("loaded ")
                ? Finding.ok(
                        name, far.of(name).get() + " with " + library.substring("loaded ".length()))
                : Finding.warning(
                        name,
                        "it cannot load its MPI library here: " + library,
                        "it was built for another MPI, or only the nodes have what it needs",
                        "load the MPI that it was built for in 'modules' of the profile");
    }

    private static boolean isOpenMpi(String library, String before) {
        int at = library.indexOf(before);
        return at >= 0 && library.startsWith("Open MPI", at + before.length());
    }

    private static Finding sameLanguage(Versions far, Optional<Versions> here) {
        Optional<String> there = far.minor("python");
        Optional<String> ours =
                here.filter(versions -> versions.of("ipyparallel").isPresent())
                        .flatMap(versions -> versions.minor("python"));
        return ours.isEmpty() || ours.equals(there)
                ? Finding.ok(
                        "functions",
                        ours.isEmpty() ? "" : "same Python here and there: " + ours.get())
                : Finding.warning(
                        "functions",
                        "Python " + there.orElse("unknown") + " there, " + ours.get() + " here",
                        "functions are sent as compiled code, which another Python may refuse; text"
                                + " for execute() is not affected",
                        "the same first two numbers on both sides");
    }

    private static Finding relay(Versions far) {
        return far.atLeast("python", 3, 6)
                ? Finding.ok("relay", "can run in that Python; it needs 3.6")
                : Finding.warning(
                        "relay",
                        "needs Python 3.6, and there is " + far.of("python").orElse("none"),
                        "what is under way when the connection is cut is lost",
                        "a newer Python in 'modules' or 'python' of the profile");
    }
}
