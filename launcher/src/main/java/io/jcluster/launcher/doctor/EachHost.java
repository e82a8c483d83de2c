package io.jcluster.launcher.doctor;

import io.jcluster.launcher.doctor.Finding.Fault;
import io.jcluster.templates.EngineHost;
import io.jcluster.templates.HostLines;
import io.jcluster.templates.HostSlots;
import io.jcluster.templates.Profile;
import io.jcluster.templates.SetUp;
import io.jcluster.tunnel.Host;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The hosts of a cluster without a batch system, each by what the controller's host sees of it over
 * {@code ssh}, with the environment that the profile makes there.
 *
 * @param profile names the hosts, and says whether there is MPI
 * @param facts of each host behind {@code NAME/}, those of the controller's host behind {@code /}
 */
record EachHost(Profile profile, Facts facts) {

    private static final String NAME = "host";

    static EachHost ask(Host host, Profile profile) throws InterruptedException {
        List<EngineHost> hosts =
                profile.site().hosts().stream().map(one -> new EngineHost(one.host(), 1)).toList();
        String rest =
                String.join(
                        "\n",
                        HostLines.named(hosts),
                        "across() {",
                        HostLines.across(),
                        "}",
                        Facts.resource("hosts.sh"));
        return new EachHost(
                profile,
                Facts.askLoginShell(
                        host,
                        Software.text(SetUp.of(profile.software()), rest),
                        Map.of(
                                "python", profile.software().python().orElse("python3"),
                                "versions", Facts.resource("versions.py"),
                                "library", Facts.resource("library.py"))));
    }

    /** One finding for each host, in the order of the ranks. */
    List<Finding> look() {
        if (!facts.tells("/called")) {
            return List.of(
                    Finding.unknown(
                            NAME,
                            facts.get("setup").orElse("the controller's host told nothing"),
                            "the hosts could not be asked",
                            ""));
        }
        List<Finding> findings = new ArrayList<>();
        Map<String, String> names = new LinkedHashMap<>(); // by what a machine calls itself
        for (HostSlots one : profile.site().hosts()) {
            String name = one.host();
            Optional<String> called = fact(name, "called");
            Optional<String> before =
                    called.flatMap(machine -> Optional.ofNullable(names.get(machine)));
            called.ifPresent(machine -> names.putIfAbsent(machine, name));
            findings.add(
                    before.map(other -> twice(name, other, called.orElse("")))
                            .orElseGet(() -> look(name)));
        }
        return List.copyOf(findings);
    }

    private static Finding twice(String name, String other, String called) {
        return Finding.problem(
                Fault.REQUEST,
                NAME,
                other + " and " + name + " both call themselves " + called,
                "a host that is named twice would have its engines twice",
                "name each machine once, with all its engines");
    }

    private Finding look(String name) {
        Optional<String> versions = fact(name, "versions");
        if (fact(name, "called").isEmpty()) {
            return problem(
                    Fault.HOST,
                    name,
                    "cannot be asked: " + fact(name, "complaint").orElse("it told nothing"),
                    "'ssh -o BatchMode=yes "
                            + name
                            + " true' must go well on "
                            + controller()
                            + ", without a question");
        }
        if (profile.software().container().isPresent()) {
            return inContainer(name);
        }
        if (versions.isEmpty()) {
            String python = profile.software().python().orElse("python3");
            return problem(
                    Fault.REQUEST,
                    name,
                    fact(name, "python").isPresent()
                            ? "'" + python + "' does not run: " + complaint(name)
                            : "has no program '" + python + "'",
                    "the same Python at the same path on each host, or below each home; 'python' of"
                            + " the profile names it");
        }
        Versions there = Versions.read(versions.get());
        return lacks(name, there)
                .or(() -> differs(name, there))
                .orElseGet(() -> Finding.ok(NAME, seen(name, there)));
    }

    /** Its software is that of the image, and what starts it lies in the job's directory. */
    private Finding inContainer(String name) {
        return sharesHome(name)
                ? Finding.ok(NAME, name + ": is reached" + home(name))
                : problem(
                        Fault.REQUEST,
                        name,
                        "has a home of its own, " + fact(name, "home").orElse(""),
                        "'container' needs a home that all hosts have in common; leave it out");
    }

