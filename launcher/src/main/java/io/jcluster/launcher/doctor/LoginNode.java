package io.jcluster.launcher.doctor;

import io.jcluster.launcher.doctor.Finding.Fault;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.KeyValidity;
import io.jcluster.tunnel.Login;
import io.jcluster.tunnel.Running;
import io.jcluster.tunnel.SshTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The login and what the login node lets one do. */
final class LoginNode {

    /** More than the difference of two clocks that are set over a network. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    /** A server that gives one session refuses at once, and is asked again until this is over. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private LoginNode() {}

    /** A login that failed. */
    static Finding refused(SshTarget target, HostException failure) {
        Text text = Text.of(failure);
        if (failure.kind() == HostException.Kind.UNTRUSTED_HOST_KEY) {
            return Finding.problem(
                    Fault.HOST,
                    "host key",
                    text.said(),
                    target.acceptNewKeys() && !text.said().contains("is not the one")
                            ? "your ssh configuration accepts new keys, so submit would write it down;"
                                    + " doctor writes nothing, and does not log in to a stranger"
                            : "nobody can tell whether it is the right machine",
                    text.advice());
        }
        return Finding.problem(
                Fault.HOST,
                "login",
                text.said(),
                failure.kind() == HostException.Kind.LOGIN_REFUSED
                        ? "the key, the user name, or a certificate that has expired; it is not tried"
                                + " again"
                        : "there is no connection, so nothing there can be looked at",
                text.advice());
    }

