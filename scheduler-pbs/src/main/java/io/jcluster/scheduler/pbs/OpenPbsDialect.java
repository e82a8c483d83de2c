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
import io.jcluster.scheduler.ReservationDialect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * OpenPBS and PBS Pro through their commands; written with 23.06.06. qstat shows a job until it
 * ends and not a moment longer; what was becomes history, which a site must have switched on.
 *
 * <p>Answers are asked for as JSON and, where that cannot be read, as {@code qstat -f -w}: the
 * client of 23.06.06 prints invalid JSON for a value such as {@code nan}. Both forms escape line
 * breaks in what users choose; plain {@code qstat -f} does not, and is never read.
 */
public final class OpenPbsDialect implements Dialect {

    private static final PbsCommands COMMANDS = PbsCommands.openPbs();
    private static final PbsJobs JOBS = new PbsJobs(PbsExit.OPENPBS);

    /**
     * With -E all jobs are asked for in one request. Without, each has a connection of its own, and
     * the JSON of some builds holds only the first (master of April 2026).
     */
    private static final String BY_ID = "exec qstat -E -t -f ";

    @Override
    public String name() {
        return "pbspro";
    }

    @Override
    public String family() {
        return PbsFamily.NAME;
    }

    @Override
    public String drmsName() {
        return "OpenPBS";
    }

    @Override
    public Set<DrmaaCapability> capabilities() {
        return Set.of(
                DrmaaCapability.JT_ACCOUNTINGID,
                DrmaaCapability.JT_EMAIL,
                DrmaaCapability.BULK_JOBS_MAXPARALLEL,
                DrmaaCapability.ADVANCE_RESERVATION,
                DrmaaCapability.RESERVE_SLOTS);
    }

    @Override
    public Set<String> attributes() {
        var all = new HashSet<>(PbsDirectives.ATTRIBUTES);
        all.add("reservationId");
        return Set.copyOf(all);
    }

    @Override
    public Set<String> limits() {
        return PbsDirectives.LIMITS;
    }

    @Override
    public Map<String, String> jobTemplateExtensions() {
        return OpenPbsRequest.extensions();
    }

    @Override
    public Map<String, String> insteadOf() {
        return OpenPbsRequest.insteadOf();
    }

    /** qsub(1B) has no such option; backfilling fills in estimated.start_time of queued jobs. */
    @Override
    public String whyNoForecast() {
        return "qsub of OpenPBS has no dry run; an estimated start is told of jobs in the queue"
                + " alone, where the site has estimates at all";
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
        return OpenPbsRequest.lines(template);
    }

    @Override
    public Exchange<String> version() {
        return COMMANDS.exchange(
                "ask for the version of PBS",
                List.of("qstat", "--version"),
                outcome -> PbsFamily.openPbsVersion(outcome.stdout()));
    }

    /** With -f, since qsub otherwise leaves a process behind that holds on to the connection. */
    @Override
    public Exchange<String> submit(JobScript script, JobTemplate template) {
        return Fitting.submission(COMMANDS, script, template, List.of("qsub", "-f"));
    }

    /** The names come from qselect: qstat would show everybody's jobs, or ask for no details. */
    @Override
    public Exchange<List<JobInfo>> listing() {
        return jobs("list the jobs", "qselect -u $USER; qstat -E -t -f", "", List.of(), false);
    }

    @Override
    public Optional<Exchange<List<JobInfo>>> listingOf(String owner) {
        return Optional.of(
                jobs(
                        "list the jobs",
                        "qselect -u " + owner + "; qstat -E -t -f",
                        "",
                        List.of(owner),
                        false));
    }

    /** First the history; where a site keeps none, at least what has not ended. */
    @Override
    public List<Exchange<List<JobInfo>>> lookUps(List<String> jobIds) {
        return List.of(
                byId("look at jobs in the history", "-x ", jobIds, true),
                byId("look at jobs", "", jobIds, false));
    }

