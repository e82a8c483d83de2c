package io.jcluster.scheduler.slurm;

import static io.jcluster.scheduler.Refusal.Kind.DENIED;
import static io.jcluster.scheduler.Refusal.Kind.INVALID;
import static io.jcluster.scheduler.Refusal.Kind.LATER;
import static io.jcluster.scheduler.Refusal.Kind.NOT_OFFERED;
import static io.jcluster.scheduler.Refusal.Kind.UNKNOWN_OUTCOME;
import static io.jcluster.scheduler.Refusal.Kind.UNREACHABLE;
import static io.jcluster.scheduler.Refusal.Kind.WRONG_STATE;

import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.JobScript;
import io.jcluster.scheduler.Refusals;
import io.jcluster.scheduler.Refusals.Rule;
import io.jcluster.scheduler.Surroundings;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.ShellWords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Slurm through its commands, in the text forms that old and new versions have in common; written
 * with 22.05.8. squeue lists, scontrol knows how a job ended until it forgets it after MinJobAge
 * (300 s unless the site says otherwise), sacct remembers where there is accounting.
 */
public final class SlurmDialect implements Dialect {

    private static final Surroundings SURROUNDINGS =
            new Surroundings(
                    List.of("SLURM_", "SBATCH_", "SQUEUE_", "SACCT_", "SCANCEL_", "SALLOC_"),
                    List.of("SLURM_CONF"),
                    List.of(
                            "/usr/local/bin",
                            "/usr/bin",
                            "/opt/slurm/bin",
                            "/opt/slurm/default/bin",
                            "/opt/slurm/current/bin",
                            "/usr/local/slurm/bin",
                            "/cm/shared/apps/slurm/current/bin"),
                    Map.of("LC_ALL", "C", "SLURM_TIME_FORMAT", "%s", "SLURM_BITSTR_LEN", "0"));

    private static final String SILENT =
            "sinfo and 'scontrol ping' tell whether Slurm is up; it may be in maintenance";

