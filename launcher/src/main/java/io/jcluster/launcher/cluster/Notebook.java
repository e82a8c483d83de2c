package io.jcluster.launcher.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.launcher.agent.Hold;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * The notebook server in a cluster's job, beside its controller: asked for by a file in the job's
 * directory, for which the job script looks, so that it works wherever a job does. Its port is one
 * more of the cluster's. The token that lets somebody in is made in the job and comes here through
 * a file for its owner only.
 */
public final class Notebook {

    /** The name of its port among those of the cluster. */
    public static final String PORT = "notebook";

    /** What the server says, in the job's directory. */
    public static final String LOG = "notebook.log";

    private static final String PROGRAM = "notebook.py";
    private static final String REQUEST = "notebook.request";
    private static final String STOP = "notebook.stop";
    private static final String ANSWER = "profile/notebook/answer";

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** The job script looks once a second; a network file system may hide a new file for longer. */
    private static final Duration TAKEN = Duration.ofSeconds(90);

    /** Longer than the program itself waits for the server, so that its sentence comes home. */
    private static final Duration STARTED = Duration.ofMinutes(4);

    private static final Duration STOPPED = Duration.ofSeconds(60);

    private static final int LINES_SAID = 12;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Desk desk;

    public Notebook(Desk desk) {
        this.desk = desk;
    }

