package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Extensions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * sacct: what is known of jobs after the controller forgot them, where the site keeps accounts.
 *
 * <p>Each start of a job is a record of its own ({@code -D}), and so is each of its steps. The
 * youngest record says how the job stands; an older one that says NODE_FAIL or REQUEUED only says
 * how an earlier start ended. The fields are divided by a {@link Seal}, and the last one is Slurm's
 * own, so that a name with a line break cannot pass for a record.
 */
final class SlurmAccounting {

    /** The last fields of a record that {@link #format} asks for. */
    private static final int TAG = 15;

    private static final int NAME = 16;
    private static final int USER = 17;
    private static final int FIELDS = 19;

    private SlurmAccounting() {}

    /**
     * Looks up jobs by their ids, members of arrays by that of the array: those that were cancelled
     * together before they started share a record, which sacct does not find by a member (22.05.8).
     */
    static Exchange<List<JobInfo>> of(List<String> jobIds) {
        var records =
                jobIds.stream()
                        .map(id -> JobIds.arrayOf(id).isEmpty() ? id : JobIds.arrayOf(id))
                        .distinct()
                        .toList();
        return question("Comment", "-j", String.join(",", records));
    }

    /**
     * Ways to find jobs by their tags. Since 21.08 comments are not kept unless
     * AccountingStoreFlags says so, but the line of the submission is, in which the comment stands;
     * before, there is no such field, and comments are kept.
     */
    static List<Exchange<List<JobInfo>>> since(Instant time) {
        var from = "uts" + time.minusSeconds(60).getEpochSecond(); // a bare number is refused
        return List.of(question("SubmitLine", "-S", from), question("Comment", "-S", from));
    }

    private static Exchange<List<JobInfo>> question(String tagged, String option, String value) {
        var seal = Seal.fresh();
        var words = new ArrayList<String>();
        words.addAll(List.of("sacct", "-n", "-P", "-D", "--delimiter=" + seal.word()));
        words.addAll(List.of(option, value, "--format=" + format(tagged)));
        return SlurmExchange.of(
                "ask the accounting",
                words,
                "sacct -P -D " + option + " " + value,
                outcome -> read(seal, outcome.stdout()));
    }

    static String format(String tagged) {
        return "JobID,State,ExitCode,DerivedExitCode,Submit,Start,End,ElapsedRaw,TotalCPU,MaxRSS,"
                + "NodeList,Partition,Account,QOS,Timelimit,"
                + tagged
                + ",JobName,User,AllocCPUS";
    }

    /**
     * @throws IllegalArgumentException when the answer does not consist of whole records
     */
    static List<JobInfo> read(Seal seal, String text) {
        var accounts = new LinkedHashMap<String, Account>();
        for (var f : records(seal, text)) {
            var dot = f[0].indexOf('.');
            var id = dot < 0 ? f[0] : f[0].substring(0, dot);
            var account = accounts.computeIfAbsent(id, any -> new Account());
            if (dot < 0) {
                account.starts.add(f);
            } else {
                account.steps.add(f);
            }
        }
        // A record of members that waited together still names those that started or were cancelled
        // since (22.05.8). So their own records count, and it says something only at its end.
        var jobs = new LinkedHashMap<String, JobInfo>();
        accounts.forEach(
                (id, account) -> {
                    if (JobIds.isOne(id)) {
                        account.info(id).ifPresent(info -> jobs.put(id, info));
                    }
                });
        accounts.forEach(
                (ids, account) -> {
                    if (!JobIds.isOne(ids)) {
                        JobIds.expand(ids)
                                .forEach(
                                        id ->
                                                account.ended(id)
                                                        .ifPresent(
                                                                info ->
                                                                        jobs.putIfAbsent(
                                                                                id, info)));
                    }
                });
        return List.copyOf(jobs.values());
    }

