package io.jcluster.launcher.cluster;

import io.jcluster.client.Channel;
import io.jcluster.client.Client;
import io.jcluster.client.ClientException;
import io.jcluster.client.ConnectionFile;
import io.jcluster.client.ConnectionFileException;
import io.jcluster.client.DirectView;
import io.jcluster.client.EngineFacts;
import io.jcluster.client.MpiProof;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.launcher.agent.Hold;
import io.jcluster.launcher.agent.WayFinder;
import io.jcluster.templates.LineWay;
import io.jcluster.templates.Profile;
import io.jcluster.tunnel.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Brings a submitted cluster home: waits for its job and its controller, fetches the connection
 * file, opens the ports, waits for the engines and has them prove their ranks. Every step can be
 * repeated: {@code connect} does all of it again, from wherever an earlier command was ended.
 */
public final class Connector {

    private static final Duration CLIENT_CONNECT = Duration.ofSeconds(20);
    private static final Duration PROOF = Duration.ofSeconds(60);
    private static final Duration LOOK_AT_JOB = Duration.ofSeconds(3);
    private static final Duration WATCH = Duration.ofSeconds(15);

    /**
     * How long after the time limit a silent host is waited for before its forwards are given up.
     */
    private static final Duration AFTERLIFE = Duration.ofHours(12);

    private static final Duration NO_LIMIT_KNOWN = Duration.ofDays(30);

    private static final int FETCH_ATTEMPTS = 6;

    /** Where the job keeps the secret of its relay. */
    private static final String RELAY_KEY = "relay.key";

    private final Desk desk;

    public Connector(Desk desk) {
        this.desk = desk;
    }

    /**
     * A cluster that is home.
     *
     * @param cluster its record
     * @param connectionFile the laptop's connection file
     * @param sidecar what the job last said of itself
     * @param proof what the engines answered
     */
    public record Connected(
            ClusterRecord cluster, Path connectionFile, Sidecar sidecar, MpiProof proof) {

        /** What is missing, in sentences; empty when the cluster is what was asked for. */
        public List<String> problems() {
            // Without MPI there is no world to prove: that all have answered is all there is.
            if (!cluster.mpi() && proof.engines().size() == cluster.engines()) {
                return List.of();
            }
            return Stream.concat(
                            proof.problems().stream(),
                            sidecar.placement().contradicted(proof).stream())
                    .toList();
        }
    }

    /**
     * Connects, and waits for all that is needed for it.
     *
     * @param startLimit from the job's start to the controller, and from there to all engines;
     *     waiting in the queue does not count
     */
    public Connected connect(ClusterRecord cluster, Duration startLimit)
            throws InterruptedException {
        desk.progress().waiting("connecting to " + cluster.where());
        try (AgentHost host = desk.lines().hold(cluster.login());
                Scheduler scheduler = Scheduler.of(cluster, host, desk.directories())) {
            Scheduler.Jobs jobs = scheduler.settled(cluster, desk.progress());
            Job job = jobs.controller().orElseThrow(() -> neverSubmitted(cluster));
            ClusterRecord named = named(cluster, job, jobs.engines());
            EnginesWait engines =
                    new EnginesWait(named, jobs.engines(), 0, scheduler, desk.progress());
            JobDirectory directory = new JobDirectory(host, named.directory());
            Sidecar sidecar =
                    new ControllerWait(named, job, directory, host, scheduler, desk.progress())
                            .await(startLimit);
            desk.progress().done("controller is up on " + sidecar.node());

            ConnectionFile remote = fetch(named, sidecar, directory);
            IpythonProfile profile = new IpythonProfile(desk.directories(), named);
            Instant now = Instant.now();
            WatchedCluster running = running(named, jobs, now);
            Map<String, HostPort> ports =
                    openPorts(
                            named,
                            sidecar,
                            remote,
                            place(named, sidecar, remote, scheduler),
                            host,
                            directory,
                            profile,
                            running.notice(now));
            ConnectionFile local = local(remote, channels(ports));
            profile.install(local);
            ClusterRecord connected = named.connectedOn(numbers(ports));
            desk.store().save(connected);
            desk.progress().done(ports.size() + " ports are open on this machine");
            if (isLongerThanItsWarning(named)) {
                running.warning().ifPresent(desk.progress()::note);
            }

            desk.progress().waiting("connecting to the controller");
            try (Client client = client(local, connected, directory)) {
                engines.awaitStart(directory);
                awaitEngines(client, connected, directory, startLimit);
                desk.progress().done(connected.engines() + " engines have registered");
                desk.progress().waiting("proving the ranks");
                int count = connected.engines();
                Roster roster = new Roster(desk.store(), connected);
                DirectView view = client.view(own(connected, client, roster));
                MpiProof proof =
                        connected.mpi()
                                ? MpiProof.of(view, count, PROOF)
                                : MpiProof.withoutMpi(view, count, PROOF);
                roster.learn(client, proof.engines());
                Connected found = new Connected(connected, profile.file(), sidecar, proof);
                if (!found.problems().isEmpty()) {
                    return found;
                }
                ClusterRecord ready = connected.in(Phase.READY);
                desk.store().save(ready);
                return new Connected(ready, profile.file(), sidecar, proof);
            }
        }
    }

