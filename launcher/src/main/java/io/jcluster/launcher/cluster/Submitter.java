package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.launcher.config.JavaProgram;
import io.jcluster.templates.EngineKind;
import io.jcluster.templates.Layout;
import io.jcluster.tunnel.HostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts a cluster on record, then into the queue: in this order, so that whatever ends this process
 * leaves either no job, or a job that a later command finds by the tag on it.
 */
public final class Submitter {

    private final Desk desk;

    public Submitter(Desk desk) {
        this.desk = desk;
    }

    /**
     * Submits a cluster. Its record keeps the dialect that was found, whatever was asked for.
     *
     * @param request kept with it
     * @param underWay told of the record as soon as it exists, and again when it has its job's id:
     *     for whoever has to say what is left when the user interrupts
     */
    public ClusterRecord submit(
            ClusterSpec wanted, ClusterRecord.Request request, Consumer<ClusterRecord> underWay)
            throws InterruptedException {
        Libraries libraries = Libraries.of(wanted.profile(), desk.progress());
        desk.progress().waiting("connecting to " + wanted.login().orElse("this machine"));
        try (AgentHost host = desk.lines().hold(wanted.login());
                Scheduler scheduler =
                        Scheduler.open(
                                wanted.scheduler(),
                                host,
                                wanted.login(),
                                desk.directories(),
                                wanted.profile().site().pollInterval())) {
            ClusterSpec spec = wanted.on(scheduler.dialect().name());
            String key = ClusterStore.newKey();
            JobPlan plan = new JobPlan(spec, key, scheduler.dialect(), libraries);
            List<String> scripts = plan.scripts(); // refused here, when they cannot be written
            plan.warnings().forEach(desk.progress()::note);
            new Inquiry(desk)
                    .cost(spec, scheduler.dialect(), host)
                    .ifPresent(cost -> desk.progress().note(cost.inWords()));
            ClusterRecord cluster = recorded(spec, key, request);
            desk.store().save(cluster);
            underWay.accept(cluster);
            JobDirectory directory = new JobDirectory(host, cluster.directory());
            try {
                desk.store().saveScripts(cluster, scripts);
                directory.create();
                libraries.send(host, desk.progress());
                if (cluster.kind() == EngineKind.MPJ) {
                    ProgramFiles.send(
                            JavaProgram.of(spec.profile()),
                            host,
                            cluster.directory(),
                            desk.progress());
                }
                if (cluster.kind() == EngineKind.JSHELL) {
                    EngineFiles.send(spec.profile(), host, cluster.directory(), 0, desk.progress());
                }
                desk.progress().waiting("submitting on " + host.name());
                Job job = scheduler.session().runJob(plan.controller());
                cluster = desk.store().withJob(cluster, job.jobId());
                underWay.accept(cluster);
                desk.progress().done("job " + job.jobId() + " submitted on " + host.name());
                return engines(plan, job, cluster, scheduler, host);
            } catch (ClusterException | HostException | DrmaaException e) {
                if (scheduler.mayHold(cluster)) {
                    desk.progress()
                            .note(
                                    "whether the job was submitted is not known; 'jcluster list' finds out, as "
                                            + cluster.id());
                    throw e;
                }
                if (cluster.jobId().isPresent()) {
                    takeBack(cluster, e);
                    throw e;
                }
                // There is no job: nothing to come back to.
                removeQuietly(directory);
                desk.store().forget(cluster);
                scheduler.forgetIfEmpty();
                throw e;
            }
        }
    }

    /** Submits the engines' own job, where they have one. */
    private ClusterRecord engines(
            JobPlan plan,
            Job controller,
            ClusterRecord cluster,
            Scheduler scheduler,
            AgentHost host)
            throws InterruptedException {
        Optional<JobTemplate> template = plan.engines(controller.jobId());
        if (template.isEmpty()) {
            return cluster;
        }
        desk.store().saveScripts(cluster, plan.scripts(controller.jobId()));
        desk.progress().waiting("submitting the engines' job on " + host.name());
        Job engines = scheduler.session().runJob(template.get());
        desk.progress().done("job " + engines.jobId() + " submitted, for the engines");
        return desk.store().withEngines(cluster, engines.jobId());
    }

    /** A controller whose engines were refused is of no use to anybody. */
    private void takeBack(ClusterRecord cluster, RuntimeException failure)
            throws InterruptedException {
        desk.progress().waiting("taking back job " + cluster.id());
        try {
            new Stopper(desk).stop(cluster);
        } catch (ClusterException | HostException | DrmaaException e) {
            failure.addSuppressed(e);
            desk.progress()
                    .note(
                            "the controller's job could not be taken back; jcluster stop "
                                    + cluster.id());
        }
    }

    private static void removeQuietly(JobDirectory directory) throws InterruptedException {
        try {
            directory.remove();
        } catch (HostException e) {
            // The failure that brought us here is the one to tell; an empty directory stays behind.
        }
    }

    private static ClusterRecord recorded(
            ClusterSpec spec, String key, ClusterRecord.Request request) {
        return new ClusterRecord(
                key,
                key,
                spec.profileName(),
                spec.login(),
                spec.scheduler(),
                spec.engines(),
                spec.mpi(),
                spec.profile().resources().walltime(),
                JobDirectory.pathFor(key),
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                Phase.RECORDED,
                Optional.empty(),
                Map.of(),
                spec.profile().site().pollInterval(),
                Optional.empty(),
                spec.layout() == Layout.SEPARATE
                        ? Optional.of(new ClusterRecord.EnginesJob(Optional.empty(), spec.hold()))
                        : Optional.empty(),
                spec.profile().line(),
                request,
                spec.profile().engines().kind());
    }
}
