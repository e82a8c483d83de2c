package io.jcluster.testbed;

import io.jcluster.tunnel.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small real cluster that lives as long as the block that opened it: a laptop on which {@code
 * ada} works, a login node on which she is {@code alice}, a controller and compute nodes. It is
 * booted by {@code bin/testbed}, which needs root; without it {@link #up} fails and says so.
 */
public final class Testbed implements AutoCloseable {

    private static final Path PROGRAM =
            Path.of(System.getProperty("basedir", "."), "bin", "testbed").toAbsolutePath();
    private static final Duration BOOT = Duration.ofMinutes(2);
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int ALICE = 4001; // lib/bed/plan.py: known inside only, by name
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Set<Testbed> UP = ConcurrentHashMap.newKeySet();

    private final String name;
    private final String scheduler;
    private final Thread lastResort = new Thread(this::down);

    private Testbed(String name, String scheduler) {
        this.name = name;
        this.scheduler = scheduler;
    }

    /**
     * What to boot.
     *
     * @param nodes compute nodes, named nid1 and on
     * @param jcluster a directory that ada finds copied at /opt/jcluster
     * @param slurmConf further lines of slurm.conf
     * @param scheduler {@code slurm}, {@code openpbs-toy}, {@code torque-toy} or {@code none}
     * @param nodeSshd whether the compute nodes have an SSH server too
     * @param ownHomes whether each compute node has a home of its own
     */
    public record Options(
            int nodes,
            boolean accounting,
            boolean laptopWithoutPython,
            Optional<Path> jcluster,
            List<String> slurmConf,
            String scheduler,
            boolean nodeSshd,
            boolean ownHomes) {

        public Options {
            slurmConf = List.copyOf(slurmConf);
        }

        /** Two nodes, no accounting, Python on the laptop. */
        public static Options small() {
            return new Options(2, false, false, Optional.empty(), List.of(), "slurm", false, false);
        }

        public Options withAccounting() {
            return new Options(
                    nodes,
                    true,
                    laptopWithoutPython,
                    jcluster,
                    slurmConf,
                    scheduler,
                    nodeSshd,
                    ownHomes);
        }

        public Options withoutPythonOnTheLaptop() {
            return new Options(
                    nodes, accounting, true, jcluster, slurmConf, scheduler, nodeSshd, ownHomes);
        }

        public Options withJcluster(Path directory) {
            return new Options(
                    nodes,
                    accounting,
                    laptopWithoutPython,
                    Optional.of(directory),
                    slurmConf,
                    scheduler,
                    nodeSshd,
                    ownHomes);
        }

        public Options withScheduler(String name) {
            return new Options(
                    nodes,
                    accounting,
                    laptopWithoutPython,
                    jcluster,
                    slurmConf,
                    name,
                    nodeSshd,
                    ownHomes);
        }

        public Options withNodeSshd() {
            return new Options(
                    nodes,
                    accounting,
                    laptopWithoutPython,
                    jcluster,
                    slurmConf,
                    scheduler,
                    true,
                    ownHomes);
        }

        /** Plain hosts: no batch system, and no home that two of them share. */
        public Options withOwnHomes() {
            return new Options(
                    nodes,
                    accounting,
                    laptopWithoutPython,
                    jcluster,
                    slurmConf,
                    "none",
                    true,
                    true);
        }

        private List<String> words() {
            List<String> words =
                    new ArrayList<>(
                            List.of("--nodes", Integer.toString(nodes), "--scheduler", scheduler));
            if (accounting) {
                words.add("--accounting");
            }
            if (laptopWithoutPython) {
                words.add("--laptop-without-python");
            }
            if (nodeSshd) {
                words.add("--node-sshd");
            }
            if (ownHomes) {
                words.add("--own-homes");
            }
            jcluster.ifPresent(it -> words.addAll(List.of("--jcluster", it.toString())));
            slurmConf.forEach(it -> words.addAll(List.of("--slurm-conf", it)));
            return words;
        }
    }

    /**
     * Boots a testbed under a name of its own, so that several test runs do not meet.
     *
     * @throws IllegalStateException when it does not come up, with what it said
     */
    public static Testbed up(Options options) throws InterruptedException {
        Testbed testbed =
                new Testbed(
                        "junit-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet(),
                        options.scheduler());
        testbed.verb(BOOT, "up", options.words());
        // A test run that is interrupted does not come to close().
        Runtime.getRuntime().addShutdownHook(testbed.lastResort);
        UP.add(testbed);
        return testbed;
    }

    /** Those of this test run that are up. */
    static Set<Testbed> up() {
        return Set.copyOf(UP);
    }

    /** Where everything of this testbed lies while it is up. */
    public Path directory() {
        return Path.of("/tmp/jcluster-testbed-" + name);
    }

    /** Runs a program on a host to its end: as ada on the laptop, as alice elsewhere. */
    public Outcome exec(String host, String... argv) throws InterruptedException {
        return exec(LIMIT, "", host, argv);
    }

    /**
     * The same with a limit and an input.
     *
     * @throws IllegalStateException when the program has not ended within the limit; it is ended
     */
    public Outcome exec(Duration limit, String stdin, String host, String... argv)
            throws InterruptedException {
        return run(limit, stdin, execWords(host, argv));
    }

    /** Runs a program on a host and gives what it printed, which must have gone well. */
    public String output(String host, String... argv) throws InterruptedException {
        Outcome outcome = exec(host, argv);
        if (!outcome.succeeded()) {
            throw failure(execWords(host, argv), "ended with " + outcome);
        }
        return outcome.stdout();
    }

    /** What the batch system says of the jobs that wait or run; empty when there are none. */
    String queue() throws InterruptedException {
        return switch (scheduler) {
            case "slurm" -> output("login", "squeue", "--noheader", "--all");
            case "none" -> "";
            default -> output("login", "qselect");
        };
    }

    /** Starts a program on a host. Signals sent to the process reach it, and its status returns. */
    public Process start(String host, String... argv) {
        try {
            return new ProcessBuilder(execWords(host, argv)).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a directory into the home that the cluster's hosts share; it is alice's then. */
    public void copyToAlice(Path directory, String name) throws InterruptedException {
        List<String> words =
                List.of(
                        "rsync",
                        "--archive",
                        "--chown=" + ALICE + ":" + ALICE,
                        "--chmod=u+rwX,go+rX,go-w",
                        directory + "/",
                        directory().resolve("home/cluster/alice").resolve(name).toString());
        Outcome outcome = run(LIMIT, "", words);
        if (!outcome.succeeded()) {
            throw failure(words, outcome.stderr());
        }
    }

    /** Runs a shell script as a host's root; it must go well. */
    public String asRoot(Duration limit, String host, String script) throws InterruptedException {
        Outcome outcome = execAsRoot(limit, "set -e\n" + script, host, "sh");
        if (!outcome.succeeded()) {
            throw failure(rootWords(host, "sh"), "ended with " + outcome);
        }
        return outcome.stdout();
    }

    /** As {@link #exec(Duration, String, String, String...)}, as the host's root. */
    public Outcome execAsRoot(Duration limit, String stdin, String host, String... argv)
            throws InterruptedException {
        return run(limit, stdin, rootWords(host, argv));
    }

    /** The words that run a program on a host when they are typed, as root, on this machine. */
    public List<String> wordsFor(String host, String... argv) {
        return execWords(host, argv);
    }

    /** Pulls the cable between the laptop and the login node: packets vanish, nobody is told. */
    public void cut() throws InterruptedException {
        verb(LIMIT, "cut", List.of());
    }

    /** Puts the cable back and returns when packets pass. */
    public void mend() throws InterruptedException {
        verb(LIMIT, "mend", List.of());
    }

    /** Ends a compute node as a power failure does. It stays dead. */
    public void killNode(String node) throws InterruptedException {
        verb(LIMIT, "kill-node", List.of(node));
    }

    /** The end of every log. */
    String logs() throws InterruptedException {
        return run(LIMIT, "", List.of(PROGRAM.toString(), "logs", "--name", name)).stdout();
    }

    /** Ends everything that runs on the hosts and removes all files. */
    @Override
    public void close() {
        UP.remove(this);
        Runtime.getRuntime().removeShutdownHook(lastResort);
        down();
    }

    private void down() {
        try {
            verb(LIMIT, "down", List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void verb(Duration limit, String verb, List<String> more) throws InterruptedException {
        List<String> words =
                new ArrayList<>(List.of(PROGRAM.toString(), verb, "--name", this.name));
        words.addAll(more);
        Outcome outcome = run(limit, "", words);
        if (!outcome.succeeded()) {
            throw failure(words, outcome.stderr());
        }
    }

    private List<String> rootWords(String host, String... argv) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                PROGRAM.toString(),
                                "exec",
                                "--name",
                                this.name,
                                host,
                                "--root",
                                "--"));
        words.addAll(List.of(argv));
        return words;
    }

    private List<String> execWords(String host, String... argv) {
        List<String> words =
                new ArrayList<>(
                        List.of(PROGRAM.toString(), "exec", "--name", this.name, host, "--"));
        words.addAll(List.of(argv));
        return words;
    }

    /** Files take the streams, so that neither can fill up while the other is read. */
    private static Outcome run(Duration limit, String stdin, List<String> words)
            throws InterruptedException {
        try {
            Path streams = Files.createTempDirectory("testbed-exec");
            Path in = Files.writeString(streams.resolve("in"), stdin);
            Path out = streams.resolve("out");
            Path err = streams.resolve("err");
            try {
                Process process =
                        new ProcessBuilder(words)
                                .redirectInput(in.toFile())
                                .redirectOutput(out.toFile())
                                .redirectError(err.toFile())
                                .start();
                try {
                    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                        throw failure(
                                words,
                                "did not end within "
                                        + limit
                                        + "; until then it said:\n"
                                        + Files.readString(out)
                                        + Files.readString(err));
                    }
                } finally {
                    process.destroyForcibly();
                }
                return new Outcome(
                        process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                for (Path file : List.of(in, out, err, streams)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IllegalStateException failure(List<String> words, String said) {
        return new IllegalStateException(said + "\n  ran: " + String.join(" ", words));
    }
}
