package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.launcher.config.JavaProgram;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.JobScript;
import io.jcluster.templates.ClusterScript;
import io.jcluster.templates.ClusterScript.Part;
import io.jcluster.templates.EngineKind;
import io.jcluster.templates.Layout;
import io.jcluster.templates.MailOccasion;
import io.jcluster.templates.Origin;
import io.jcluster.templates.Profile;
import io.jcluster.templates.ProgramScript;
import io.jcluster.templates.Vocabulary;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A specification turned into what DRMAA2 submits: a job template for each job of a cluster, which
 * carries the job script's body.
 *
 * @param spec the cluster that is meant
 * @param key its name for ever
 * @param dialect the scheduler's
 * @param libraries what this machine has fetched for its Java code
 */
public record JobPlan(ClusterSpec spec, String key, Dialect dialect, Libraries libraries) {

    /** In place of the controller's job where that has not been submitted and has no id. */
    private static final String UNKNOWN_JOB = "0";

    /** The job of the controller, which is also the engines' where these have none of their own. */
    public JobTemplate controller() {
        if (spec.layout() == Layout.TOGETHER) {
            JobTemplate.Builder job = job(Part.TOGETHER);
            wanted(job);
            return job.build();
        }
        Profile.Controller own = spec.profile().controller();
        Profile.Resources wanted = spec.profile().resources();
        JobTemplate.Builder job = job(Part.CONTROLLER).minSlots(1);
        own.walltime().or(wanted::walltime).ifPresent(limit -> walltime(job, limit));
        own.partition().or(wanted::partition).ifPresent(job::queueName);
        new Words(job, dialect).always("mem", own.memory());
        return job.build();
    }

    /**
     * The engines' own job; empty where they have none.
     *
     * @param controllerJob the controller's; the engines' starts after it
     */
    public Optional<JobTemplate> engines(String controllerJob) {
        if (spec.layout() == Layout.TOGETHER) {
            return Optional.empty();
        }
        JobTemplate.Builder job = enginesAlone().submitAsHold(spec.hold());
        if (!spec.hold()) {
            // The engines would wait for it in any case: this spares nodes that do nothing.
            new Words(job, dialect).whereKnown("dependency", Optional.of("after:" + controllerJob));
        }
        return Optional.of(job.build());
    }

    private JobTemplate.Builder enginesAlone() {
        return enginesAlone(0, enginesTag(key));
    }

    /**
     * A further job of engines, which join the controller that there is.
     *
     * @param tag on it, which no other job has had
     */
    JobTemplate joining(int world, String tag) {
        return enginesAlone(world, tag).build();
    }

    /** Exactly what is submitted for engines that join. */
    String joiningScript(int world, String tag) {
        return JobScript.of(dialect, joining(world, tag)).text();
    }

    private JobTemplate.Builder enginesAlone(int world, String tag) {
        JobTemplate.Builder job = job(Part.ENGINES, world, tag);
        wanted(job);
        return job;
    }

    /** The jobs without what they have to do with each other, to ask for each by itself. */
    List<JobTemplate> independent() {
        return spec.layout() == Layout.TOGETHER
                ? List.of(controller())
                : List.of(controller(), enginesAlone().build());
    }

    /**
     * Exactly what is submitted, job by job; but the engines' names the controller's job as 0,
     * which has no id before it is submitted.
     */
    public List<String> scripts() {
        return scripts(UNKNOWN_JOB);
    }

    List<String> scripts(String controllerJob) {
        return Stream.concat(Stream.of(controller()), engines(controllerJob).stream())
                .map(job -> JobScript.of(dialect, job).text())
                .toList();
    }

    /** The tag on the engines' own job. */
    static String enginesTag(String key) {
        return key + "-engines";
    }

    private JobTemplate.Builder job(Part part) {
        return job(part, 0, key);
    }

    private JobTemplate.Builder job(Part part, int world, String tag) {
        boolean own = part == Part.ENGINES;
        Profile.Resources wanted = spec.profile().resources();
        String directory = JobDirectory.pathFor(key) + "/";
        String log = own ? JobDirectory.enginesJobLog(world) : JobDirectory.JOB_LOG;
        JobTemplate.Builder job =
                JobTemplate.builder()
                        .jobName(own ? "jcluster-engines" : "jcluster")
                        .outputPath(Drmaa2.HOME_DIRECTORY + "/" + directory + log)
                        .joinFiles(true)
                        .extension(Extensions.TAG, tag)
                        .extension(
                                Extensions.EXIT_FILE,
                                directory
                                        + (own ? ClusterScript.filesOf(world) + "." : "")
                                        + "exit")
                        .extension(Extensions.SCRIPT, body(part, world));
        wanted.account().ifPresent(job::accountingId);
        wanted.reservation().ifPresent(job::reservationId);
        Words words = new Words(job, dialect);
        words.always(words.known("feature") ? "feature" : "constraint", wanted.constraint());
        words.always("qos", wanted.qos());
        Profile.Directives directives = spec.profile().directives();
        words.lines("native", "\n", directives.add());
        words.lines("drop", ",", directives.drop());
        return job;
    }

