package io.jcluster.launcher.doctor;

import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.launcher.doctor.Finding.Fault;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The machine that submits: Java, directories, ssh, and the Python of the user's own programs. */
record ThisMachine(UserDirectories directories, Host here) {

    private static final Set<PosixFilePermission> OTHERS =
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);

    List<Finding> java() {
        return List.of(
                Finding.ok(
                        "java",
                        "Java "
                                + System.getProperty("java.version")
                                + " ("
                                + System.getProperty("java.home")
                                + "); 17 or newer is needed"));
    }

    /** Which files make the profile. */
    Finding profile(Subject subject) {
        if (!subject.isProfile()) {
            return Finding.ok(
                    "profile",
                    "none: '"
                            + subject.name()
                            + "' is no profile's name, so it is taken for a host",
                    "queue, MPI and Python are looked at as a profile that says nothing of them has"
                            + " them");
        }
        Path own = directories.config().resolve("profiles").resolve(subject.name() + ".yaml");
        return Finding.ok(
                "profile",
                subject.name().endsWith(".yaml")
                        ? subject.name()
                        : Files.exists(own)
                                ? subject.name() + ", from " + own
                                : subject.name() + ", which comes with jcluster");
    }

    List<Finding> places() {
        return List.of(config(), state(directories.state()));
    }

    private Finding config() {
        Path config = directories.config();
        if (!Files.exists(config)) {
            return Finding.ok(
                    "config directory", config + " does not exist", "no profiles of your own");
        }
        return Files.isReadable(config)
                ? Finding.ok("config directory", config.toString())
                : Finding.problem(
                        Fault.LAPTOP,
                        "config directory",
                        config + " cannot be read",
                        "your own profiles are not found",
                        "chmod u+rx " + config);
    }

    static Finding state(Path state) {
        String name = "state directory";
        Path nearest = state.toAbsolutePath();
        while (!Files.exists(nearest)) {
            Path parent = nearest.getParent();
            if (parent == null) {
                break;
            }
            nearest = parent;
        }
        if (!Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
            return Finding.problem(
                    Fault.LAPTOP,
                    name,
                    nearest + " cannot be written",
                    "no cluster can be put on record",
                    "make " + state + " writable, or set XDG_STATE_HOME to another place");
        }
        if (!Files.exists(state)) {
            return Finding.ok(name, state + " does not exist yet; it can be made");
        }
        try {
            Set<PosixFilePermission> open = Files.getPosixFilePermissions(state);
            if (open.stream().anyMatch(OTHERS::contains)) {
                return Finding.warning(
                        name,
                        state + " is open to others",
                        "what is in it is closed to them, but they see the names",
                        "chmod 700 " + state);
            }
        } catch (IOException | UnsupportedOperationException e) {
            return Finding.unknown(name, state + ": " + e, "who can read it is not known", "");
        }
        return Finding.ok(name, state + ", for you alone");
    }

    Finding ssh() throws InterruptedException {
        try {
            Outcome outcome = here.run(Command.of("ssh", "-V"));
            return Finding.ok(
                    "ssh", outcome.stderr().strip() + "; its configuration is read with 'ssh -G'");
        } catch (HostException e) {
            return Finding.warning(
                    "ssh",
                    "there is no ssh on this machine",
                    "jcluster needs none, but reads ~/.ssh/config alone, without Match, Include and"
                            + " the system's own file",
                    "install OpenSSH's client if a host's settings are not found");
        }
    }

    /** The versions of the Python that {@code python3} is; empty when there is none. */
    Optional<Versions> python() throws InterruptedException {
        try {
            Outcome outcome = here.run(Command.of("python3", "-c", Facts.resource("versions.py")));
            return outcome.succeeded()
                    ? Optional.of(Versions.read(outcome.stdout()))
                    : Optional.empty();
        } catch (HostException e) {
            return Optional.empty();
        }
    }

    static Finding python(Optional<Versions> python) {
        String name = "python here";
        if (python.isEmpty()) {
            return Finding.ok(
                    name,
                    "there is no python3 that runs",
                    "jcluster needs none; ipp.Client on this machine does");
        }
        Versions versions = python.get();
        String seen =
                "Python "
                        + versions.of("python").orElse("unknown")
                        + " ("
                        + versions.of("executable").orElse("python3")
                        + ") with "
                        + versions.packages();
        return versions.of("ipyparallel").isPresent()
                ? Finding.ok(name, seen)
                : Finding.ok(
                        name,
                        seen,
                        "ipp.Client does not run in this Python; jcluster itself does not need it");
    }

    List<Finding> all(Subject subject, Optional<Versions> python) throws InterruptedException {
        List<Finding> findings = new ArrayList<>(java());
        findings.addAll(places());
        findings.add(profile(subject));
        findings.add(ssh());
        findings.add(python(python));
        return findings;
    }
}
