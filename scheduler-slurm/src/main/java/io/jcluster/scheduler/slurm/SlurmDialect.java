package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.MachineInfo;
import io.jcluster.drmaa2.QueueInfo;
import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.ArrayDialect;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Forecast;
import io.jcluster.scheduler.JobScript;
import io.jcluster.scheduler.ReservationDialect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Slurm through its commands, in the text forms that old and new versions have in common. squeue
 * lists, scontrol knows how a job ended until it forgets it after MinJobAge, sacct remembers where
 * there is accounting; nothing needs accounting.
 *
 * <p>Run against 22.05.8. That the options, the letters of squeue's format, the order of scontrol's
 * fields, the fields of sacct and the words for states, reasons and errors are the same from 20.11
 * to 24.11 was read in the manuals and sources of those versions, not run.
 *
 * <p>Questions whose answers hold texts of users carry a {@link Seal}, which is drawn anew each
 * time: two questions for the same thing differ in that word.
 */
public final class SlurmDialect implements Dialect {

    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@\\\\$-]*");

    @Override
    public String name() {
        return "slurm";
    }

    @Override
    public String drmsName() {
        return "Slurm";
    }

    @Override
    public Set<DrmaaCapability> capabilities() {
        return Set.of(
                DrmaaCapability.ADVANCE_RESERVATION,
                DrmaaCapability.RESERVE_SLOTS,
                DrmaaCapability.RT_STARTNOW,
                DrmaaCapability.BULK_JOBS_MAXPARALLEL,
                DrmaaCapability.JT_ACCOUNTINGID,
                DrmaaCapability.JT_DEADLINE,
                DrmaaCapability.JT_EMAIL);
    }

    @Override
    public Set<String> attributes() {
        return SlurmDirectives.ATTRIBUTES;
    }

    @Override
    public Map<String, String> jobTemplateExtensions() {
        return SlurmDirectives.extensions();
    }

    @Override
    public Map<String, String> jobInfoExtensions() {
        return Map.ofEntries(
                Map.entry("slurm_ji_reason", "why the job waits or ended, in Slurm's word"),
                Map.entry(
                        "slurm_ji_never_starts",
                        "Slurm's word for why a waiting job can never start"),
                Map.entry("slurm_ji_expected_start", "when Slurm expects to start a waiting job"),
                Map.entry("slurm_ji_eligible_time", "when the job may or might start"),
                Map.entry("slurm_ji_time_limit", "the time limit, D-HH:MM:SS"),
                Map.entry("slurm_ji_nodelist", "the nodes in Slurm's short form"),
                Map.entry("slurm_ji_account", "the account it is booked to"),
                Map.entry("slurm_ji_qos", "the quality of service"),
                Map.entry("slurm_ji_comment", "the comment without the tag"),
                Map.entry("slurm_ji_array_job_id", "the array it is a member of"),
                Map.entry("slurm_ji_array_task_id", "its index in the array"),
                Map.entry("slurm_ji_derived_exit_code", "the greatest exit code of its steps"),
                Map.entry(
                        "slurm_ji_maxrss_kb",
                        "the most memory a task of it had, in kilobytes of 1024 bytes"),
                Map.entry(SlurmExit.SHELL_SIGNAL, "the signal that an exit status over 128 means"));
    }

    @Override
    public String jobIdVariable() {
        return "SLURM_JOB_ID";
    }

    @Override
    public List<String> directives(JobTemplate template) {
        return SlurmDirectives.of(template);
    }

    @Override
    public Exchange<String> version() {
        // slurm-wlm 22.05.8 on Debian, slurm 23.02.7 elsewhere
        return SlurmExchange.of(
                "ask for Slurm's version",
                List.of("sbatch", "--version"),
                outcome -> outcome.stdout().strip().replaceFirst("^\\S+ ", ""));
    }

    @Override
    public Exchange<String> submit(JobScript script, JobTemplate template) {
        return SlurmExchange.submission(sbatch(template), script.text());
    }

    @Override
    public Optional<Exchange<Forecast>> forecast(JobScript script, JobTemplate template) {
        return Optional.of(SlurmForecast.of(script));
    }

    /**
     * The comment that is in the script as well, for the accounting: it keeps this line where it
     * keeps no comments, see {@link SlurmAccounting#since}.
     */
    static List<String> sbatch(JobTemplate template) {
        var words = new ArrayList<>(List.of("sbatch", "--parsable"));
        Tag.comment(template).ifPresent(comment -> words.add("--comment=" + comment));
        return words;
    }

    @Override
    public Exchange<List<JobInfo>> listing() {
        return SlurmListing.own();
    }

    @Override
    public Optional<Exchange<List<JobInfo>>> listingOf(String owner) {
        if (!USER.matcher(owner).matches()) {
            throw new InvalidArgumentException("not the name of a user: " + owner, "jobOwner");
        }
        return Optional.of(SlurmListing.of(owner));
    }

    @Override
    public List<Exchange<List<JobInfo>>> lookUps(List<String> jobIds) {
        return List.of(SlurmDetail.of(jobIds), SlurmAccounting.of(jobIds));
    }

    @Override
    public List<Exchange<List<JobInfo>>> search(Instant since) {
        return SlurmAccounting.since(since);
    }

    @Override
    public Exchange<String> control(Action action, List<String> jobIds) {
        return SlurmControl.of(action, jobIds);
    }

    /**
     * A step beside those that have all CPUs and all memory (--overlap, Slurm 20.11), or none after
     * ten seconds. Without --mpi=none PMIx is set up first. Slurm's name of a node is the short one
     * unless NodeHostname says otherwise (slurm.conf(5)).
     */
    @Override
    public Optional<List<String>> inJob(String jobId, String node) {
        return Optional.of(
                List.of(
                        "srun",
                        "--jobid=" + jobId,
                        "--overlap",
                        "--nodes=1",
                        "--ntasks=1",
                        "--nodelist=" + node.replaceFirst("\\..*", ""),
                        "--mpi=none",
                        "--unbuffered",
                        "--immediate=10"));
    }

    @Override
    public Optional<ArrayDialect> arrays() {
        return Optional.of(new SlurmArrays());
    }

    @Override
    public Optional<ReservationDialect> reservations() {
        return Optional.of(new SlurmReservations());
    }

    @Override
    public Optional<Exchange<List<QueueInfo>>> queues() {
        return Optional.of(SlurmPartitions.question());
    }

    @Override
    public Map<String, String> queueInfoExtensions() {
        return SlurmPartitions.extensions();
    }

    @Override
    public Optional<Exchange<List<MachineInfo>>> machines() {
        return Optional.of(SlurmNodes.question());
    }

    @Override
    public Map<String, String> machineInfoExtensions() {
        return SlurmNodes.extensions();
    }
}
