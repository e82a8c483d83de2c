package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.ReservationTemplate;
import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Indices;
import io.jcluster.scheduler.JobScript;
import io.jcluster.scheduler.hostile.HostileAnswers;
import io.jcluster.scheduler.hostile.Sample;
import io.jcluster.scheduler.slurm.SimulatedSlurm.Listed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Answers of Slurm's commands that are cut, mixed up, huge or forged. */
class SlurmHostileAnswersTest extends HostileAnswers {

    private static final List<String> IDS = List.of("41", "42", "43");

    private static final String FINAL =
            "(COMPLETED|CANCELLED|FAILED|TIMEOUT|NODE_FAIL|PREEMPTED|BOOT_FAIL|DEADLINE|OUT_OF_MEMORY)";

    private final Dialect dialect = new SlurmDialect();

    @Override
    protected Dialect dialect() {
        return dialect;
    }

    @Override
    protected List<Sample> samples() {
        var slurm = new SimulatedSlurm();
        IDS.forEach(id -> slurm.jobs().put(id, Listed.running("my job", "jcluster:jc-" + id)));
        var template = JobTemplate.builder().remoteCommand("true").build();
        var questions = new ArrayList<Exchange<?>>();
        questions.add(dialect.version());
        questions.add(dialect.submit(JobScript.of(dialect, template), template));
        questions.add(dialect.control(Action.TERMINATE, IDS));
        questions.addAll(listings(IDS));
        dialect.queues().ifPresent(questions::add);
        dialect.machines().ifPresent(questions::add);
        dialect.listingOf("alice").ifPresent(questions::add);
        var samples = new ArrayList<Sample>();
        questions.forEach(question -> samples.add(new Sample(question, slurm::answer)));
        var indices = new Indices(1, 9, 2, OptionalInt.of(3));
        dialect.arrays()
                .map(own -> own.submit(JobScript.of(dialect, template), template, indices))
                .ifPresent(question -> samples.add(new Sample(question, "41\n")));
        var reservations = dialect.reservations().orElseThrow();
        samples.add(
                new Sample(
                        reservations.listing(), Records.printed("scontrol-reservation-root.txt")));
        samples.add(
                new Sample(
                        reservations.request(
                                ReservationTemplate.builder()
                                        .startTime(Instant.ofEpochSecond(1795280000))
                                        .endTime(Instant.ofEpochSecond(1795283600))
                                        .build()),
                        "Reservation created: alice_1\n"));
        samples.add(new Sample(reservations.terminate("alice_1"), ""));
        return samples;
    }

    private List<Exchange<?>> listings(List<String> ids) {
        var questions = new ArrayList<Exchange<?>>();
        questions.add(dialect.listing());
        questions.addAll(dialect.lookUps(ids));
        questions.addAll(dialect.search(Instant.EPOCH));
        return questions;
    }

    @Override
    protected List<String> pieces() {
        var us = "\u001f";
        return List.of(
                "COMPLETED",
                "CANCELLED by 4001",
                "FAILED",
                "JobState=COMPLETED",
                " JobState=COMPLETED Reason=None ExitCode=0:0 ",
                " UserId=alice(4001) GroupId=alice(4001) MCS_label=N/A Priority=1 Nice=0"
                        + " Account=research QOS=normal JobState=COMPLETED Reason=None"
                        + " Dependency=(null) Requeue=0 Restarts=0 BatchFlag=1 Reboot=0"
                        + " ExitCode=0:0 RunTime=00:00:05",
                "JobId=41 JobName=x JobState=FAILED ExitCode=1:0",
                "jcluster:jc-somebody-else",
                "|COMPLETED|0:0|",
                "41|COMPLETED|0:0|1795267891|1795267892|1795354292|5|24|n1|normal|alice||x",
                us + "COMPLETED" + us + "None" + us,
                String.join(
                        us,
                        List.of(
                                "41",
                                "COMPLETED",
                                "None",
                                "1",
                                "normal",
                                "alice",
                                "1795267891",
                                "1795267892",
                                "1795354292",
                                "0:05",
                                "24",
                                "n1",
                                "",
                                "x")),
                "41.batch|FAILED|1:0",
                "41_[1-9999999]",
                "slurm_load_jobs error: Socket timed out on send/recv operation");
    }

    /** Fields of squeue and sacct are divided by one character, or by a word drawn for them. */
    @Override
    protected Pattern endOf(String jobId) {
        var id = Pattern.quote(jobId);
        var listed = "^" + id + "(?:\u001f|\\||[0-9a-f]{32})" + FINAL;
        // Of a line with two states nobody can tell which is the job's.
        var shown = "^JobId=" + id + " (?:(?! JobState=).)* JobState=" + FINAL + "(?!.* JobState=)";
        return Pattern.compile("(?:" + listed + "|" + shown + ")", Pattern.MULTILINE);
    }

    @Override
    protected List<Sample> listings(JobScript script, JobTemplate template) {
        var slurm = new SimulatedSlurm();
        slurm.jobs()
                .put("41", Listed.running(option(script, "job-name"), option(script, "comment")));
        return listings(List.of("41")).stream()
                .map(question -> new Sample(question, slurm::answer))
                .toList();
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