    static List<Finding> login(SshTarget target, Login login) {
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.ok(
                        "host key",
                        login.hostKey().isEmpty()
                                ? "a certificate of an authority that is known vouches for it"
                                : login.hostKey()
                                        + login.knownFrom()
                                                .map(file -> ", known from " + file)
                                                .orElse("")));
        findings.add(
                Finding.ok(
                        "login",
                        "as "
                                + target.user()
                                + " by "
                                + (login.authentication().isEmpty()
                                        ? "a method that was not told"
                                        : login.authentication())
                                + " to "
                                + login.server()));
        findings.add(noise(login.noise()));
        return findings;
    }

    static Finding noise(String noise) {
        return noise.isEmpty()
                ? Finding.ok("start files", "print nothing before a command")
                : Finding.warning(
                        "start files",
                        "print before a command: " + noise,
                        "jcluster leaves it out; scp, rsync and sftp may fail on it",
                        "print only in terminals: in ~/.bashrc, after [[ $- == *i* ]] || return");
    }

    /** The login facts where an agent has logged in before. */
    static Finding held() {
        return Finding.unknown(
                "login",
                "a connection of before is used, which an agent holds for your clusters",
                "doctor does not log in a second time, which might ask you for a code; so the host"
                        + " key, the method and the start files are not told",
                "again when 'jcluster list' shows no line to this host");
    }

    /**
     * The certificates that a login may offer: those it finds on this machine, and the agent's.
     *
     * @param here where the agent is asked
     */
    static List<Finding> certificates(SshTarget target, Host here, Instant now)
            throws InterruptedException {
        List<KeyValidity> found = new ArrayList<>(KeyValidity.of(target));
        if (target.agent().isPresent()) {
            for (String line : agentKeys(here, target.agent().get())) {
                KeyValidity.read("the ssh-agent's certificate", line).ifPresent(found::add);
            }
        }
        return found.stream().map(one -> SignedKeys.judged(one, now)).toList();
    }

    /** Lines as in an authorized_keys file; none where the agent does not answer. */
    private static List<String> agentKeys(Host here, Path socket) throws InterruptedException {
        try {
            return here.run(
                            Command.of("ssh-add", "-L")
                                    .withEnvironment(Map.of("SSH_AUTH_SOCK", socket.toString())))
                    .stdout()
                    .lines()
                    .toList();
        } catch (HostException e) {
            return List.of();
        }
    }

    /** Two programs at the same time, as a log that is followed beside other questions. */
    static Finding sessions(Host host) throws InterruptedException {
        try (Running first = host.start(Command.of("sleep", "30"))) {
            host.run(Command.of("true").withTimeout(PATIENCE));
            return Finding.ok("sessions", "two at a time over one connection");
        } catch (HostException e) {
            return Finding.warning(
                    "sessions",
                    "a second program at the same time is refused: " + Text.of(e).said(),
                    "'jcluster logs --follow' and some ways to a node need two (MaxSessions of the"
                            + " site's sshd_config)",
                    "ask the site for MaxSessions of at least 10, which is the usual value");
        }
    }

    /**
     * Whether connections are let through: to the SSH server itself, which is there. That nothing
     * answers would be an answer as well, since the question was let through.
     */
    static Finding forwarding(Host host, int port) throws InterruptedException {
        HostPort itself = new HostPort("127.0.0.1", port);
        try {
            return Finding.ok(
                    "forwarding",
                    host.reaches(itself)
                            ? "is allowed: a connection to " + itself + " there was opened"
                            : "is allowed, though nothing listens at " + itself + " there");
        } catch (HostException e) {
            Text text = Text.of(e);
            if (e.kind() == HostException.Kind.FORWARD_REFUSED) {
                return around(host, text);
            }
            return Finding.unknown(
                    "forwarding", text.said(), "it could not be tried", text.advice());
        }
    }

    /** Where forwarding is forbidden, the relay in the job is reached by programs on the way. */
    private static Finding around(Host host, Text refusal) throws InterruptedException {
        String found =
                host.run(Command.script("command -v python3; command -v bash; command -v srun"))
                        .stdout();
        boolean exec = found.contains("python3") || found.contains("bash");
        boolean scheduler = exec && found.contains("srun");
        if (!exec) {
            return Finding.problem(
                    Fault.HOST,
                    "forwarding",
                    refusal.said(),
                    "the login node lets nobody through to the compute nodes, where the controller"
                            + " will be, and has neither Python 3 nor bash to go around that",
                    refusal.advice());
        }
        return Finding.warning(
                "forwarding",
                refusal.said(),
                "the ports go another way, over the relay in the job: by a program on the login"
                        + " node (exec)"
                        + (scheduler ? ", by srun (scheduler)" : "")
                        + ", or called by the node (callback)",
                "nothing need be done; 'line: way:' in the profile fixes one of them, and with"
                        + " 'relay: false' there is none");
    }

    static Finding clock(Host host) throws InterruptedException {
        Instant before = Instant.now();
        String said = host.run(Command.of("date", "+%s.%N")).stdout().strip();
        return clock(before, Instant.now(), said);
    }

    /**
     * The difference of two clocks; half of the round trip is not known.
     *
     * @param said seconds since 1970 there; a date(1) without %N leaves a letter behind the dot
     */
    static Finding clock(Instant before, Instant after, String said) {
        if (!said.matches("[0-9]{1,11}(\\.[0-9A-Za-z%]*)?")) {
            return Finding.unknown(
                    "clock", "date said '" + said + "'", "the clocks could not be compared", "");
        }
        boolean whole = !said.matches("[0-9]+\\.[0-9]{9}");
        double there = Double.parseDouble(said.replaceFirst("\\.[^.]*[A-Za-z%].*$", ""));
        double early = seconds(before);
        double late = seconds(after);
        double off = there + (whole ? 0.5 : 0) - (early + late) / 2;
        double unsure = (late - early) / 2 + (whole ? 0.5 : 0);
        if (Math.abs(off) - unsure <= SKEW.toSeconds()) {
            return Finding.ok(
                    "clock", "less than " + SKEW.toSeconds() + " s between here and there");
        }
        return Finding.warning(
                "clock",
                "the clock there is %.0f s %s"
                        .formatted(Math.abs(off), off > 0 ? "ahead" : "behind"),
                "jcluster compares no times of two machines, but certificates that last for hours and"
                        + " times in logs are hard to make sense of",
                "see which of the two is wrong: date -u, here and there");
    }

    private static double seconds(Instant time) {
        return time.getEpochSecond() + time.getNano() / 1e9;
    }
}
