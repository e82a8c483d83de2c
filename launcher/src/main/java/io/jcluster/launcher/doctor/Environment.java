package io.jcluster.launcher.doctor;

import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.Desk;
import io.jcluster.launcher.config.NamedHosts;
import io.jcluster.templates.Profile;
import io.jcluster.templates.SetUp;
import io.jcluster.templates.Vocabulary;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Printable;
import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.WiredHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Python that the jobs of a profile run in: looked at, or made. It is made on the login node,
 * after the modules and the prologue of a job, so that what is compiled fits what is loaded.
 */
public final class Environment {

    /** What pip takes from a directory; nothing that a shell or a path has another use for. */
    private static final Pattern PACKAGE =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+!-]*\\.(whl|tar\\.gz|zip)");

    private static final String IPYPARALLEL = "ipyparallel";

    /** Enough of what pip says last to see what went wrong. */
    private static final int LAST_LINES = 12;

    private static final Duration START = Duration.ofSeconds(60);

    private final Desk desk;
    private final Profile profile;
    private final Optional<String> login;

    /**
     * @param profile settled, with all its layers
     */
    public Environment(Desk desk, Profile profile) {
        this.desk = desk;
        this.profile = profile;
        this.login =
                profile.site().hosts().isEmpty()
                        ? profile.site().login().filter(host -> !host.equals("localhost"))
                        : NamedHosts.login(profile);
    }

    /**
     * An environment that was made.
     *
     * @param directory there, absolute
     * @param findings what a job would find in it
     */
    public record Made(String directory, List<Finding> findings) {}

    /** What a job would find on the login node. */
    public List<Finding> check() throws InterruptedException {
        desk.progress().waiting("connecting to " + where());
        try (Host host = desk.lines().reach(login)) {
            desk.progress().waiting("loading the software of a job on " + host.name());
            return Software.ask(host, profile, scheduler()).look(here());
        }
    }

    /**
     * Makes an environment with ipyparallel in it, of the major version of this machine's where it
     * has one, and mpi4py unless the profile wants no MPI. Nothing is left of one that does not
     * come to its end, whatever ends it.
     *
     * @param target where; {@code ~/} is the home there. Nothing may be there yet
     * @param wheels a directory of packages, here or else there, in place of the network's
     * @throws ClusterException when it cannot be made, with what was said last
     */
    public Made create(String target, Optional<String> wheels) throws InterruptedException {
        profile.software()
                .container()
                .flatMap(Profile.Container::image)
                .ifPresent(
                        image -> {
                            throw ClusterException.of(
                                            ClusterException.Kind.REQUEST,
                                            "the Python of this profile is in the container "
                                                    + image)
                                    .advise(
                                            "put what is missing into the image; 'jcluster env check'"
                                                    + " says what it has");
                        });
        List<Path> sent = wheels.map(Environment::packages).orElse(List.of());
        Optional<Versions> here = here();
        desk.progress().waiting("connecting to " + where());
        try (WiredHost host = desk.lines().hold(login)) {
            String mark = Facts.mark();
            Map<String, String> variables =
                    Map.of(
                            "target",
                            target,
                            "wheels",
                            sent.isEmpty() ? wheels.orElse("") : "sent",
                            "mpi",
                            profile.launch().mpi().equals(Optional.of("none")) ? "no" : "yes",
                            "python",
                            profile.usual(Vocabulary.PYTHON),
                            "ipyparallel",
                            here.flatMap(versions -> versions.major(IPYPARALLEL))
                                    .map(major -> IPYPARALLEL + "==" + major + ".*")
                                    .orElse(IPYPARALLEL),
                            "versions",
                            Facts.resource("versions.py"),
                            "library",
                            Facts.resource("library.py"));
            String text =
                    Facts.assignments(mark, variables)
                            + "exec 4<&0 2>&1\n"
                            + Software.text(
                                    // A new one is made beside the one of before.
                                    SetUp.of(profile.software()).withoutEnvironment(),
                                    Facts.resource("environment.sh")
                                            + Facts.resource("software-found.sh"));
            Deque<String> last = new ArrayDeque<>();
            StringBuilder said = new StringBuilder();
            desk.progress().waiting("loading the software of a job on " + host.name());
            try (Wire wire =
                    host.talk(Command.of("/bin/bash", "-l", "-c", text).withTimeout(START))) {
                send(sent, wire.out());
                read(wire, mark, said, last);
            }
            Facts facts =
                    new Facts(
                            Facts.values(said.toString(), mark),
                            Printable.text(String.join("\n", last)).strip());
            if (!facts.tells("made")) {
                throw notMade(facts, host.name(), target, wheels);
            }
            return new Made(
                    facts.get("made").orElse(target),
                    new Software(profile, scheduler(), facts).look(here));
        }
    }

    /** The packages in a directory of this machine; none when there is no such directory here. */
    private static List<Path> packages(String directory) {
        Path here = Path.of(directory);
        if (!Files.isDirectory(here)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(here)) {
            List<Path> packages =
                    files.filter(file -> PACKAGE.matcher(file.getFileName().toString()).matches())
                            .sorted()
                            .toList();
            if (packages.isEmpty()) {
                throw ClusterException.of(
                                ClusterException.Kind.REQUEST,
                                "there is no package in " + here.toAbsolutePath())
                        .advise("pip download -d " + directory + " ipyparallel mpi4py");
            }
            return packages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(List<Path> files, OutputStream there) {
        try {
            for (Path file : files) {
                desk.progress().waiting("sending " + file.getFileName());
                String head = "file " + file.getFileName() + " " + Files.size(file) + "\n";
                there.write(head.getBytes(StandardCharsets.US_ASCII));
                Files.copy(file, there);
            }
            there.write("all\n".getBytes(StandardCharsets.US_ASCII));
            there.flush();
        } catch (IOException e) {
            // It ended before it had read all of it, and says why.
        }
    }

    private void read(Wire wire, String mark, StringBuilder said, Deque<String> last) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(wire.in(), StandardCharsets.UTF_8))) {
            boolean step = false;
            boolean made = false;
            boolean failed = false;
            String doing = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
                if (step) {
                    behind(doing);
                    doing = Printable.text(line);
                    desk.progress().waiting(doing);
                    last.clear();
                } else if (!made && !failed && !line.startsWith(mark) && !line.isBlank()) {
                    last.addLast(line);
                    if (last.size() > LAST_LINES) {
                        last.removeFirst();
                    }
                }
                step = line.equals(mark + " step");
                made |= line.equals(mark + " made");
                failed |= line.equals(mark + " failed");
            }
            behind(made ? doing : "");
        } catch (IOException e) {
            last.addLast("the connection was lost");
        }
    }

    private void behind(String step) {
        if (!step.isEmpty()) {
            desk.progress().done(step);
        }
    }

    private ClusterException notMade(
            Facts facts, String host, String target, Optional<String> wheels) {
        if (facts.tells("exists")) {
            return ClusterException.of(
                            ClusterException.Kind.REQUEST,
                            "there is something at " + target + " on " + host + " already")
                    .said(facts.get("exists").orElse(target))
                    .advise("another --name, or remove it there");
        }
        Finding why = new Software(profile, scheduler(), facts).look(Optional.empty()).get(0);
        boolean loaded = facts.tells("step") || facts.tells("failed");
        if (facts.tells("python.missing")) {
            return ClusterException.of(
                            ClusterException.Kind.REQUEST,
                            "there is no program '"
                                    + facts.get("python.missing").orElse("")
                                    + "' on the path of a job on "
                                    + host)
                    .advise("set 'python' in the profile, or load one in 'modules'");
        }
        return loaded
                ? ClusterException.of(
                                ClusterException.Kind.REQUEST,
                                "the environment could not be made on "
                                        + host
                                        + "; nothing is left of it")
                        .said(facts.complaints())
                        .advise(
                                wheels.map(
                                                directory ->
                                                        "what is missing goes into '"
                                                                + directory
                                                                + "' too: pip download -d "
                                                                + directory
                                                                + " NAME; a package that is built"
                                                                + " needs what builds it")
                                        .orElse(
                                                "where the network is out of reach there, --wheels"
                                                        + " with a directory of packages (pip"
                                                        + " download)"))
                : ClusterException.of(
                                ClusterException.Kind.REQUEST,
                                "what a job loads cannot be loaded on " + host + ": " + why.seen())
                        .advise(why.advice());
    }

    private String scheduler() {
        return profile.site().scheduler().orElse(Subject.NO_BATCH_SYSTEM);
    }

    private String where() {
        return login.orElse("this machine");
    }

    private Optional<Versions> here() throws InterruptedException {
        try (LocalHost machine = new LocalHost()) {
            return new ThisMachine(desk.directories(), machine).python();
        }
    }
}
