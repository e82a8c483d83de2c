package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Extensions;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code scontrol -o show job}: how a job ended, until the controller forgets it after MinJobAge.
 *
 * <p>A record is one line of {@code Key=value}, in which the job's name comes second and may hold
 * anything: blanks, line breaks, {@code JobState=COMPLETED}. So each answer is found between {@link
 * Seal}s of our own with the id that was asked for, and is read only from where the fields that
 * Slurm has checked stand in their order, from UserId to ExitCode (alike in 20.11, 22.05 and
 * 24.11). An answer in which they seem to stand twice is somebody's forgery: it is passed over, and
 * the accounting asked.
 */
final class SlurmDetail {

    private static final String ONE_BY_ONE =
            "seal=$1; shift; for j; do echo \"$seal $j\"; scontrol -o show job \"$j\"; done;"
                    + " echo \"$seal\"";

    /** What one scontrol may take on a busy login node, on average. */
    private static final Duration EACH = Duration.ofMillis(50);

    private static final Pattern CHECKED =
            Pattern.compile(
                    " UserId=(?<user>[^=]+?)\\(\\d+\\) GroupId=[^=]+?\\(\\d+\\) MCS_label=\\S+"
                            + " Priority=(?<priority>\\d+) Nice=-?\\d+ Account=(?<account>\\S*)"
                            + " QOS=(?<qos>\\S*)(?: WCKey=\\S*)?"
                            + " JobState=(?<state>\\S+) Reason=(?<reason>.*?)"
                            + "(?: FailedNode=\\S+)? Dependency=\\S*"
                            + " Requeue=\\d+ Restarts=(?<restarts>\\d+) BatchFlag=\\d+ Reboot=\\d+"
                            + " ExitCode=(?<code>\\d+:\\d+) ");

    /** A key with its value, which may be empty. */
    private static final Pattern FIELD = Pattern.compile("(?:^| )([A-Z][\\w:/]*)=(\\S*)");

    private static final Pattern BEGINNING =
            Pattern.compile(
                    "JobId=(?<job>\\d+) (?:ArrayJobId=(?<array>\\d+) ArrayTaskId=(?<index>\\S+)"
                            + " (?:ArrayTaskThrottle=\\d+ )?)?"
                            + "(?:HetJobId=(?<het>\\d+) HetJobOffset=(?<part>\\d+) )?JobName=");

    private SlurmDetail() {}

    /** Looks at one job after the other; scontrol takes one at a time. */
    static Exchange<List<JobInfo>> of(List<String> jobIds) {
        var seal = Seal.fresh();
        var words = new ArrayList<String>();
        words.addAll(List.of("/bin/sh", "-c", ONE_BY_ONE, "sh", seal.word()));
        words.addAll(jobIds);
        var exchange =
                SlurmExchange.of(
                        "look at jobs",
                        words,
                        "scontrol -o show job " + String.join(" ", jobIds),
                        outcome -> read(seal, outcome.stdout()));
        return new Exchange<>(
                exchange.action(),
                exchange.ran(),
                exchange.question()
                        .withTimeout(
                                Command.DEFAULT_TIMEOUT.plus(EACH.multipliedBy(jobIds.size()))),
                SlurmDetail::knownOrUnknown,
                exchange.reader(),
                exchange.refusal());
    }

    private static boolean knownOrUnknown(Outcome outcome) {
        return outcome.stderr()
                .lines()
                .allMatch(
                        line ->
                                line.isBlank()
                                        || line.contains("Invalid job id specified")
                                        || line.matches("Job \\S+ not found"));
    }

    /**
     * @throws IllegalArgumentException when the answer is not whole
     */
    static List<JobInfo> read(Seal seal, String text) {
        var jobs = new ArrayList<JobInfo>();
        var at = text.indexOf(seal.word());
        if (at < 0 || !text.substring(0, at).isBlank()) {
            throw Printed.unreadable("no answer", text.strip());
        }
        while (true) {
            var from = at + seal.length();
            at = text.indexOf(seal.word(), from);
            if (at < 0) {
                if (!text.substring(from).isBlank()) {
                    throw Printed.unreadable("half an answer", text.substring(from).strip());
                }
                return jobs;
            }
            var line = text.indexOf('\n', from);
            if (line < 0 || line > at) {
                throw Printed.unreadable("no answer", text.substring(from, at));
            }
            job(text.substring(from, line).strip(), text.substring(line + 1, at).strip())
                    .ifPresent(jobs::add);
        }
    }