    private Optional<Finding> lacks(String name, Versions there) {
        if (!there.atLeast("ipyparallel", 6, 1)) {
            return Optional.of(
                    problem(
                            Fault.HOST,
                            name,
                            there.of("ipyparallel")
                                            .map(number -> "has ipyparallel " + number)
                                            .orElse("has no ipyparallel")
                                    + "; 6.1 or newer is needed",
                            install(there, "ipyparallel")));
        }
        if (!wantsMpi()) {
            return Optional.empty();
        }
        if (there.of("mpi4py").isEmpty()) {
            return Optional.of(
                    problem(Fault.HOST, name, "has no mpi4py", install(there, "mpi4py")));
        }
        return library(name).isPresent()
                ? Optional.empty()
                : Optional.of(
                        problem(
                                Fault.HOST,
                                name,
                                "has an mpi4py that cannot load its MPI library: "
                                        + fact(name, "library").orElse("it told nothing"),
                                "the MPI of "
                                        + controller()
                                        + " at the same path there, or on the path that 'modules'"
                                        + " and 'prologue' make"));
    }

    private Optional<Finding> differs(String name, Versions there) {
        Versions first = Versions.read(fact("", "versions").orElse(""));
        String seen = seen(name, there);
        if (!there.major("ipyparallel").equals(first.major("ipyparallel"))
                && first.of("ipyparallel").isPresent()) {
            return Optional.of(
                    Finding.problem(
                            Fault.HOST,
                            NAME,
                            seen + "; " + controller() + " has " + first.packages(),
                            "engines and controller of different major versions of ipyparallel do"
                                    + " not understand each other",
                            "the same software on each host"));
        }
        if (wantsMpi() && library("").isPresent() && !library("").equals(library(name))) {
            return Optional.of(
                    Finding.warning(
                            NAME,
                            seen + "; " + controller() + " has " + library("").get(),
                            "one MPI world needs the same MPI on each host",
                            "the same software on each host"));
        }
        if (first.minor("python").isPresent()
                && !first.minor("python").equals(there.minor("python"))) {
            return Optional.of(
                    Finding.warning(
                            NAME,
                            seen
                                    + "; "
                                    + controller()
                                    + " has Python "
                                    + first.of("python").orElse(""),
                            "functions are sent as compiled code, which another Python may refuse",
                            "the same software on each host"));
        }
        return Optional.empty();
    }

    private static Finding problem(Fault fault, String name, String seen, String advice) {
        return Finding.problem(
                fault, NAME, name + " " + seen, "it cannot have engines: jobs end at once", advice);
    }

    private static String install(Versions there, String what) {
        return there.of("executable").orElse("python3")
                + " -m pip install --user "
                + what
                + ", there";
    }

    private String seen(String name, Versions there) {
        return name
                + ": Python "
                + there.of("python").orElse("unknown")
                + " with "
                + there.packages()
                + (wantsMpi() ? library(name).map(mpi -> " on " + mpi).orElse("") : "")
                + home(name);
    }

    private String home(String name) {
        if (called(name).equals(called(""))) {
            return "; the controller's host";
        }
        return sharesHome(name)
                ? "; the home of " + controller()
                : "; a home of its own, " + fact(name, "home").orElse("");
    }

    private boolean sharesHome(String name) {
        return called(name).equals(called(""))
                || (fact(name, "kept").isPresent() && fact(name, "kept").equals(fact("", "kept")));
    }

    private boolean wantsMpi() {
        return !profile.launch().mpi().equals(Optional.of("none"));
    }

    /** The MPI that mpi4py loads there. */
    private Optional<String> library(String name) {
        return fact(name, "library")
                .filter(said -> said.startsWith("loaded "))
                .map(said -> said.substring("loaded ".length()).split("; built with ", 2)[0]);
    }

    private String complaint(String name) {
        return fact(name, "complaint").orElse("it said nothing");
    }

    private String controller() {
        return called("");
    }

    private String called(String name) {
        return fact(name, "called").orElse("");
    }

    /** A host that is this one by another name is told under the name of here. */
    private Optional<String> fact(String name, String what) {
        return facts.tells(name + "/called") || facts.tells(name + "/complaint")
                ? facts.get(name + "/" + what)
                : facts.get("/" + what);
    }
}