    /**
     * What is wanted of a server that is to be started.
     *
     * @param lab whether JupyterLab and nothing else will do
     * @param python the server's own; empty for that of the engines
     * @param directory where its files are, on the cluster; relative to the home directory there
     * @param arguments further words for the server
     */
    public record Wish(
            boolean lab, Optional<String> python, String directory, List<String> arguments) {

        public Wish {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * A server that can be reached from here.
     *
     * @param cluster its record
     * @param server the server's name and version
     * @param node the node it runs on
     * @param address the whole address, which lets in whoever has it
     */
    public record Page(ClusterRecord cluster, String server, String node, URI address) {

        /** Never the address, wherever this is printed. */
        @Override
        public String toString() {
            return "Page[" + server + " on " + node + "]";
        }
    }

    /** Where the server of a job listens, as its node sees it; empty where there is none. */
    static Optional<HostPort> listensAt(ClusterRecord cluster, Sidecar sidecar) {
        OptionalInt port = sidecar.notebook();
        return port.isPresent()
                ? Optional.of(new HostPort(address(cluster, sidecar), port.getAsInt()))
                : Optional.empty();
    }

    /**
     * The node's loopback, where a relay on the node connects to it; else where the controller is.
     */
    private static String address(ClusterRecord cluster, Sidecar sidecar) {
        return cluster.login().isPresent() && sidecar.relay().isPresent()
                ? LOOPBACK
                : sidecar.addresses().stream().findFirst().orElse(LOOPBACK);
    }

    /** Whether the cluster's ports are open on this machine. */
    public boolean isHome(ClusterRecord cluster) throws InterruptedException {
        Optional<AgentHost> agent = desk.lines().running(cluster.login());
        if (agent.isEmpty()) {
            return false;
        }
        try (AgentHost host = agent.get()) {
            return host.status().holds().contains(cluster.key());
        }
    }

    /**
     * The server of a cluster whose ports are open here: the one that runs, or else a new one.
     *
     * @param lab whether only JupyterLab will do, also of one that runs
     * @param wish asked for where none runs
     * @throws ClusterException when none can be started, with the end of its log, or when another
     *     one than is wanted runs already
     */
    public Page open(ClusterRecord cluster, boolean lab, Supplier<Wish> wish)
            throws InterruptedException {
        desk.progress().waiting("looking for a notebook server in job " + cluster.id());
        try (AgentHost host = desk.lines().hold(cluster.login())) {
            JobDirectory directory = new JobDirectory(host, cluster.directory());
            Sidecar sidecar = alive(cluster, directory.await("", Duration.ZERO));
            NotebookAnswer answer =
                    sidecar.notebook().isPresent()
                            ? answer(cluster, directory)
                            : started(cluster, sidecar, directory, wish.get());
            NotebookAnswer.Running server =
                    answer.running().orElseThrow(() -> failed(cluster, "it has no server", ""));
            if (lab && !server.server().startsWith("jupyterlab ")) {
                throw ClusterException.of(
                                ClusterException.Kind.REQUEST,
                                "the notebook server of cluster "
                                        + cluster.id()
                                        + " is no JupyterLab")
                        .said(server.server() + " runs on " + answer.node() + " already")
                        .advise("jcluster notebook " + cluster.id() + " --stop, then this again");
            }
            HostPort here = forwarded(cluster, host, server.at());
            Map<String, Integer> ports = new HashMap<>(cluster.ports());
            ports.put(PORT, here.port());
            ClusterRecord open = cluster.onPorts(ports);
            desk.store().save(open);
            return new Page(
                    open,
                    server.server(),
                    answer.node(),
                    URI.create("http://" + here + server.page() + "?token=" + server.token()));
        }
    }

    /**
     * Ends the server with its kernels; the cluster goes on.
     *
     * @return the cluster's record; empty when no server was running
     */
    public Optional<ClusterRecord> stop(ClusterRecord cluster) throws InterruptedException {
        desk.progress().waiting("ending the notebook server of job " + cluster.id());
        try (AgentHost host = desk.lines().hold(cluster.login())) {
            JobDirectory directory = new JobDirectory(host, cluster.directory());
            JobDirectory.Reading reading = directory.await("", Duration.ZERO);
            if (alive(cluster, reading).notebook().isEmpty()) {
                return Optional.empty();
            }
            directory.write(STOP, "");
            long deadline = System.nanoTime() + STOPPED.toNanos();
            while (reading.sidecar().filter(said -> said.notebook().isPresent()).isPresent()) {
                if (System.nanoTime() > deadline) {
                    throw ClusterException.of(
                                    ClusterException.Kind.TIMED_OUT,
                                    "the notebook server of cluster "
                                            + cluster.id()
                                            + " has not ended within "
                                            + STOPPED.toSeconds()
                                            + " s")
                            .said(directory.tails(List.of(LOG), LINES_SAID));
                }
                reading = directory.await(reading.version(), LOOK);
            }
            if (host.status().holds().contains(cluster.key())) {
                host.remove(cluster.key(), PORT);
            }
            Map<String, Integer> ports = new HashMap<>(cluster.ports());
            ports.remove(PORT);
            ClusterRecord left = cluster.onPorts(ports);
            desk.store().save(left);
            return Optional.of(left);
        }
    }

    private NotebookAnswer started(
            ClusterRecord cluster, Sidecar sidecar, JobDirectory directory, Wish wish)
            throws InterruptedException {
        String id = HexFormat.of().toHexDigits(RANDOM.nextLong());
        directory.write(PROGRAM, program());
        directory.write(REQUEST, request(id, cluster, sidecar, wish));
        desk.progress().waiting("starting a notebook server on " + sidecar.node());
        long began = System.nanoTime();
        String known = "";
        while (true) {
            JobDirectory.Reading reading = directory.await(known, LOOK);
            known = reading.version();
            boolean runs = alive(cluster, reading).notebook().isPresent();
            Optional<NotebookAnswer> answer = directory.read(ANSWER).map(NotebookAnswer::parse);
            if (runs && answer.flatMap(NotebookAnswer::running).isPresent()) {
                desk.progress().done("a notebook server runs on " + sidecar.node());
                return answer.get();
            }
            Optional<NotebookAnswer.Failure> failure =
                    answer.filter(it -> it.id().equals(id)).flatMap(NotebookAnswer::failure);
            if (failure.isPresent()) {
                throw failed(cluster, failure.get().what(), failure.get().advice(), directory);
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - began);
            if (waited.compareTo(TAKEN) > 0 && directory.read(REQUEST).isPresent()) {
                throw ClusterException.of(
                                ClusterException.Kind.TIMED_OUT,
                                "job " + cluster.id() + " does not look for requests")
                        .advise(
                                "submit the cluster again, if it was submitted by a jcluster that"
                                        + " had no notebooks; jcluster logs "
                                        + cluster.id());
            }
            if (waited.compareTo(STARTED) > 0) {
                throw ClusterException.of(
                                ClusterException.Kind.TIMED_OUT,
                                "no notebook server has answered in job "
                                        + cluster.id()
                                        + " within "
                                        + STARTED.toSeconds()
                                        + " s")
                        .said(directory.tails(List.of(LOG), LINES_SAID));
            }
        }
    }

    private static Sidecar alive(ClusterRecord cluster, JobDirectory.Reading reading) {
        return reading.sidecar()
                .filter(Sidecar::controllerUp)
                .orElseThrow(
                        () ->
                                ClusterException.of(
                                                ClusterException.Kind.JOB,
                                                "cluster "
                                                        + cluster.id()
                                                        + " has no controller that runs, beside"
                                                        + " which a notebook could be")
                                        .said(
                                                reading.sidecar()
                                                        .flatMap(Sidecar::message)
                                                        .or(reading::trouble)
                                                        .orElse("the job says nothing of itself"))
                                        .advise("jcluster status " + cluster.id()));
    }

    private NotebookAnswer answer(ClusterRecord cluster, JobDirectory directory)
            throws InterruptedException {
        return directory
                .read(ANSWER)
                .map(NotebookAnswer::parse)
                .orElseThrow(() -> failed(cluster, "it has left no address", ""));
    }

    private static ClusterException failed(ClusterRecord cluster, String what, String advice) {
        return ClusterException.of(
                        ClusterException.Kind.JOB,
                        "no notebook server runs in cluster " + cluster.id())
                .said(what)
                .advise(advice.isEmpty() ? "jcluster logs " + cluster.id() : advice);
    }

    private static ClusterException failed(
            ClusterRecord cluster, String what, String advice, JobDirectory directory)
            throws InterruptedException {
        return failed(
                cluster, what + "\n" + directory.tails(List.of(LOG), LINES_SAID).strip(), advice);
    }

    /**
     * The cluster's other ports stay as they are; the notebook's is the one it had, if possible.
     */
    private static HostPort forwarded(ClusterRecord cluster, AgentHost host, HostPort there)
            throws InterruptedException {
        int before = cluster.login().isEmpty() ? 0 : cluster.ports().getOrDefault(PORT, 0);
        try {
            return host.add(cluster.key(), PORT, new Hold.Port(there, before));
        } catch (HostException e) {
            if (before == 0 || e.kind() != HostException.Kind.FORWARD_REFUSED) {
                throw e;
            }
            return host.add(cluster.key(), PORT, new Hold.Port(there, 0));
        }
    }

    private static String request(String id, ClusterRecord cluster, Sidecar sidecar, Wish wish) {
        ObjectNode json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", id)
                        .put("profile", cluster.ipythonProfile())
                        .put("bind", address(cluster, sidecar))
                        .put("lab", wish.lab())
                        .put("python", wish.python().orElse(""))
                        .put("directory", wish.directory());
        ArrayNode words = json.putArray("arguments");
        wish.arguments().forEach(words::add);
        return json + "\n";
    }

    private static String program() {
        try (InputStream text = Notebook.class.getResourceAsStream(PROGRAM)) {
            if (text == null) {
                throw new IllegalStateException("the program lacks its file " + PROGRAM);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