    /** What Slurm 22.05.8 says when it does not do what it was asked, by its own words. */
    private static final Refusals REFUSALS =
            new Refusals(
                    List.of(
                            new Rule("Socket timed out", UNKNOWN_OUTCOME, SILENT),
                            new Rule("Unable to contact slurm controller", UNREACHABLE, SILENT),
                            new Rule("Zero Bytes were transmitted", UNKNOWN_OUTCOME, SILENT),
                            new Rule("Problem talking to the database", UNREACHABLE),
                            new Rule("accounting storage is disabled", NOT_OFFERED),
                            new Rule(
                                    "Invalid partition name",
                                    INVALID,
                                    "sinfo --format=%R lists the partitions; set 'queue' to one"
                                            + " of them"),
                            new Rule(
                                    "Invalid account",
                                    DENIED,
                                    "sacctmgr show assoc user=$USER format=account,partition,qos"
                                            + " lists what you may use; set 'account'"),
                            new Rule(
                                    "Invalid qos",
                                    INVALID,
                                    "sacctmgr show assoc user=$USER format=account,qos lists what"
                                            + " you may use"),
                            new Rule(
                                    "Invalid feature specification",
                                    INVALID,
                                    "sinfo --format='%N %f' lists the features of the nodes"),
                            new Rule(
                                    "Invalid generic resource",
                                    INVALID,
                                    "sinfo --format='%N %G' lists what the nodes have"),
                            new Rule(
                                    "Requested node configuration is not available",
                                    INVALID,
                                    "sinfo --format='%R %D %c %m' shows nodes, cores and memory"
                                            + " of the partitions; ask for less"),
                            new Rule(
                                    "Requested time limit is invalid",
                                    INVALID,
                                    "sinfo --format='%R %l' shows the longest time limits"),
                            new Rule(
                                    "DOS line breaks",
                                    INVALID,
                                    "convert the script's line ends, for instance with dos2unix"),
                            new Rule("Requested reservation is invalid", INVALID),
                            new Rule("More processors requested than permitted", INVALID),
                            new Rule("Node count specification invalid", INVALID),
                            new Rule("Memory specification can not be satisfied", INVALID),
                            new Rule("does not look like a batch script", INVALID),
                            new Rule("Batch script is empty", INVALID),
                            new Rule("unrecognized option", INVALID),
                            new Rule("specification", INVALID),
                            new Rule("Access/permission denied", DENIED),
                            new Rule("group not permitted", DENIED),
                            new Rule("not permitted to use this partition", DENIED),
                            new Rule(
                                    "Job violates accounting/QOS policy",
                                    DENIED,
                                    "the site limits how much one user may submit or ask for"),
                            new Rule("temporarily unable to accept job", LATER),
                            new Rule("Resource temporarily unavailable", LATER),
                            new Rule("Invalid job id", WRONG_STATE),
                            new Rule("already completing or completed", WRONG_STATE),
                            new Rule("Job/step already", WRONG_STATE),
                            new Rule("Job is pending execution", WRONG_STATE)));

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
        return Set.of(DrmaaCapability.JT_ACCOUNTINGID);
    }

    @Override
    public Set<String> attributes() {
        return Set.of(
                "jobName",
                "queueName",
                "accountingId",
                "minSlots",
                "resourceLimits",
                "outputPath",
                "errorPath",
                "joinFiles",
                "submitAsHold",
                "rerunnable");
    }

    @Override
    public Map<String, String> jobTemplateExtensions() {
        return SlurmDirectives.extensions();
    }

    @Override
    public Map<String, String> jobInfoExtensions() {
        return Map.of(
                "slurm_ji_reason", "why the job waits or ended, in Slurm's word",
                "slurm_ji_never_starts", "Slurm's word for why a waiting job can never start",
                "slurm_ji_expected_start", "when Slurm expects to start a waiting job",
                "slurm_ji_nodelist", "the nodes in Slurm's short form");
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
        return exchange(
                "ask for Slurm's version",
                List.of("sbatch", "--version"),
                outcome -> outcome.stdout().strip().replaceFirst("^\\S+ ", ""));
    }

    @Override
    public Exchange<String> submit(JobScript script, JobTemplate template) {
        var words = List.of("sbatch", "--parsable");
        return new Exchange<>(
                "submit the job",
                String.join(" ", words),
                SURROUNDINGS.command(words).withStdin(script.text()),
                Outcome::succeeded,
                SlurmAnswers::jobId,
                REFUSALS);
    }

    @Override
    public Exchange<List<JobInfo>> listing() {
        return exchange(
                "list the jobs",
                List.of("squeue", "--me", "-h", "-t", "all", "-o", SlurmAnswers.SQUEUE_FORMAT),
                "squeue --me -t all",
                SlurmAnswers::squeue);
    }

    @Override
    public List<Exchange<List<JobInfo>>> lookUps(List<String> jobIds) {
        return List.of(detail(jobIds), accounting("-j", String.join(",", jobIds)));
    }

    @Override
    public List<Exchange<List<JobInfo>>> search(Instant since) {
        return List.of(accounting("-S", "uts" + since.minusSeconds(60).getEpochSecond()));
    }

    /** scontrol takes one job at a time; unknown ones are an answer, not a failure. */
    private static Exchange<List<JobInfo>> detail(List<String> jobIds) {
        var words = new ArrayList<String>();
        words.addAll(List.of("/bin/sh", "-c", "for j; do scontrol -o show job \"$j\"; done", "sh"));
        words.addAll(jobIds);
        return exchange(
                        "look at jobs",
                        words,
                        "scontrol -o show job " + String.join(" ", jobIds),
                        SlurmAnswers::scontrol)
                .answeredWhen(SlurmDialect::knownOrUnknown);
    }

    private static boolean knownOrUnknown(Outcome outcome) {
        return outcome.stderr()
                .lines()
                .allMatch(line -> line.isBlank() || line.contains("Invalid job id specified"));
    }

    private static Exchange<List<JobInfo>> accounting(String option, String value) {
        var words =
                List.of(
                        "sacct",
                        "-n",
                        "-P",
                        "-D",
                        option,
                        value,
                        "--format=" + SlurmAnswers.SACCT_FORMAT);
        return exchange("ask the accounting", words, SlurmAnswers::sacct);
    }

    @Override
    public Exchange<String> control(Action action, List<String> jobIds) {
        var words =
                switch (action) {
                    case HOLD -> List.of("scontrol", "hold", String.join(",", jobIds));
                    case RELEASE -> List.of("scontrol", "release", String.join(",", jobIds));
                    // scontrol suspend is for administrators; with -f the script is stopped as well
                    case SUSPEND -> scancel(jobIds, "-f", "-s", "STOP");
                    case RESUME -> scancel(jobIds, "-f", "-s", "CONT");
                    case TERMINATE -> scancel(jobIds);
                };
        return exchange(action.verb() + " job " + String.join(" ", jobIds), words, Outcome::stdout);
    }

    private static List<String> scancel(List<String> jobIds, String... options) {
        var words = new ArrayList<>(List.of("scancel"));
        words.addAll(List.of(options));
        words.addAll(jobIds);
        return words;
    }

    private static <T> Exchange<T> exchange(
            String action, List<String> words, Function<Outcome, T> reader) {
        return exchange(action, words, ShellWords.join(words), reader);
    }

    private static <T> Exchange<T> exchange(
            String action, List<String> words, String ran, Function<Outcome, T> reader) {
        Command command = SURROUNDINGS.command(words);
        return new Exchange<>(action, ran, command, Outcome::succeeded, reader, REFUSALS);
    }
}
