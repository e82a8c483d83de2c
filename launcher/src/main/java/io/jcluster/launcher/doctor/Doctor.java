package io.jcluster.launcher.doctor;

import io.jcluster.drmaa2.MachineInfo;
import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.launcher.agent.Lines;
import io.jcluster.launcher.cluster.Progress;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.launcher.doctor.Finding.Fault;
import io.jcluster.launcher.doctor.Finding.Status;
import io.jcluster.scheduler.Dialect;
import io.jcluster.templates.Profile;
import io.jcluster.templates.ProfileException;
import io.jcluster.templates.Profiles;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.SshHost;
import io.jcluster.tunnel.SshTarget;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An examination of everything that a submission will need, in the order in which a submission
 * needs it. It changes nothing: no file is written on either side, no job submitted, no host key
 * accepted, no agent started.
 */
public final class Doctor {

    private final UserDirectories directories;
    private final Lines lines;
    private final Prompts prompts;
    private final Progress progress;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param prompts the person to ask where a login needs an answer
     */
    public Doctor(UserDirectories directories, Lines lines, Prompts prompts, Progress progress) {
        this.directories = directories;
        this.lines = lines;
        this.prompts = prompts;
        this.progress = progress;
    }

    /**
     * Examines a site once.
     *
     * @param word a profile's name or file, else a host as {@code ssh} calls it; empty for this
     *     machine, as a submission without a profile takes it
     * @param said over the profile, by the command line; empty where it says nothing
     */
    public List<Finding> examine(Optional<String> word, Profile said) throws InterruptedException {
        try (LocalHost here = new LocalHost()) {
            progress.waiting("looking at this machine");
            ThisMachine machine = new ThisMachine(directories, here);
            Optional<Versions> python = machine.python();
            Optional<Subject> subject = subject(word, said);
            if (subject.isPresent()) {
                findings.addAll(machine.all(subject.get(), python));
                if (subject.get().login().isPresent()) {
                    elsewhere(subject.get(), subject.get().login().get(), here, python);
                } else {
                    inside(subject.get(), here, python, false);
                }
            }
        }
        return List.copyOf(findings);
    }

    private Optional<Subject> subject(Optional<String> word, Profile said) {
        try {
            return Optional.of(Subject.of(word, said, directories.profiles()));
        } catch (ProfileException e) {
            Text text = Text.of(e);
            findings.add(
                    Finding.problem(
                            Fault.REQUEST,
                            "profile",
                            text.said(),
                            "what is meant is not known, so nothing else was looked at",
                            text.advice().isEmpty() ? "jcluster profiles" : text.advice()));
            return Optional.empty();
        }
    }

    private void elsewhere(Subject subject, String login, Host here, Optional<Versions> python)
            throws InterruptedException {
        SshTarget target;
        try {
            target = SshTarget.resolve(login);
        } catch (HostException e) {
            Text text = Text.of(e);
            findings.add(
                    Finding.problem(
                            Fault.LAPTOP,
                            "name",
                            text.said(),
                            "where to log in is not known",
                            text.advice()));
            return;
        }
        progress.waiting("looking for the way to " + login);
        List<Finding> way = WayThere.look(target);
        findings.addAll(way);
        findings.addAll(LoginNode.certificates(target, here, Instant.now()));
        if (way.stream().anyMatch(one -> one.status() == Status.PROBLEM)) {
            return;
        }
        progress.waiting("logging in to " + login);
        try (Host host = open(login, target)) {
            progress.waiting("looking at " + login);
            findings.add(LoginNode.sessions(host));
            Finding forwarding = LoginNode.forwarding(host, target.port());
            findings.add(forwarding);
            inside(subject, host, python, forwarding.status() == Status.OK);
        } catch (HostException e) {
            findings.add(LoginNode.refused(target, e));
        }
    }

