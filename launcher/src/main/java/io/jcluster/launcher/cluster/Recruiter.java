package io.jcluster.launcher.cluster;

import io.jcluster.client.Client;
import io.jcluster.client.ClientException;
import io.jcluster.client.EngineFacts;
import io.jcluster.client.MpiProof;
import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.templates.EngineKind;
import io.jcluster.tunnel.HostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Engines for a controller that is up: of a further job, which is put on record before it is
 * submitted, or in the place of others, which have to go.
 */
public final class Recruiter {

    private static final Duration LOOK_AT_JOB = Duration.ofSeconds(3);
    private static final Duration PROOF = Duration.ofSeconds(60);
    private static final Duration HUB = Duration.ofSeconds(10);
    private static final Duration ASKED = Duration.ofSeconds(5);

    /** A job looks for requests every second, and a network file system shows them late. */
    private static final Duration HEARD = Duration.ofSeconds(60);

    private final Desk desk;

    public Recruiter(Desk desk) {
        this.desk = desk;
    }

    /**
     * Engines that are there.
     *
     * @param cluster its record
     * @param world their number
     * @param mpi whether they were to be one MPI world
     * @param proof what they answered
     */
    public record Recruits(ClusterRecord cluster, int world, boolean mpi, MpiProof proof) {

        /** What is missing, in sentences; empty when they are what was asked for. */
        public List<String> problems() {
            return !mpi && proof.engines().size() == proof.expected()
                    ? List.of()
                    : proof.problemsOfWorld();
        }

        /** Their ids. */
        public List<Integer> engines() {
            return proof.engines().stream().map(EngineFacts::engine).toList();
        }
    }

    /** The number of the next engines to join. */
    public static int next(ClusterRecord cluster) {
        int number = 1;
        while (cluster.added(number).isPresent()) {
            number++;
        }
        return number;
    }

    /**
     * Submits a further job.
     *
     * @param options as of {@link ClusterRecord.Request}
     * @param underWay told of the record as soon as the job is on it, and again when it has its id
     */
    public ClusterRecord submit(
            ClusterRecord cluster,
            int number,
            ClusterSpec wanted,
            List<String> options,
            Consumer<ClusterRecord> underWay)
            throws InterruptedException {
        Libraries libraries = Libraries.of(wanted.profile(), desk.progress());
        try (AgentHost host = desk.lines().hold(cluster.login());
                Scheduler scheduler = Scheduler.of(cluster, host, desk.directories())) {
            ClusterSpec spec = wanted.on(scheduler.dialect().name());
            JobPlan plan = new JobPlan(spec, cluster.key(), scheduler.dialect(), libraries);
            String tag = JobPlan.enginesTag(cluster.key()) + "-" + ClusterStore.newKey();
            String script =
                    plan.joiningScript(number, tag); // refused here, when it cannot be written
            plan.warnings().forEach(desk.progress()::note);
            new Inquiry(desk)
                    .cost(spec, scheduler.dialect(), host)
                    .ifPresent(cost -> desk.progress().note(cost.ofEngines().inWords()));
            // Of a job that had this number and is over.
            Optional<ClusterRecord.AddedWorld> earlier = cluster.added(number);
            earlier.flatMap(it -> scheduler.job(it)).ifPresent(Job::reap);
            ClusterRecord.AddedWorld world =
                    new ClusterRecord.AddedWorld(
                            number,
                            spec.engines(),
                            spec.mpi(),
                            spec.profile().resources().walltime(),
                            tag,
                            Optional.empty(),
                            options);
            ClusterRecord larger = desk.store().withWorld(cluster, world);
            underWay.accept(larger);
            try {
                desk.store().saveScript(larger, number, script);
                new JobDirectory(host, cluster.directory()).clear(number);
                if (spec.profile().engines().kind() == EngineKind.JSHELL) {
                    EngineFiles.send(
                            spec.profile(), host, cluster.directory(), number, desk.progress());
                }
                libraries.send(host, desk.progress());
                desk.progress().waiting("submitting on " + host.name());
                Job job = scheduler.session().runJob(plan.joining(number, tag));
                larger = desk.store().withWorld(larger, world.submittedAs(job.jobId()));
                underWay.accept(larger);
                desk.progress()
                        .done(
                                "job "
                                        + job.jobId()
                                        + " submitted on "
                                        + host.name()
                                        + ", for the engines of world "
                                        + number);
                return larger;
            } catch (ClusterException | HostException | DrmaaException e) {
                if (scheduler.mayHold(larger)) {
                    desk.progress()
                            .note(
                                    "whether the job was submitted is not known; 'jcluster list' finds out");
                    throw e;
                }
                if (earlier.isPresent()) {
                    desk.store().withWorld(larger, earlier.get());
                } else {
                    desk.store().withoutWorld(larger, world); // There is no job.
                }
                throw e;
            }
        }
    }

