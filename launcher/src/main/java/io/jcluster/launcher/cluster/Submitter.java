package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.scheduler.JobScript;
import io.jcluster.tunnel.HostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
     * @param underWay told of the record as soon as it exists, and again when it has its job's id:
     *     for whoever has to say what is left when the user interrupts
     */
    public ClusterRecord submit(ClusterSpec wanted, Consumer<ClusterRecord> underWay)
            throws InterruptedException {
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
            JobTemplate template = JobPlan.template(spec, key, scheduler.dialect());
            ClusterRecord cluster = recorded(spec, key);
            desk.store().save(cluster);
            underWay.accept(cluster);
            JobDirectory directory = new JobDirectory(host, cluster.directory());
            try {
                desk.store()
                        .saveScript(cluster, JobScript.of(scheduler.dialect(), template).text());
                directory.create();
                desk.progress().waiting("submitting on " + host.name());
                Job job = scheduler.session().runJob(template);
                cluster = desk.store().withJob(cluster, job.jobId());
                underWay.accept(cluster);
                desk.progress().done("job " + job.jobId() + " submitted on " + host.name());
                return cluster;
            } catch (ClusterException | HostException | DrmaaException e) {
                if (scheduler.mayHold(cluster)) {
                    desk.progress()
                            .note(
                                    "whether the job was submitted is not known; 'jcluster list' finds out, as "
                                            + cluster.id());
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

    private static void removeQuietly(JobDirectory directory) throws InterruptedException {
        try {
            directory.remove();
        } catch (HostException e) {
            // The failure that brought us here is the one to tell; an empty directory stays behind.
        }
    }

    private static ClusterRecord recorded(ClusterSpec spec, String key) {
        return new ClusterRecord(
                key,
                key,
                spec.profileName(),
                spec.login(),
                spec.scheduler(),
                spec.engines(),
                !spec.profile().launch().mpi().equals(Optional.of("none")),
                spec.profile().resources().walltime(),
                JobDirectory.pathFor(key),
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                Phase.RECORDED,
                Optional.empty(),
                Map.of(),
                spec.profile().site().pollInterval(),
                Optional.empty());
    }
}