    /** The line that an agent holds, else a connection that ends with this examination. */
    private Host open(String login, SshTarget target) {
        // Asking for an agent makes the directory of its socket.
        Optional<AgentHost> agent =
                Files.isDirectory(directories.lines())
                        ? lines.running(Optional.of(login))
                        : Optional.empty();
        if (agent.isPresent()) {
            findings.add(LoginNode.held());
            return agent.get();
        }
        SshHost host = SshHost.connect(target.withoutNewKeys(), prompts);
        findings.addAll(LoginNode.login(target, host.login()));
        return host;
    }

    /** A part of the examination that asks the host. */
    @FunctionalInterface
    private interface Part<T> {
        T look() throws InterruptedException;
    }

    /**
     * Has one part fail without the others: a host that hangs at one question answers the next.
     *
     * @param name of the finding when it fails
     */
    private <T> Optional<T> part(String name, String what, Part<T> part)
            throws InterruptedException {
        progress.waiting(what);
        try {
            return Optional.of(part.look());
        } catch (HostException e) {
            Text text = Text.of(e);
            findings.add(
                    Finding.unknown(name, text.said(), "it could not be looked at", text.advice()));
            return Optional.empty();
        }
    }

    private void inside(Subject subject, Host host, Optional<Versions> python, boolean forwarding)
            throws InterruptedException {
        Optional<Facts> account =
                part(
                        "machine",
                        "looking at the account",
                        () -> Facts.ask(host, "account.sh", Map.of()));
        account.ifPresent(facts -> findings.addAll(new Account(facts).look()));
        Optional<Dialect> dialect = scheduler(subject, host, forwarding);
        part(
                        "python",
                        "loading the software of a job",
                        () ->
                                Software.ask(
                                        host,
                                        profile(subject, dialect),
                                        dialect.map(Dialect::name).orElse("")))
                .ifPresent(software -> findings.addAll(software.look(python)));
        if (!subject.profile().site().hosts().isEmpty()) {
            part("host", "asking each of the hosts", () -> EachHost.ask(host, subject.profile()))
                    .ifPresent(hosts -> findings.addAll(hosts.look()));
        }
        account.ifPresent(facts -> findings.addAll(new Places(facts).look()));
        if (subject.login().isPresent()) {
            part("clock", "comparing clocks", () -> LoginNode.clock(host)).ifPresent(findings::add);
        }
    }

    private Optional<Dialect> scheduler(Subject subject, Host host, boolean forwarding)
            throws InterruptedException {
        progress.waiting("asking the scheduler");
        Workload workload = new Workload(host);
        Workload.Found found = workload.which(subject, host);
        findings.add(found.finding());
        if (found.dialect().isEmpty() || found.dialect().get().queues().isEmpty()) {
            return found.dialect();
        }
        Dialect dialect = found.dialect().get();
        Profile profile = profile(subject, found.dialect());
        Finding server = workload.server(dialect);
        findings.add(server);
        findings.add(Workload.pace(subject));
        if (server.status() == Status.PROBLEM) {
            return found.dialect(); // each further question would take its own ten seconds to fail
        }
        findings.addAll(workload.queues(dialect, profile));
        findings.add(workload.accounting(dialect));
        List<MachineInfo> machines = workload.machines(dialect);
        part(
                        "nodes",
                        "looking at the way to the nodes",
                        () ->
                                new Nodes(host)
                                        .look(machines, forwarding || subject.login().isEmpty()))
                .ifPresent(findings::addAll);
        return found.dialect();
    }

    /** For a bare host what a submission with its scheduler's name would take. */
    private Profile profile(Subject subject, Optional<Dialect> dialect) {
        Profiles profiles = directories.profiles();
        return subject.isProfile() || dialect.isEmpty()
                ? subject.profile()
                : profiles.names().stream()
                        .filter(dialect.get().family()::equals)
                        .findFirst()
                        .map(profiles::named)
                        .orElse(subject.profile());
    }
}