    private static List<String[]> records(Seal seal, String text) {
        var records = new ArrayList<String[]>();
        var from = 0;
        while (true) {
            while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
                from++;
            }
            if (from == text.length()) {
                return records;
            }
            var f = new String[FIELDS];
            for (var i = 0; i < FIELDS; i++) {
                var last = i == FIELDS - 1;
                var to = last ? text.indexOf('\n', from) : text.indexOf(seal.word(), from);
                if (to < 0) {
                    if (!last) {
                        throw Printed.unreadable(
                                i + " fields", text.substring(Math.min(from, text.length())));
                    }
                    to = text.length();
                }
                f[i] = text.substring(from, to);
                from = Math.min(text.length(), to + (last ? 1 : seal.length()));
            }
            if (Printed.number(f[FIELDS - 1], 9) < 0) {
                throw Printed.unreadable("no number of CPUs", f[FIELDS - 1]);
            }
            records.add(f);
        }
    }

    /** What is written of one job. */
    private static final class Account {

        private final List<String[]> starts = new ArrayList<>();
        private final List<String[]> steps = new ArrayList<>();

        /** Empty when only steps are known: nothing says how the job stands. */
        Optional<JobInfo> info(String id) {
            String[] f = null;
            for (var start : starts) {
                if (f == null || Printed.number(start[4], 12) >= Printed.number(f[4], 12)) {
                    f = start;
                }
            }
            return f == null ? Optional.empty() : Optional.of(info(id, f));
        }

        Optional<JobInfo> ended(String id) {
            return info(id).filter(
                            info -> info.jobState().filter(JobState::isTerminated).isPresent());
        }

        private JobInfo info(String id, String[] f) {
            var word = SlurmState.firstWord(f[1]);
            var state = SlurmState.of(word, "", false, starts.size() > 1);
            var info = SlurmReason.info(id, state, word, "");
            var ran = Printed.text(f[10]).isPresent();
            Printed.time(f[4]).ifPresent(info::submissionTime);
            if (ran) {
                Printed.time(f[5]).ifPresent(info::dispatchTime);
                Printed.seconds(f[7]).ifPresent(info::wallclockTime);
                NodeList.report(f[10], info);
            }
            if (state.isTerminated()) {
                Printed.time(f[6]).ifPresent(info::finishTime);
                SlurmExit.read(word, code(word, f[2]), ran, info);
                Printed.duration(f[8]).ifPresent(info::cpuTime);
            }
            Printed.count(f[FIELDS - 1]).ifPresent(info::slots);
            Printed.text(f[11]).filter(name -> !name.contains(",")).ifPresent(info::queueName);
            Printed.text(f[USER]).ifPresent(info::jobOwner);
            Tag.in(f[TAG]).ifPresent(tag -> info.extension(Extensions.INFO_TAG, tag));
            // A job that was over before it was recorded is called "allocation", and a quotation
            // mark in a name is kept as a backtick (22.05.8).
            Printed.text(f[NAME])
                    .filter(name -> !name.equals("allocation") && name.indexOf('`') < 0)
                    .ifPresent(info::jobName);
            extensions(f, info);
            return info.build();
        }

        private void extensions(String[] f, JobInfo.Builder info) {
            var named =
                    Map.of(
                            "slurm_ji_derived_exit_code", f[3],
                            "slurm_ji_account", f[12],
                            "slurm_ji_qos", f[13],
                            "slurm_ji_time_limit", f[14]);
            named.forEach(
                    (name, value) ->
                            Printed.text(value).ifPresent(text -> info.extension(name, text)));
            var memory = steps.stream().mapToLong(step -> kilobytes(step[9])).max().orElse(0);
            if (memory > 0) {
                info.extension("slurm_ji_maxrss_kb", String.valueOf(memory));
            }
        }

        /**
         * The allocation of a job that was ended says 0:0, and its batch step by which signal
         * (22.05.8).
         */
        private String code(String word, String code) {
            if (!code.equals("0:0") || word.equals("COMPLETED")) {
                return code;
            }
            return steps.stream()
                    .filter(step -> step[0].endsWith(".batch"))
                    .map(step -> step[2])
                    .reduce(code, (before, last) -> last);
        }

        /** {@code 3260K}; the letter is one of K, M, G, T. */
        private static long kilobytes(String size) {
            if (size.isEmpty()) {
                return 0;
            }
            var unit = "KMGT".indexOf(size.charAt(size.length() - 1));
            var number = unit < 0 ? size : size.substring(0, size.length() - 1);
            if (!number.matches("[0-9]{1,12}(\\.[0-9]{1,3})?")) {
                return 0;
            }
            var value = Double.parseDouble(number);
            return Math.round(unit < 0 ? value / 1024 : value * Math.pow(1024, unit));
        }
    }
}