    /** The engines but those that joined later. */
    private static Set<Integer> own(ClusterRecord cluster, Client client, Roster roster) {
        Set<Integer> own = new TreeSet<>(client.ids().keySet());
        if (!cluster.added().isEmpty()) {
            for (EngineFacts engine : roster.complete(client, PROOF)) {
                if (engine.job().map(cluster.worldsByJob()::get).orElse(0) != 0) {
                    own.remove(engine.engine());
                }
            }
        }
        return own;
    }

    /** The connection file of a cluster whose ports are open here; empty when they are not. */
    public Optional<Path> home(ClusterRecord cluster) throws InterruptedException {
        return new Notebook(desk).isHome(cluster)
                ? Optional.of(new IpythonProfile(desk.directories(), cluster).file())
                : Optional.empty();
    }

    /** The cluster as the scheduler sees it, now that its controller is up. */
    private static WatchedCluster running(ClusterRecord cluster, Scheduler.Jobs jobs, Instant now) {
        List<JobInfo> infos = jobs.own().stream().map(Job::getInfo).toList();
        return new Sight(
                        new Survey.Found(cluster, "running", "", infos, Optional.empty()),
                        Optional.empty(),
                        now)
                .at(now);
    }

    /** Who asks for less time than the warning is ahead knows that it is short. */
    private static boolean isLongerThanItsWarning(ClusterRecord cluster) {
        return cluster.walltime()
                .filter(limit -> limit.compareTo(cluster.request().warnBefore()) > 0)
                .isPresent();
    }

    /** The record with the jobs' ids, which an earlier command may not have lived to write down. */
    private ClusterRecord named(ClusterRecord cluster, Job controller, Optional<Job> engines) {
        ClusterRecord named = desk.store().withJob(cluster, controller.jobId());
        if (named.enginesJob().isEmpty()) {
            return named;
        }
        Job own = engines.orElseThrow(() -> withoutEngines(named));
        return desk.store().withEngines(named, own.jobId());
    }

    private static ClusterException withoutEngines(ClusterRecord cluster) {
        return ClusterException.of(
                        ClusterException.Kind.JOB,
                        "cluster "
                                + cluster.id()
                                + " has a controller's job on "
                                + cluster.where()
                                + ", and no engines' job")
                .said(
                        cluster.enginesJob()
                                .flatMap(ClusterRecord.EnginesJob::id)
                                .map(id -> "job " + id + " is not known there any more")
                                .orElse(
                                        "the command that was to submit it was ended before it did"))
                .advise("jcluster stop " + cluster.id() + " and submit again");
    }

    private static ClusterException neverSubmitted(ClusterRecord cluster) {
        return ClusterException.of(
                        ClusterException.Kind.JOB,
                        "cluster " + cluster.id() + " has no job on " + cluster.where())
                .said(
                        cluster.jobId()
                                .map(id -> "job " + id + " is not known there any more")
                                .orElse(
                                        "the command that was to submit it was ended before it did"))
                .advise("jcluster stop " + cluster.id() + " takes it off the list");
    }