    /**
     * Waits for the engines of a further job, and has them prove their world.
     *
     * @param before the uuids of the engines there were before it was submitted
     * @param limit from the job's start to all engines
     */
    public Recruits await(
            ClusterRecord cluster, int number, Client client, Set<String> before, Duration limit)
            throws InterruptedException {
        try (AgentHost host = desk.lines().hold(cluster.login());
                Scheduler scheduler = Scheduler.of(cluster, host, desk.directories())) {
            scheduler.settled(cluster, desk.progress());
            ClusterRecord.AddedWorld world = cluster.added(number).orElseThrow();
            Job job = scheduler.job(world).orElseThrow(() -> withoutJob(cluster, number));
            JobDirectory directory = new JobDirectory(host, cluster.directory());
            new EnginesWait(cluster, Optional.of(job), number, scheduler, desk.progress())
                    .awaitStart(directory);
            return proven(
                    new Wanted(cluster, number, world.engines(), world.mpi(), job),
                    client,
                    before,
                    directory,
                    limit);
        }
    }

    /** Whether the job of these engines runs, so that it can start them anew. */
    public boolean runs(ClusterRecord cluster, int number) throws InterruptedException {
        try (AgentHost host = desk.lines().hold(cluster.login());
                Scheduler scheduler = Scheduler.of(cluster, host, desk.directories())) {
            scheduler.settled(cluster, desk.progress());
            Optional<Job> found = find(scheduler, cluster, number);
            if (found.isEmpty() || Survey.over(found.get().getInfo())) {
                return false;
            }
            Job job = found.get();
            JobInfo info = job.getInfo();
            if (!info.jobState().map(JobState::isStarted).orElse(false)) {
                throw ClusterException.of(
                                ClusterException.Kind.REQUEST,
                                "job "
                                        + job.jobId()
                                        + ", of world "
                                        + number
                                        + ", has not started: there is nothing to restart")
                        .said(Scheduler.inWords(info));
            }
            return true;
        }
    }

    /**
     * Has the job of some engines end them, whatever they hang in, and start others in their place,
     * and has those prove their world. The job keeps its nodes.
     */
    public Recruits again(ClusterRecord cluster, int number, Client client, Duration limit)
            throws InterruptedException {
        try (AgentHost host = desk.lines().hold(cluster.login());
                Scheduler scheduler = Scheduler.of(cluster, host, desk.directories())) {
            Job job = job(scheduler, cluster, number);
            JobDirectory directory = new JobDirectory(host, cluster.directory());
            Set<String> before = Set.copyOf(client.ids().values());
            List<String> old = engines(cluster, number, client);
            desk.progress().waiting("ending the engines");
            directory.askAgain(number);
            long deadline = System.nanoTime() + HEARD.toNanos();
            while (directory.isAskedAgain(number)) {
                if (System.nanoTime() > deadline) {
                    directory.takeBackAgain(number);
                    throw ClusterException.of(
                                    ClusterException.Kind.TIMED_OUT,
                                    "job "
                                            + job.jobId()
                                            + " has not heard that its engines are to start anew")
                            .said("was it submitted by an earlier version of jcluster?")
                            .advise("jcluster restart " + cluster.id() + " starts a new job");
                }
                Thread.sleep(200);
            }
            // Those that are killed cannot say that they leave; the new ones want their ids.
            client.dismiss(old, HUB);
            desk.progress().done("the engines of world " + number + " are ended");
            Optional<ClusterRecord.AddedWorld> world = cluster.added(number);
            return proven(
                    new Wanted(
                            cluster,
                            number,
                            world.map(ClusterRecord.AddedWorld::engines).orElse(cluster.engines()),
                            world.map(ClusterRecord.AddedWorld::mpi).orElse(cluster.mpi()),
                            job),
                    client,
                    before,
                    directory,
                    limit);
        }
    }

    /**
     * Has the controller strike off what it still lists of engines whose job has ended: srun kills
     * them (22.05.8), and those that take Java have no second process which could tell of it.
     *
     * @param cluster its record as it was when their job ran
     */
    public void strikeOff(ClusterRecord cluster, int number, Client client) {
        Map<Integer, String> uuids = client.ids();
        client.dismiss(
                new Roster(desk.store(), cluster)
                        .of(client).stream()
                                .filter(it -> world(cluster, it).equals(Optional.of(number)))
                                .flatMap(it -> Optional.ofNullable(uuids.get(it.engine())).stream())
                                .toList(),
                HUB);
    }

    private static Optional<Integer> world(ClusterRecord cluster, EngineFacts engine) {
        return engine.job().map(cluster.worldsByJob()::get);
    }

