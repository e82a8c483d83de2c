package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.scheduler.Extensions;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What squeue, scontrol and sacct print, read into DRMAA2's words. */
final class SlurmAnswers {

    /** ASCII's own field separator: no name or reason holds it. */
    static final String SEPARATOR = "\u001f";

    /** For squeue -o. The name comes last because users choose it. */
    static final String SQUEUE_FORMAT =
            String.join(
                    SEPARATOR,
                    List.of(
                            "%A",
                            "%T", "%r", "%Q", "%P", "%u", "%V", "%S", "%e", "%M", "%C", "%N", "%k",
                            "%j"));

    /** For sacct --format. Neither field of a user's choice can hold the separator it prints. */
    static final String SACCT_FORMAT =
            "JobIDRaw,State,ExitCode,Submit,Start,End,ElapsedRaw,AllocCPUS,NodeList,Partition,User,"
                    + "Comment,JobName";

    private static final Pattern SCONTROL_FIELD = Pattern.compile("(?:^| )([A-Za-z][\\w:/]*)=");

    private SlurmAnswers() {}

    /** {@code 18}, or {@code 19;lab} where there are several clusters. */
    static String jobId(Outcome outcome) {
        var id = outcome.stdout().strip().split(";", 2)[0];
        if (!id.matches("[1-9][0-9]*")) {
            throw new IllegalArgumentException("no job id");
        }
        return id;
    }

    static List<JobInfo> squeue(Outcome outcome) {
        var jobs = new ArrayList<JobInfo>();
        for (var line : lines(outcome)) {
            var f = line.split(SEPARATOR, -1);
            if (f.length != 14) {
                throw new IllegalArgumentException(f.length + " fields in '" + line + "'");
            }
            var word = SlurmState.firstWord(f[1]);
            var state = SlurmState.of(word, f[2], f[3].equals("0"));
            var info = info(f[0], state, word, f[2]);
            if (!f[4].contains(",")) { // a list of candidates while the job waits
                text(f[4]).ifPresent(info::queueName);
            }
            text(f[5]).ifPresent(info::jobOwner);
            time(f[6]).ifPresent(info::submissionTime);
            var start = time(f[7]);
            if (state.isQueued()) {
                start.ifPresent(at -> info.extension("slurm_ji_expected_start", at.toString()));
            } else if (text(f[11]).isPresent()) { // without nodes it never ran
                start.ifPresent(info::dispatchTime);
                duration(f[9]).ifPresent(info::wallclockTime);
            }
            time(f[8]).filter(at -> state.isTerminated()).ifPresent(info::finishTime);
            number(f[10]).ifPresent(info::slots);
            nodes(f[11], info);
            SlurmDirectives.tag(f[12]).ifPresent(tag -> info.extension(Extensions.INFO_TAG, tag));
            text(f[13]).ifPresent(info::jobName);
            jobs.add(info.build());
        }
        return jobs;
    }

    /** {@code scontrol -o show job}: one line for each job, {@code Key=value}. */
    static List<JobInfo> scontrol(Outcome outcome) {
        var jobs = new ArrayList<JobInfo>();
        for (var line : lines(outcome)) {
            if (line.indexOf(" JobState=") != line.lastIndexOf(" JobState=")) {
                continue; // a name or a comment that looks like one: which is which, nobody can
                // tell
            }
            var f = fields(line);
            var word = f.getOrDefault("JobState", "");
            var reason = f.getOrDefault("Reason", "None").replace('_', ' '); // squeue has blanks
            var state = SlurmState.of(word, reason, f.getOrDefault("Priority", "").equals("0"));
            var info = info(f.getOrDefault("JobId", ""), state, word, reason);
            text(f.get("JobName")).ifPresent(info::jobName);
            text(f.get("UserId")).map(user -> user.split("\\(", -1)[0]).ifPresent(info::jobOwner);
            text(f.get("Partition")).filter(p -> !p.contains(",")).ifPresent(info::queueName);
            text(f.get("AllocNode:Sid"))
                    .map(at -> at.split(":", -1)[0])
                    .ifPresent(info::submissionMachine);
            time(f.get("SubmitTime")).ifPresent(info::submissionTime);
            number(f.get("NumCPUs")).ifPresent(info::slots);
            nodes(f.getOrDefault("NodeList", ""), info);
            var ran = text(f.get("BatchHost")).isPresent();
            if (ran) {
                time(f.get("StartTime")).ifPresent(info::dispatchTime);
                duration(f.get("RunTime")).ifPresent(info::wallclockTime);
            }
            if (state.isTerminated()) {
                time(f.get("EndTime")).ifPresent(info::finishTime);
                end(word, f.getOrDefault("ExitCode", ""), ran, info);
            }
            text(f.get("Restarts")).ifPresent(n -> info.extension(Extensions.INFO_RESTARTS, n));
            SlurmDirectives.tag(f.getOrDefault("Comment", ""))
                    .ifPresent(tag -> info.extension(Extensions.INFO_TAG, tag));
            jobs.add(info.build());
        }
        return jobs;
    }

