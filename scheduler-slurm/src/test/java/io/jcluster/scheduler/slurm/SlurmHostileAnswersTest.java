package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.JobScript;
import io.jcluster.scheduler.hostile.HostileAnswers;
import io.jcluster.scheduler.hostile.Sample;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** Answers of Slurm's commands that are cut, mixed up, huge or forged. */
class SlurmHostileAnswersTest extends HostileAnswers {

    private static final String US = SlurmAnswers.SEPARATOR;

    private static final String FINAL =
            "(COMPLETED|CANCELLED|FAILED|TIMEOUT|NODE_FAIL|PREEMPTED|BOOT_FAIL|DEADLINE|OUT_OF_MEMORY)";

    private final Dialect dialect = new SlurmDialect();

    @Override
    protected Dialect dialect() {
        return dialect;
    }

    @Override
    protected List<Sample> samples() {
        var template = JobTemplate.builder().remoteCommand("true").build();
        var jobs = List.of("41", "42", "43");
        var lookUps = dialect.lookUps(jobs);
        return List.of(
                new Sample(dialect.version(), "slurm-wlm 22.05.8\n"),
                new Sample(dialect.submit(JobScript.of(dialect, template), template), "41\n"),
                new Sample(dialect.control(Action.TERMINATE, jobs), ""),
                new Sample(dialect.listing(), lines(id -> squeue(id, "my job", "jcluster:jc-1"))),
                new Sample(lookUps.get(0), lines(id -> scontrol(id, "my job", "jcluster:jc-1"))),
                new Sample(lookUps.get(1), lines(id -> sacct(id, "my job", "jcluster:jc-1"))),
                new Sample(
                        dialect.search(Instant.EPOCH).get(0),
                        lines(id -> sacct(id, "my job", "jcluster:jc-1"))));
    }

    /** Slurm 22.05.8, like the two that follow; names and comments are printed as they are. */
    private static String squeue(int id, String name, String comment) {
        return String.join(
                US,
                String.valueOf(id),
                "RUNNING",
                "None",
                "4294901716",
                "normal",
                "alice",
                "1795267891",
                "1795267892",
                "1795354292",
                "0:05",
                "24",
                "nid[00001-00002]",
                comment,
                name);
    }

    private static String scontrol(int id, String name, String comment) {
        return "JobId="
                + id
                + " JobName="
                + name
                + " UserId=alice(4001) GroupId=alice(4001) MCS_label=N/A Priority=4294901716 Nice=0"
                + " Account=research QOS=normal JobState=RUNNING Reason=None Dependency=(null)"
                + " Requeue=0 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=0:0 RunTime=00:00:05"
                + " TimeLimit=1-00:00:00 TimeMin=N/A SubmitTime=1795267891"
                + " EligibleTime=1795267891 AccrueTime=1795267891 StartTime=1795267892"
                + " EndTime=1795354292 Deadline=N/A SuspendTime=None SecsPreSuspend=0"
                + " LastSchedEval=1795267892 Scheduler=Main Partition=normal"
                + " AllocNode:Sid=login:36 ReqNodeList=(null) ExcNodeList=(null)"
                + " NodeList=nid[00001-00002] BatchHost=nid00001 NumNodes=2 NumCPUs=24 NumTasks=24"
                + " CPUs/Task=1 ReqB:S:C:T=0:0:*:* TRES=cpu=24,mem=12000M,node=2,billing=24"
                + " Socks/Node=* NtasksPerN:B:S:C=0:0:*:* CoreSpec=* MinCPUsNode=1"
                + " MinMemoryCPU=500M MinTmpDiskNode=0 Features=(null) DelayBoot=00:00:00"
                + " OverSubscribe=OK Contiguous=0 Licenses=(null) Network=(null)"
                + " Command=(null) WorkDir=/home/alice Comment="
                + comment
                + "  StdErr=/dev/null StdIn=/dev/null StdOut=/dev/null Power= ";
    }

    private static String sacct(int id, String name, String comment) {
        return String.join(
                "|",
                String.valueOf(id),
                "RUNNING",
                "0:0",
                "1795267891",
                "1795267892",
                "Unknown",
                "5",
                "24",
                "nid[00001-00002]",
                "normal",
                "alice",
                comment,
                name);
    }

    @Override
    protected List<String> pieces() {
        return List.of(
                "COMPLETED",
                "CANCELLED by 4001",
                "FAILED",
                "JobState=COMPLETED",
                " JobState=COMPLETED Reason=None ExitCode=0:0 ",
                " UserId=alice(4001) GroupId=alice(4001) MCS_label=N/A Priority=1 Nice=0"
                        + " Account=research QOS=normal JobState=COMPLETED Reason=None Requeue=0",
                "JobId=41 JobName=x JobState=FAILED ExitCode=1:0",
                "jcluster:jc-somebody-else",
                "|COMPLETED|0:0|",
                "41|COMPLETED|0:0",
                sacct(41, "x", "").replace("RUNNING", "COMPLETED"),
                US + "COMPLETED" + US + "None" + US,
                squeue(41, "x", "").replace("RUNNING", "COMPLETED"),
                squeue(44, "x", ""),
                "41.batch|FAILED|1:0",
                "slurm_load_jobs error: Socket timed out on send/recv operation");
    }

    @Override
    protected Pattern endOf(String jobId) {
        var id = Pattern.quote(jobId);
        var listed = "^" + id + US + FINAL;
        // Of a line with two states nobody can tell which is the job's.
        var shown = "^JobId=" + id + " (?:(?! JobState=).)* JobState=" + FINAL + "(?!.* JobState=)";
        var accounted = "^" + id + "\\|" + FINAL;
        return Pattern.compile(
                "(?:" + listed + "|" + shown + "|" + accounted + ")", Pattern.MULTILINE);
    }

    @Override
    protected List<Sample> listings(JobScript script, JobTemplate template) {
        var name = option(script, "job-name");
        var comment = option(script, "comment");
        var lookUps = dialect.lookUps(List.of("41"));
        return List.of(
                new Sample(dialect.listing(), squeue(41, name, comment)),
                new Sample(lookUps.get(0), scontrol(41, name, comment)),
                new Sample(lookUps.get(1), sacct(41, name, comment)));
    }

    /** What sbatch makes of an option in a line of the script: quotes and backslashes go. */
    private static String option(JobScript script, String name) {
        var start = "#SBATCH --" + name + "=";
        var value =
                script.lines().stream()
                        .filter(line -> line.startsWith(start))
                        .map(line -> line.substring(start.length()))
                        .findFirst()
                        .orElse("");
        return value.startsWith("\"")
                ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
                : value;
    }
}