    /**
     * The uuids of the engines of a world, as far as it is known; who says nothing of a job is of
     * the first.
     */
    private List<String> engines(ClusterRecord cluster, int number, Client client) {
        List<EngineFacts> known = new Roster(desk.store(), cluster).complete(client, ASKED);
        List<Integer> others =
                known.stream()
                        .filter(it -> world(cluster, it).orElse(0) != number)
                        .map(EngineFacts::engine)
                        .toList();
        List<Integer> named = known.stream().map(EngineFacts::engine).toList();
        List<String> engines = new ArrayList<>();
        client.ids()
                .forEach(
                        (id, uuid) -> {
                            if (!others.contains(id) && (number == 0 || named.contains(id))) {
                                engines.add(uuid);
                            }
                        });
        return engines;
    }

    /** What is to come of a job. */
    private record Wanted(ClusterRecord cluster, int number, int engines, boolean mpi, Job job) {}

    private Recruits proven(
            Wanted wanted,
            Client client,
            Set<String> before,
            JobDirectory directory,
            Duration limit)
            throws InterruptedException {
        List<Integer> fresh = registered(wanted, client, before, directory, limit);
        desk.progress().done(fresh.size() + " engines have registered");
        desk.progress().waiting("proving the ranks");
        MpiProof proof =
                wanted.mpi()
                        ? MpiProof.of(client.view(fresh), wanted.engines(), PROOF)
                        : MpiProof.withoutMpi(client.view(fresh), wanted.engines(), PROOF);
        new Roster(desk.store(), wanted.cluster()).learn(client, proof.engines());
        return new Recruits(wanted.cluster(), wanted.number(), wanted.mpi(), proof);
    }

    private List<Integer> registered(
            Wanted wanted,
            Client client,
            Set<String> before,
            JobDirectory directory,
            Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            List<Integer> fresh = fresh(client, before);
            if (fresh.size() >= wanted.engines()) {
                fresh.removeAll(strangers(wanted, client));
            }
            if (fresh.size() >= wanted.engines()) {
                return fresh;
            }
            desk.progress()
                    .waiting(fresh.size() + " of " + wanted.engines() + " engines have registered");
            try {
                client.awaitEngines(client.ids().size() + 1, LOOK_AT_JOB, count -> {});
                continue;
            } catch (ClientException e) {
                if (e.kind() != ClientException.Kind.TIMED_OUT) {
                    throw e;
                }
            }
            JobInfo info = wanted.job().getInfo();
            if (Survey.over(info)) {
                throw EnginesWait.over(wanted.job(), info, wanted.number(), directory);
            }
            if (System.nanoTime() > deadline) {
                throw ClusterException.of(
                                ClusterException.Kind.TIMED_OUT,
                                "only "
                                        + fresh(client, before).size()
                                        + " of "
                                        + wanted.engines()
                                        + " engines registered within "
                                        + limit.toSeconds()
                                        + " s")
                        .said(
                                directory.tails(
                                        List.of(JobDirectory.enginesLog(wanted.number())), 12));
            }
        }
    }

    /** Engines that say they are of another job: it may be that others come at the same time. */
    private List<Integer> strangers(Wanted wanted, Client client) {
        return new Roster(desk.store(), wanted.cluster())
                .complete(client, ASKED).stream()
                        .filter(it -> it.job().isPresent())
                        .filter(it -> !it.job().equals(Optional.of(wanted.job().jobId())))
                        .map(EngineFacts::engine)
                        .toList();
    }

    private static List<Integer> fresh(Client client, Set<String> before) {
        List<Integer> fresh = new ArrayList<>();
        client.ids()
                .forEach(
                        (id, uuid) -> {
                            if (!before.contains(uuid)) {
                                fresh.add(id);
                            }
                        });
        return fresh;
    }

    private static Job job(Scheduler scheduler, ClusterRecord cluster, int number) {
        return find(scheduler, cluster, number).orElseThrow(() -> withoutJob(cluster, number));
    }

    private static Optional<Job> find(Scheduler scheduler, ClusterRecord cluster, int number) {
        if (number > 0) {
            return cluster.added(number).flatMap(it -> scheduler.job(it));
        }
        return cluster.enginesJob().isPresent()
                ? scheduler.enginesJob(cluster)
                : scheduler.job(cluster);
    }

    private static ClusterException withoutJob(ClusterRecord cluster, int number) {
        return ClusterException.of(
                        ClusterException.Kind.JOB,
                        "world "
                                + number
                                + " of cluster "
                                + cluster.id()
                                + " has no job on "
                                + cluster.where())
                .advise(
                        number == 0
                                ? "jcluster list"
                                : "jcluster stop "
                                        + cluster.id()
                                        + " --world "
                                        + number
                                        + " takes it off the record");
    }
}