    /**
     * {@code sacct -P -D}: a line for the allocation, then one for each step. The allocation of a
     * job that was ended says 0:0, and its batch step by which signal.
     */
    static List<JobInfo> sacct(Outcome outcome) {
        var jobs = new HashMap<String, JobInfo>();
        var codes = new HashMap<String, String>();
        for (var line : lines(outcome)) {
            var f = line.split("\\|", 13);
            if (f.length == 13 && f[0].endsWith(".batch")) {
                codes.put(f[0].substring(0, f[0].indexOf('.')), f[2]);
            }
        }
        for (var line : lines(outcome)) {
            var f = line.split("\\|", 13);
            if (f.length != 13) {
                throw new IllegalArgumentException(f.length + " fields in '" + line + "'");
            }
            if (!f[0].matches("[0-9]+")) {
                continue;
            }
            var word = SlurmState.firstWord(f[1]);
            var state = SlurmState.of(word, "", false);
            var info = info(f[0], state, word, "");
            var ran = !f[8].equals("None assigned");
            time(f[3]).ifPresent(info::submissionTime);
            time(f[4]).filter(at -> ran).ifPresent(info::dispatchTime);
            if (state.isTerminated()) {
                time(f[5]).ifPresent(info::finishTime);
                var code =
                        f[2].equals("0:0") && !word.equals("COMPLETED")
                                ? codes.getOrDefault(f[0], f[2])
                                : f[2];
                end(word, code, ran, info);
            }
            text(f[6])
                    .filter(seconds -> ran && seconds.matches("[0-9]+"))
                    .map(Long::parseLong)
                    .map(Duration::ofSeconds)
                    .ifPresent(info::wallclockTime);
            number(f[7]).ifPresent(info::slots);
            nodes(ran ? f[8] : "", info);
            text(f[9]).ifPresent(info::queueName);
            text(f[10]).ifPresent(info::jobOwner);
            SlurmDirectives.tag(f[11]).ifPresent(tag -> info.extension(Extensions.INFO_TAG, tag));
            // A job that was over before it was recorded is called so (22.05.8).
            text(f[12]).filter(name -> !name.equals("allocation")).ifPresent(info::jobName);
            jobs.put(f[0], info.build()); // -D lists restarts in order: the last one counts
        }
        return List.copyOf(jobs.values());
    }

    private static JobInfo.Builder info(String id, JobState state, String word, String reason) {
        if (!id.matches("[0-9]+")) {
            throw new IllegalArgumentException("no job id in '" + id + "'");
        }
        var info = JobInfo.builder().jobId(id).jobState(state).jobSubState(word);
        text(reason)
                .filter(said -> !said.equals("None"))
                .ifPresent(
                        said -> {
                            info.annotation(SlurmReason.inWords(said));
                            info.extension("slurm_ji_reason", said);
                            if (state.isQueued() && SlurmReason.isFinal(said)) {
                                info.extension("slurm_ji_never_starts", said);
                            }
                        });
        return info;
    }

    private static void end(String word, String code, boolean ran, JobInfo.Builder info) {
        if (word.equals("CANCELLED")) {
            info.annotation(ran ? "cancelled" : "cancelled before start");
        } else if (word.equals("TIMEOUT")) {
            info.annotation("TimeLimit; the job ran as long as it had asked for");
        } else if (word.equals("OUT_OF_MEMORY")) {
            info.annotation("OutOfMemory; ask for more with slurm_jt_mem");
        }
        SlurmExit.read(word, code, info);
    }

    private static void nodes(String list, JobInfo.Builder info) {
        text(list)
                .ifPresent(
                        nodes -> {
                            info.extension("slurm_ji_nodelist", nodes);
                            info.allocatedMachines(
                                    NodeList.expand(nodes).stream().map(SlotInfo::new).toList());
                        });
    }

    private static Map<String, String> fields(String line) {
        var fields = new HashMap<String, String>();
        var matcher = SCONTROL_FIELD.matcher(line);
        var name = "";
        var from = 0;
        while (matcher.find()) {
            fields.putIfAbsent(name, line.substring(from, matcher.start()).strip());
            name = matcher.group(1);
            from = matcher.end();
        }
        fields.putIfAbsent(name, line.substring(from).strip());
        return fields;
    }

    private static List<String> lines(Outcome outcome) {
        return outcome.stdout().lines().filter(line -> !line.isBlank()).toList();
    }

    /** A value, unless it is one of Slurm's ways to say that there is none. */
    private static Optional<String> text(@Nullable String value) {
        return Optional.ofNullable(value)
                .map(String::strip)
                .filter(
                        text ->
                                !text.isEmpty()
                                        && !text.equalsIgnoreCase("n/a")
                                        && !text.equals("(null)")
                                        && !text.equals("Unknown"));
    }

    private static Optional<Integer> number(@Nullable String value) {
        return text(value).filter(text -> text.matches("[1-9][0-9]{0,8}")).map(Integer::parseInt);
    }

    /** Seconds since 1970, as SLURM_TIME_FORMAT=%s has them printed. */
    private static Optional<Instant> time(@Nullable String value) {
        return text(value)
                .filter(text -> text.matches("[1-9][0-9]{0,11}"))
                .map(Long::parseLong)
                .map(Instant::ofEpochSecond);
    }

    /** {@code [days-][hours:]minutes:seconds}. */
    private static Optional<Duration> duration(@Nullable String value) {
        return text(value)
                .filter(text -> text.matches("(\\d+-)?(\\d+:)?\\d+:\\d+"))
                .map(
                        text -> {
                            var days = text.contains("-") ? text.split("-", -1)[0] : "0";
                            var seconds = 0L;
                            for (var part : text.substring(text.indexOf('-') + 1).split(":", -1)) {
                                seconds = seconds * 60 + Long.parseLong(part);
                            }
                            return Duration.ofDays(Long.parseLong(days)).plusSeconds(seconds);
                        });
    }
}