    private static Optional<JobInfo> job(String id, String record) {
        if (record.isEmpty() || record.equals("Job " + id + " not found")) {
            return Optional.empty();
        }
        var beginning = BEGINNING.matcher(record);
        if (!beginning.lookingAt()) {
            throw Printed.unreadable("no job", record);
        }
        var checked = CHECKED.matcher(record);
        if (!checked.find(beginning.end())) {
            throw Printed.unreadable("no state", record);
        }
        var copy = CHECKED.matcher(record);
        // Old versions were seen to answer with another job.
        if (copy.find(checked.start() + 1) || !isAbout(id, beginning)) {
            return Optional.empty();
        }
        return Optional.of(
                info(
                        id,
                        record.substring(beginning.end(), checked.start()),
                        checked,
                        record.substring(checked.end())));
    }

    private static boolean isAbout(String id, Matcher beginning) {
        var array = beginning.group("array");
        if (array != null) {
            return JobIds.arrayOf(id).equals(array)
                    && holds(beginning.group("index"), JobIds.indexOf(id));
        }
        var het = beginning.group("het");
        return het == null
                ? id.equals(beginning.group("job"))
                : id.equals(het + "+" + beginning.group("part"));
    }

    /** Members that still wait share one record. */
    private static boolean holds(String indices, String index) {
        var found = new boolean[1];
        JobIds.indices(indices, i -> found[0] |= index.equals(String.valueOf(i)));
        return found[0];
    }

    private static JobInfo info(String id, String name, Matcher checked, String rest) {
        var word = checked.group("state");
        var reason = checked.group("reason").replace('_', ' '); // squeue has blanks
        var restarts = checked.group("restarts");
        var state =
                SlurmState.of(
                        word, reason, checked.group("priority").equals("0"), !restarts.equals("0"));
        var info = SlurmReason.info(id, state, word, reason);
        Printed.text(name).ifPresent(info::jobName);
        Printed.text(checked.group("user")).ifPresent(info::jobOwner);
        Printed.text(checked.group("account"))
                .ifPresent(account -> info.extension("slurm_ji_account", account));
        Printed.text(checked.group("qos")).ifPresent(qos -> info.extension("slurm_ji_qos", qos));
        info.extension(Extensions.INFO_RESTARTS, restarts);
        rest(rest, state, word, checked.group("code"), info);
        return info.build();
    }

    /** The fields behind the exit code, each where it stands first: texts of users come last. */
    private static void rest(
            String rest, JobState state, String word, String code, JobInfo.Builder info) {
        var fields = new HashMap<String, String>();
        var matcher = FIELD.matcher(rest);
        while (matcher.find()) {
            fields.putIfAbsent(matcher.group(1), matcher.group(2));
            if (matcher.group(1).equals("Command")) {
                break;
            }
        }
        Printed.text(fields.get("Partition"))
                .filter(partition -> !partition.contains(","))
                .ifPresent(info::queueName);
        Printed.text(fields.get("AllocNode:Sid"))
                .map(at -> at.split(":", -1)[0])
                .ifPresent(info::submissionMachine);
        Printed.time(fields.get("SubmitTime")).ifPresent(info::submissionTime);
        Printed.time(fields.get("EligibleTime"))
                .ifPresent(at -> info.extension("slurm_ji_eligible_time", at.toString()));
        Printed.text(fields.get("TimeLimit"))
                .ifPresent(limit -> info.extension("slurm_ji_time_limit", limit));
        Printed.text(fields.get("DerivedExitCode"))
                .ifPresent(derived -> info.extension("slurm_ji_derived_exit_code", derived));
        Printed.count(fields.get("NumCPUs")).ifPresent(info::slots);
        NodeList.report(fields.get("NodeList"), info);
        var ran = Printed.text(fields.get("BatchHost")).isPresent();
        if (ran) {
            Printed.time(fields.get("StartTime")).ifPresent(info::dispatchTime);
            Printed.duration(fields.get("RunTime")).ifPresent(info::wallclockTime);
        }
        if (state.isTerminated()) {
            Printed.time(fields.get("EndTime")).ifPresent(info::finishTime);
            SlurmExit.read(word, code, ran, info);
        }
    }
}