    private String body(Part part, int world) {
        Profile profile = libraries.under(spec.profile());
        if (profile.engines().kind() == EngineKind.MPJ) {
            return ProgramScript.of(
                            profile,
                            dialect.name(),
                            key,
                            spec.engines(),
                            ProgramFiles.own().directory() + "/" + ProgramFiles.STARTER,
                            JavaProgram.of(profile).mainClass())
                    .body();
        }
        ClusterScript script =
                ClusterScript.of(profile, dialect.name(), part, key, spec.engines(), world);
        return profile.engines().kind() == EngineKind.JSHELL
                ? script.withJava(EngineFiles.named(profile)).body()
                : script.body();
    }

    /** What is wanted for the engines, wherever they are. */
    private void wanted(JobTemplate.Builder job) {
        Profile.Resources wanted = spec.profile().resources();
        wanted.walltime().ifPresent(limit -> walltime(job, limit));
        wanted.partition().ifPresent(job::queueName);
        job.minSlots(spec.engines());
        Words words = new Words(job, dialect);
        words.whereKnown("nodes", spec.nodes().map(String::valueOf));
        // More of them than there are has no node to go to, for Slurm with a GPU for each
        // (22.05.8).
        words.whereKnown(
                "ntasks_per_node",
                wanted.tasksPerNode()
                        .map(each -> Math.min(each, spec.engines()))
                        .map(String::valueOf));
        words.whereKnown("cpus_per_task", wanted.cpusPerTask().map(String::valueOf));
        words.always("mem", wanted.memory());
        words.always("mem_per_cpu", wanted.memoryPerCpu());
        words.always("mem_per_gpu", wanted.memoryPerGpu());
        words.always("gpus_per_node", wanted.gpusPerNode().map(String::valueOf));
        words.always("gpus_per_task", wanted.gpusPerEngine().map(String::valueOf));
        words.always("gpu_type", wanted.gpuType());
        words.always("exclusive", wanted.exclusive().filter(yes -> yes).map(String::valueOf));
        mail(job, words);
    }

    /** Of the job with the engines alone: of two jobs people want to hear once. */
    private void mail(JobTemplate.Builder job, Words words) {
        Profile.Mail mail = spec.profile().mail();
        List<MailOccasion> on = spec.profile().settled(Vocabulary.MAIL_ON).orElse(List.of());
        if (on.isEmpty()) {
            return;
        }
        mail.to().ifPresent(address -> job.email(List.of(address)));
        if (words.known("mail_points")) {
            words.lines("mail_points", "", on.stream().map(JobPlan::point).sorted().toList());
        } else {
            words.lines("mail_type", ",", on.stream().map(MailOccasion::name).toList());
        }
    }

    /** qsub(1B), -m: a when the batch system aborts the job, b at its begin, e at its end. */
    private static String point(MailOccasion occasion) {
        return switch (occasion) {
            case BEGIN -> "b";
            case END -> "e";
            case FAIL -> "a";
        };
    }

    /** What the user should know of these jobs, which stops nothing. */
    public List<String> warnings() {
        return Stream.concat(withoutEffect(), ofProgram()).toList();
    }

    private Stream<String> ofProgram() {
        return spec.profile().engines().kind() == EngineKind.MPJ
                ? ProgramFiles.warnings(spec.profile(), JavaProgram.of(spec.profile())).stream()
                : Stream.empty();
    }

    private Stream<String> withoutEffect() {
        List<String> drop = spec.profile().directives().drop();
        return drop.stream()
                .filter(name -> scripts().equals(without(name).scripts()))
                .map(
                        name ->
                                "'directives' drops '"
                                        + name
                                        + "', and there is no such directive to drop; 'jcluster"
                                        + " script' shows those there are");
    }

    private JobPlan without(String name) {
        List<String> others =
                spec.profile().directives().drop().stream()
                        .filter(one -> !one.equals(name))
                        .toList();
        return new JobPlan(
                spec.with(
                        spec.profile()
                                .with(Vocabulary.DIRECTIVES_DROP, others, Origin.of("directives"))),
                key,
                dialect,
                libraries);
    }

    private static void walltime(JobTemplate.Builder job, Duration limit) {
        job.resourceLimit(Drmaa2.WALLCLOCK_TIME, limit);
    }

    /**
     * The resource words that DRMAA2 leaves to extensions, called alike in each dialect; what one
     * node must have is a constraint to some and a feature to others.
     */
    private record Words(JobTemplate.Builder job, Dialect dialect) {

        /** What a scheduler without machines, or without a queue, has no use for. */
        void whereKnown(String word, Optional<String> value) {
            if (known(word)) {
                always(word, value);
            }
        }

        boolean known(String word) {
            return dialect.jobTemplateExtensions().containsKey(name(word));
        }

        /** What the user asked for in so many words: refused, not dropped, where it is unknown. */
        void always(String word, Optional<String> value) {
            value.ifPresent(text -> job.extension(name(word), text));
        }

        void lines(String word, String between, List<String> values) {
            if (!values.isEmpty()) {
                always(word, Optional.of(String.join(between, values)));
            }
        }

        private String name(String word) {
            return dialect.family() + "_jt_" + word;
        }
    }
}
