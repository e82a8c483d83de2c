package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.JobScript;
import io.jcluster.templates.ClusterScript;
import io.jcluster.templates.Profile;
import java.util.Optional;

/**
 * A specification turned into what DRMAA2 submits: a job template that carries the job script's
 * body.
 */
public final class JobPlan {

    private JobPlan() {}

    /** The job of a cluster. */
    public static JobTemplate template(ClusterSpec spec, String key, Dialect dialect) {
        Profile.Resources wanted = spec.profile().resources();
        JobTemplate.Builder job =
                JobTemplate.builder()
                        .jobName("jcluster")
                        .minSlots(spec.engines())
                        .outputPath(
                                Drmaa2.HOME_DIRECTORY
                                        + "/"
                                        + JobDirectory.pathFor(key)
                                        + "/job.log")
                        .joinFiles(true)
                        .extension(Extensions.TAG, key)
                        .extension(Extensions.EXIT_FILE, JobDirectory.pathFor(key) + "/exit")
                        .extension(
                                Extensions.SCRIPT,
                                ClusterScript.of(
                                                spec.profile(),
                                                spec.scheduler(),
                                                key,
                                                spec.engines())
                                        .body());
        wanted.partition().ifPresent(job::queueName);
        wanted.account().ifPresent(job::accountingId);
        wanted.reservation().ifPresent(job::reservationId);
        wanted.walltime().ifPresent(limit -> job.resourceLimit(Drmaa2.WALLCLOCK_TIME, limit));
        Words words = new Words(job, dialect);
        words.ifKnown("nodes", spec.nodes());
        words.ifKnown("ntasks_per_node", wanted.tasksPerNode());
        words.ifKnown("cpus_per_task", wanted.cpusPerTask());
        words.always(words.known("feature") ? "feature" : "constraint", wanted.constraint());
        words.always("qos", wanted.qos());
        words.always("mem", wanted.memory());
        return job.build();
    }

    /** Exactly what is submitted. */
    public static String script(ClusterSpec spec, String key, Dialect dialect) {
        return JobScript.of(dialect, template(spec, key, dialect)).text();
    }

    /**
     * The resource words that DRMAA2 leaves to extensions, called alike in each dialect; what one
     * node must have is a constraint to some and a feature to others.
     */
    private record Words(JobTemplate.Builder job, Dialect dialect) {

        /** Arithmetic over machines, which a scheduler without machines has no use for. */
        void ifKnown(String word, Optional<Integer> value) {
            if (known(word)) {
                always(word, value.map(String::valueOf));
            }
        }

        boolean known(String word) {
            return dialect.jobTemplateExtensions().containsKey(name(word));
        }

        /** What the user asked for in so many words: refused, not dropped, where it is unknown. */
        void always(String word, Optional<String> value) {
            value.ifPresent(text -> job.extension(name(word), text));
        }

        private String name(String word) {
            return dialect.family() + "_jt_" + word;
        }
    }
}
