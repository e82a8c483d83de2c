package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.MachineInfo;
import io.jcluster.drmaa2.QueueInfo;
import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.ArrayDialect;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.JobScript;
import io.jcluster.tunnel.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * TORQUE through its commands; written with the last public source, of 2020. Read as XML, which is
 * all it offers that a job's environment cannot forge. A job that has ended stays in the listing as
 * long as the site says ({@code keep_completed}); after that TORQUE knows nothing of it.
 */
public final class TorqueDialect implements Dialect {

    private static final PbsCommands COMMANDS = PbsCommands.torque();
    private static final PbsJobs JOBS = new PbsJobs(PbsExit.TORQUE);

    @Override
    public String name() {
        return "torque";
    }

    @Override
    public String family() {
        return PbsFamily.NAME;
    }

    @Override
    public String drmsName() {
        return "TORQUE";
    }

    @Override
    public Set<DrmaaCapability> capabilities() {
        return Set.of(
                DrmaaCapability.JT_ACCOUNTINGID,
                DrmaaCapability.JT_EMAIL,
                DrmaaCapability.BULK_JOBS_MAXPARALLEL);
    }

    @Override
    public Set<String> attributes() {
        return PbsDirectives.ATTRIBUTES;
    }

    @Override
    public Set<String> limits() {
        return PbsDirectives.LIMITS;
    }

    @Override
    public Map<String, String> jobTemplateExtensions() {
        return TorqueRequest.extensions();
    }

    @Override
    public Map<String, String> insteadOf() {
        return TorqueRequest.insteadOf();
    }

    /** qsub(1B) has no such option; showstart is Moab's and Maui's, for jobs in the queue. */
    @Override
    public String whyNoForecast() {
        return "qsub of TORQUE has no dry run, and TORQUE estimates no starts";
    }

    @Override
    public Map<String, String> jobInfoExtensions() {
        return PbsJobs.EXTENSIONS;
    }

    @Override
    public String jobIdVariable() {
        return "PBS_JOBID";
    }

    @Override
    public List<String> directives(JobTemplate template) {
        return TorqueRequest.lines(template);
    }

    /** qstat says it among its complaints. */
    @Override
    public Exchange<String> version() {
        return COMMANDS.exchange(
                        "ask for the version of TORQUE",
                        List.of("qstat", "--version"),
                        outcome ->
                                PbsFamily.torqueVersion(outcome.stdout() + "\n" + outcome.stderr()))
                .answeredWhen(
                        outcome -> PbsFamily.isTorque(outcome.stdout() + "\n" + outcome.stderr()));
    }

    @Override
    public Exchange<String> submit(JobScript script, JobTemplate template) {
        return Fitting.submission(COMMANDS, script, template, List.of("qsub"));
    }

    /** All that the server shows to this user, in one question, and of that the user's own. */
    @Override
    public Exchange<List<JobInfo>> listing() {
        return jobs("list the jobs", List.of());
    }

    @Override
    public Optional<Exchange<List<JobInfo>>> listingOf(String owner) {
        return Optional.of(jobs("list the jobs of " + owner, List.of(owner)));
    }

    private static Exchange<List<JobInfo>> jobs(String action, List<String> owner) {
        return COMMANDS.script(
                action,
                "qstat -t -x",
                "echo \"${1:-$(id -un)}\"; exec qstat -t -x",
                owner,
                TorqueDialect::ofOwner);
    }

    private static List<JobInfo> ofOwner(Outcome outcome) {
        var end = outcome.stdout().indexOf('\n');
        var owner = outcome.stdout().substring(0, Math.max(0, end)).strip();
        var xml = outcome.stdout().substring(end + 1);
        if (owner.isEmpty() || (xml.isBlank() && !outcome.stderr().isBlank())) {
            throw new IllegalArgumentException("no listing of jobs");
        }
        if (xml.isBlank()) {
            return List.of();
        }
        return JOBS.listing(
                TorqueXml.read(xml, "Job", "Job_Id").stream()
                        .filter(job -> PbsJobs.owner(job).filter(owner::equals).isPresent())
                        .toList());
    }

    /** None: what the listing does not show, nobody here remembers. */
    @Override
    public List<Exchange<List<JobInfo>>> lookUps(List<String> jobIds) {
        return List.of();
    }

    @Override
    public List<Exchange<List<JobInfo>>> search(Instant since) {
        return List.of();
    }

    /** Members of an array are jobs of their own here. Suspending takes an operator. */
    @Override
    public Exchange<String> control(Action action, List<String> jobIds) {
        var words =
                new ArrayList<>(
                        switch (action) {
                            case HOLD -> List.of("qhold");
                            case RELEASE -> List.of("qrls");
                            case SUSPEND -> List.of("qsig", "-s", "suspend");
                            case RESUME -> List.of("qsig", "-s", "resume");
                            case TERMINATE -> List.of("qdel");
                        });
        words.addAll(jobIds);
        return Submission.control(COMMANDS, action, words, jobIds);
    }

    @Override
    public Optional<ArrayDialect> arrays() {
        return Optional.of(new TorqueArrays(COMMANDS));
    }

    @Override
    public Optional<Exchange<List<QueueInfo>>> queues() {
        return Optional.of(
                COMMANDS.exchange(
                        "list the queues",
                        List.of("qstat", "-Q", "-f"),
                        outcome -> PbsSite.queues(PbsText.read(outcome.stdout(), "Queue: "))));
    }

    @Override
    public Optional<Exchange<List<MachineInfo>>> machines() {
        return Optional.of(
                COMMANDS.exchange(
                        "list the machines",
                        List.of("pbsnodes", "-x"),
                        outcome ->
                                PbsSite.torque(TorqueXml.read(outcome.stdout(), "Node", "name"))));
    }

    @Override
    public Map<String, String> queueInfoExtensions() {
        return PbsSite.QUEUE_EXTENSIONS;
    }

    @Override
    public Map<String, String> machineInfoExtensions() {
        return PbsSite.MACHINE_EXTENSIONS;
    }
}
