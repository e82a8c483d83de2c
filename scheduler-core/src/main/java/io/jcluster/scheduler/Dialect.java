package io.jcluster.scheduler;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.MachineInfo;
import io.jcluster.drmaa2.QueueInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A translator between DRMAA2's values and the text that one workload manager takes and gives.
 *
 * <p>A dialect is pure: it starts no process, knows no SSH, keeps no state and reads no clock.
 * Everything that waits, falls back or remembers is written once, in this module, for all of them.
 * It is found by {@link java.util.ServiceLoader}: a third party adds a workload manager with one
 * class, a line in {@code META-INF/services} and, for the module path, a {@code provides} clause.
 *
 * <p>What a dialect cannot express it refuses with a {@link io.jcluster.drmaa2.DrmaaException}; it
 * never leaves out silently what it was asked for.
 */
public interface Dialect {

    /** The word a user types to choose it: {@code slurm}. Lower case letters. */
    String name();

    /**
     * The word its extensions begin with, {@code slurm} in {@code slurm_jt_qos}; one word for
     * dialects of one family, which mean the same by the same extension.
     */
    default String family() {
        return name();
    }

    /** DRMAA2's {@code drmsName}: {@code Slurm}. */
    String drmsName();

    Set<DrmaaCapability> capabilities();

    /**
     * The standard attributes of a job template that {@link #directives} or {@link #submit} honours
     * beyond those that are the script's affair (command, arguments, environment, working
     * directory, input, the soft limits, and for a command output and errors too: a dialect sees
     * those paths only beside a given script). Any other that is set is refused before anything is
     * run.
     */
    Set<String> attributes();

    /**
     * The keys of {@code resourceLimits} that it honours itself, where {@link #attributes} has that
     * word at all. The soft limits are the script's affair.
     */
    default Set<String> limits() {
        return Set.of(Drmaa2.WALLCLOCK_TIME);
    }

    /** The names of the template extensions it honours, each with a description. */
    Map<String, String> jobTemplateExtensions();

    /**
     * Advice for those who ask for what other workload managers have and this one has not: by the
     * name of the attribute or extension, told with the refusal.
     */
    default Map<String, String> insteadOf() {
        return Map.of();
    }

    /** The names of the extensions it may report, each with a description. */
    Map<String, String> jobInfoExtensions();

    /** The environment variable that holds the job's id inside the job. */
    String jobIdVariable();

    /**
     * The lines of the job script, after its first, that tell the workload manager what is wanted.
     */
    List<String> directives(JobTemplate template);

    /** Asks for the version; the answer is the version alone, such as {@code 22.05.8}. */
    Exchange<String> version();

    /**
     * Submits a script; the answer is the job's id.
     *
     * @param template the one the script was made from; its {@link Extensions#TAG} is set
     */
    Exchange<String> submit(JobScript script, JobTemplate template);

    /**
     * Asks what would become of a script if it were submitted now, and submits nothing. A request
     * that can never be met is refused as at a submission, or more strictly.
     *
     * @param template the one the script was made from
     * @return empty where the workload manager cannot be asked
     */
    default Optional<Exchange<Forecast>> forecast(JobScript script, JobTemplate template) {
        return Optional.empty();
    }

    /** Why nothing can be asked by {@link #forecast}, for a person. */
    default String whyNoForecast() {
        return drmsName() + " cannot be asked when a job would start without submitting it";
    }

    /**
     * Lists all jobs of the user in one question. A state word that is not known is reported as
     * {@code UNDETERMINED} with the word as sub-state, and changes nothing.
     */
    Exchange<List<JobInfo>> listing();

    /**
     * Ways to learn about jobs that the listing does not show (any more), or not completely, in
     * order of preference. Unknown jobs are left out of the answers.
     *
     * @param jobIds at least one
     */
    List<Exchange<List<JobInfo>>> lookUps(List<String> jobIds);

    /**
     * Ways to find jobs by their tag that the listing may not show any more, in order of
     * preference; the answers hold all of the user's jobs that were alive since.
     */
    List<Exchange<List<JobInfo>>> search(Instant since);

    /**
     * Does something to jobs, which admit it as far as is known.
     *
     * @param jobIds at least one; more than one only of one of its own {@link #arrays}
     * @throws io.jcluster.drmaa2.DrmaaUnsupportedOperationException where there is no such thing
     */
    Exchange<String> control(Action action, List<String> jobIds);

    /**
     * The words before a program's own that run it in a job that runs already, on one of the job's
     * nodes, and carry its standard streams between there and here, eight bits wide. Empty: that
     * cannot be done from outside the job.
     *
     * @param node the name the node has for itself
     */
    default Optional<List<String>> inJob(String jobId, String node) {
        return Optional.empty();
    }

    /** Job arrays of its own. Empty: the members are submitted one by one. */
    default Optional<ArrayDialect> arrays() {
        return Optional.empty();
    }

    /** Reservations. Empty: refused, and {@code ADVANCE_RESERVATION} is no capability. */
    default Optional<ReservationDialect> reservations() {
        return Optional.empty();
    }

    /** Lists the jobs of another user. Empty: only the user's own jobs can be listed. */
    default Optional<Exchange<List<JobInfo>>> listingOf(String owner) {
        return Optional.empty();
    }

    /** Lists the queues that jobs can be submitted to. Empty: there are none. */
    default Optional<Exchange<List<QueueInfo>>> queues() {
        return Optional.empty();
    }

    /** Lists the machines that run jobs, those that are down included. */
    default Optional<Exchange<List<MachineInfo>>> machines() {
        return Optional.empty();
    }

    /** The names of the extensions that {@link #queues} may report, each with a description. */
    default Map<String, String> queueInfoExtensions() {
        return Map.of();
    }

    /** The names of the extensions that {@link #machines} may report, each with a description. */
    default Map<String, String> machineInfoExtensions() {
        return Map.of();
    }

    /**
     * Removes what the dialect itself keeps of a job that has ended and been reaped. Empty where
     * the workload manager sees to that.
     */
    default Optional<Exchange<String>> forget(String jobId) {
        return Optional.empty();
    }
}