    @Override
    public List<Exchange<List<JobInfo>>> search(Instant since) {
        return List.of(
                jobs(
                        "search the history",
                        "qselect -x -u $USER; qstat -E -x -t -f",
                        "-x ",
                        List.of(),
                        true));
    }

    private static Exchange<List<JobInfo>> jobs(
            String action, String ran, String history, List<String> owner, boolean complete) {
        var select =
                "u=${1:-$(id -un)}; i=$(qselect "
                        + history
                        + "-u \"$u\") || exit $?; [ -n \"$i\" ] || exit 0; set -f; set -- $i; "
                        + BY_ID
                        + history;
        return either(action, ran, select, owner, complete);
    }

    private static Exchange<List<JobInfo>> byId(
            String action, String history, List<String> jobIds, boolean complete) {
        return either(
                action,
                "qstat -E " + history + "-t -f " + String.join(" ", jobIds),
                BY_ID + history,
                jobIds,
                complete);
    }

    private static Exchange<List<JobInfo>> either(
            String action, String ran, String script, List<String> words, boolean complete) {
        var json =
                COMMANDS.script(
                        action,
                        ran + " -F json",
                        script + "-F json \"$@\"",
                        words,
                        outcome ->
                                infos(
                                        OpenPbsAnswer.of(
                                                outcome, text -> PbsJson.read(text, "Jobs")),
                                        complete));
        var text =
                COMMANDS.script(
                        action,
                        ran + " -w",
                        script + "-w \"$@\"",
                        words,
                        outcome ->
                                infos(
                                        OpenPbsAnswer.of(
                                                outcome, all -> PbsText.read(all, "Job Id: ")),
                                        complete));
        return json.answeredWhen(OpenPbsAnswer::isOne)
                .otherwise(text.answeredWhen(OpenPbsAnswer::isOne));
    }

    private static List<JobInfo> infos(List<PbsRecord> records, boolean complete) {
        return complete ? JOBS.history(records) : JOBS.listing(records);
    }

    /**
     * Arrays are held and released as a whole (a single member: 156, "Invalid request"), which
     * leaves those alone that run. Suspending takes an operator: a user is told so by PBS.
     */
    @Override
    public Exchange<String> control(Action action, List<String> jobIds) {
        var words = new ArrayList<String>();
        words.addAll(
                switch (action) {
                    case HOLD -> List.of("qhold");
                    case RELEASE -> List.of("qrls");
                    case SUSPEND -> List.of("qsig", "-s", "suspend");
                    case RESUME -> List.of("qsig", "-s", "resume");
                    case TERMINATE -> List.of("qdel");
                });
        var whole = jobIds.size() > 1 && (action == Action.HOLD || action == Action.RELEASE);
        words.addAll(whole ? new HashSet<>(jobIds.stream().map(MemberId::array).toList()) : jobIds);
        return Submission.control(COMMANDS, action, words, jobIds);
    }

    @Override
    public Optional<ArrayDialect> arrays() {
        return Optional.of(new OpenPbsArrays(COMMANDS));
    }

    @Override
    public Optional<ReservationDialect> reservations() {
        return Optional.of(new OpenPbsReservations(COMMANDS));
    }

    @Override
    public Optional<Exchange<List<QueueInfo>>> queues() {
        return Optional.of(
                COMMANDS.exchange(
                        "list the queues",
                        List.of("qstat", "-Q", "-f", "-F", "json"),
                        outcome -> PbsSite.queues(PbsJson.read(outcome.stdout(), "Queue"))));
    }

    @Override
    public Optional<Exchange<List<MachineInfo>>> machines() {
        return Optional.of(
                COMMANDS.exchange(
                        "list the machines",
                        List.of("pbsnodes", "-a", "-F", "json"),
                        outcome -> PbsSite.openPbs(PbsJson.read(outcome.stdout(), "nodes"))));
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