    private ConnectionFile fetch(ClusterRecord cluster, Sidecar sidecar, JobDirectory directory)
            throws InterruptedException {
        String name = sidecar.connection().orElse("");
        if (!name.contains("ipcontroller-" + sidecar.job() + "-")) {
            throw unusable(cluster, name, "it names another job than " + sidecar.job());
        }
        String problem = "";
        // A shared file system may show a name before its content: look again, a bounded number of
        // times.
        for (int attempt = 0; attempt < FETCH_ATTEMPTS; attempt++) {
            if (attempt > 0) {
                Thread.sleep(500);
            }
            Optional<String> text = directory.read(name);
            if (text.isEmpty()) {
                problem = "it is missing or empty";
                continue;
            }
            try {
                return ConnectionFile.parse(text.get(), "it");
            } catch (ConnectionFileException e) {
                problem = String.valueOf(e.getMessage());
            }
        }
        throw unusable(cluster, name, problem);
    }

    private static ClusterException unusable(ClusterRecord cluster, String name, String problem) {
        return ClusterException.of(
                        ClusterException.Kind.JOB,
                        "the connection file of cluster " + cluster.id() + " cannot be used")
                .said(cluster.where() + ":~/" + cluster.directory() + "/" + name + ": " + problem);
    }

    private Map<String, HostPort> openPorts(
            ClusterRecord cluster,
            Sidecar sidecar,
            ConnectionFile remote,
            WayFinder.Place place,
            AgentHost host,
            JobDirectory directory,
            IpythonProfile profile,
            Optional<Hold.Notice> notice)
            throws InterruptedException {
        desk.progress().waiting("opening the ports");
        Optional<Hold.Relay> relay = relay(cluster, sidecar, place, directory, host);
        // A relay is on the controller's own node, where its address is always good.
        String address =
                relay.isPresent()
                        ? remote.address()
                        : host.reachable(
                                place, remote.ports().getOrDefault(Channel.REGISTRATION, 0));
        Map<String, Hold.Port> ports = new LinkedHashMap<>();
        remote.ports()
                .forEach(
                        (channel, port) ->
                                ports.put(
                                        channel.key(),
                                        port(cluster, channel.key(), new HostPort(address, port))));
        Notebook.listensAt(cluster, sidecar)
                .ifPresent(at -> ports.put(Notebook.PORT, port(cluster, Notebook.PORT, at)));
        return host.hold(
                new Hold(
                        cluster.key(),
                        ports,
                        directory.watchScript(Hold.ENDED),
                        WATCH,
                        profile.prepare(),
                        cluster.created()
                                .plus(cluster.walltime().orElse(NO_LIMIT_KNOWN))
                                .plus(AFTERLIFE),
                        relay,
                        notice));
    }

    /** On the local port it had before. On this machine there is nothing to forward. */
    private static Hold.Port port(ClusterRecord cluster, String name, HostPort there) {
        int before = cluster.ports().getOrDefault(name, 0);
        return new Hold.Port(there, cluster.login().isEmpty() ? 0 : before);
    }

    private static Map<Channel, HostPort> channels(Map<String, HostPort> ports) {
        Map<Channel, HostPort> channels = new EnumMap<>(Channel.class);
        ports.forEach(
                (name, endpoint) ->
                        Channel.ofKey(name).ifPresent(channel -> channels.put(channel, endpoint)));
        return channels;
    }

    /**
     * The relay in the job, and the way to it. Without one the user is told what that means; on
     * this very machine there is no line that could be cut.
     */
    private Optional<Hold.Relay> relay(
            ClusterRecord cluster,
            Sidecar sidecar,
            WayFinder.Place place,
            JobDirectory directory,
            AgentHost host)
            throws InterruptedException {
        if (cluster.login().isEmpty()) {
            return Optional.empty();
        }
        if (sidecar.relay().isEmpty()) {
            if (cluster.line().relay().orElse(true)) {
                desk.progress()
                        .note(
                                "no relay runs in the job: a cut of the line loses what is on its way");
            }
            return Optional.empty();
        }
        String key =
                directory
                        .read(RELAY_KEY)
                        .orElseThrow(
                                () ->
                                        ClusterException.of(
                                                        ClusterException.Kind.JOB,
                                                        "the key of the job's relay cannot be read")
                                                .said("~/" + cluster.directory() + "/" + RELAY_KEY)
                                                .advise(
                                                        "set 'line: {relay: false}' to do without"));
        AgentHost.FoundWay found =
                host.find(place, sidecar.relay().getAsInt(), cluster.line().way());
        if (found.way().kind() != LineWay.DIRECT) {
            desk.progress().note(found.sentence());
        }
        return Optional.of(
                new Hold.Relay(
                        key.strip(),
                        cluster.line().keep().orElse(Profile.Line.USUAL_KEEP),
                        found.way()));
    }

    private WayFinder.Place place(
            ClusterRecord cluster, Sidecar sidecar, ConnectionFile remote, Scheduler scheduler) {
        Set<String> addresses = new LinkedHashSet<>();
        addresses.add(remote.address());
        addresses.addAll(sidecar.addresses());
        return new WayFinder.Place(
                sidecar.node(),
                List.copyOf(addresses),
                scheduler.dialect().inJob(sidecar.job(), sidecar.node()),
                cluster.directory() + "/call");
    }

    private static ConnectionFile local(ConnectionFile remote, Map<Channel, HostPort> ports) {
        Map<Channel, Integer> numbers = new EnumMap<>(Channel.class);
        ports.forEach((channel, endpoint) -> numbers.put(channel, endpoint.port()));
        String address =
                ports.values().stream().findFirst().map(HostPort::host).orElse("127.0.0.1");
        return address.equals("127.0.0.1")
                ? remote.rewrittenTo(numbers)
                : remote.reachableAt(address);
    }

    private static Map<String, Integer> numbers(Map<String, HostPort> ports) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        ports.forEach((name, endpoint) -> numbers.put(name, endpoint.port()));
        return numbers;
    }

    /** A controller that does not answer may have ended with its job, which knows why. */
    private static Client client(ConnectionFile file, ClusterRecord cluster, JobDirectory directory)
            throws InterruptedException {
        try {
            return Client.connect(file, CLIENT_CONNECT);
        } catch (ClientException e) {
            failIfOver(0, cluster, directory);
            throw e;
        }
    }

    private static void failIfOver(int registered, ClusterRecord cluster, JobDirectory directory)
            throws InterruptedException {
        Optional<Sidecar> sidecar = directory.await("", Duration.ZERO).sidecar();
        if (sidecar.map(Sidecar::over).orElse(true)) {
            throw ClusterException.of(
                            ClusterException.Kind.JOB,
                            "the job ended when "
                                    + registered
                                    + " of "
                                    + cluster.engines()
                                    + " engines had registered")
                    .said(
                            sidecar.flatMap(Sidecar::message).orElse("it gave no reason")
                                    + "\n"
                                    + directory.tails(
                                            List.of(
                                                    "engines.log",
                                                    JobDirectory.JOB_LOG,
                                                    JobDirectory.ENGINES_JOB_LOG),
                                            12));
        }
    }

    /**
     * Waits for the engines, and looks at the job now and then: one that has ended brings no more.
     */
    private void awaitEngines(
            Client client, ClusterRecord cluster, JobDirectory directory, Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        int wanted = cluster.engines();
        while (client.ids().size() < wanted) {
            desk.progress()
                    .waiting(client.ids().size() + " of " + wanted + " engines have registered");
            try {
                client.awaitEngines(
                        wanted,
                        LOOK_AT_JOB,
                        count ->
                                desk.progress()
                                        .waiting(
                                                count
                                                        + " of "
                                                        + wanted
                                                        + " engines have registered"));
                return;
            } catch (ClientException e) {
                if (e.kind() != ClientException.Kind.TIMED_OUT) {
                    throw e;
                }
            }
            failIfOver(client.ids().size(), cluster, directory);
            if (System.nanoTime() > deadline) {
                throw ClusterException.of(
                                ClusterException.Kind.TIMED_OUT,
                                "only "
                                        + client.ids().size()
                                        + " of "
                                        + wanted
                                        + " engines registered within "
                                        + limit.toSeconds()
                                        + " s")
                        .said(directory.tails(List.of("engines.log"), 12))
                        .advise(
                                "jcluster connect "
                                        + cluster.id()
                                        + " waits again; --start-timeout sets how long");
            }
        }
    }
}
