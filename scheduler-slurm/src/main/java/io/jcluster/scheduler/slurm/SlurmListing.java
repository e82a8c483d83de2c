package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Extensions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * squeue: all jobs of one user in one question, those included that ended within MinJobAge (300 s
 * unless the site says otherwise). Every field here is there from 20.11 to 24.11 under the same
 * letter.
 *
 * <p>What Slurm checks comes first, what users write as they like last and between {@link Seal}s,
 * so that no name can pass for a record.
 */
final class SlurmListing {

    /** ASCII's own field separator: in none of the fields that Slurm has checked. */
    private static final char SEPARATOR = 0x1f;

    /**
     * Id, state, reason, priority, partition, user, account, QOS, submit, start, end, used time,
     * limit, CPUs, nodes; the comment follows.
     */
    private static final List<String> CHECKED =
            List.of(
                    "%i",
                    "%T", "%r", "%Q", "%P", "%u", "%a", "%q", "%V", "%S", "%e", "%M", "%l", "%C",
                    "%N");

    private final Seal seal;
    private final Map<String, List<SlotInfo>> machines = new HashMap<>();

    private SlurmListing(Seal seal) {
        this.seal = seal;
    }

    /** Asks for the user's own jobs. */
    static Exchange<List<JobInfo>> own() {
        var seal = Seal.fresh();
        return SlurmExchange.of(
                "list the jobs",
                List.of("squeue", "--me", "-h", "-t", "all", "-o", format(seal)),
                "squeue --me -t all",
                outcome -> read(seal, outcome.stdout()));
    }

    /** Asks for another user's jobs. With PrivateData=jobs there are none to be seen. */
    static Exchange<List<JobInfo>> of(String owner) {
        var seal = Seal.fresh();
        return SlurmExchange.of(
                        "list the jobs of " + owner,
                        List.of("squeue", "-u", owner, "-h", "-t", "all", "-o", format(seal)),
                        "squeue -u " + owner + " -t all",
                        outcome -> read(seal, outcome.stdout()))
                // 22.05.8 complains and ends with status 0.
                .answeredWhen(
                        outcome ->
                                outcome.succeeded() && !outcome.stderr().contains("Invalid user"));
    }

    static String format(Seal seal) {
        var format = new StringBuilder();
        CHECKED.forEach(field -> format.append(field).append(SEPARATOR));
        return format.append("%k").append(seal.word()).append("%j").append(seal.word()).toString();
    }

    /**
     * @throws IllegalArgumentException when the text is not what {@link #format} asks for, whole
     */
    static List<JobInfo> read(Seal seal, String text) {
        return new SlurmListing(seal).read(text);
    }

    private List<JobInfo> read(String text) {
        var jobs = new ArrayList<JobInfo>();
        var from = 0;
        while (true) {
            var comment = text.indexOf(seal.word(), from);
            if (comment < 0) {
                if (!text.substring(from).isBlank()) {
                    throw Printed.unreadable("no record", text.substring(from).strip());
                }
                return jobs;
            }
            var name = text.indexOf(seal.word(), comment + seal.length());
            if (name < 0) {
                throw Printed.unreadable("half a record", text.substring(from).strip());
            }
            record(
                    text.substring(from, comment),
                    text.substring(comment + seal.length(), name),
                    jobs);
            from = name + seal.length();
        }
    }

    private void record(String checked, String name, List<JobInfo> jobs) {
        var f = new String[CHECKED.size()];
        var from = checked.startsWith("\n") ? 1 : 0;
        for (var i = 0; i < f.length; i++) {
            var to = checked.indexOf(SEPARATOR, from);
            if (to < 0) {
                throw Printed.unreadable(i + " fields", checked.strip());
            }
            f[i] = checked.substring(from, to);
            from = to + 1;
        }
        var comment = checked.substring(from);
        var ids = JobIds.expand(f[0]);
        var info = info(f, ids.get(0), comment);
        Printed.text(name).ifPresent(info::jobName);
        if (ids.size() == 1) {
            jobs.add(info.build());
            return;
        }
        for (var id : ids) {
            jobs.add(
                    info.jobId(id).extension("slurm_ji_array_task_id", JobIds.indexOf(id)).build());
        }
    }

    private JobInfo.Builder info(String[] f, String id, String comment) {
        var word = SlurmState.firstWord(f[1]);
        var state = SlurmState.of(word, f[2], f[3].equals("0"), false);
        var info = SlurmReason.info(id, state, word, f[2]);
        if (f[4].indexOf(',') < 0) { // a list of candidates while the job waits
            Printed.text(f[4]).ifPresent(info::queueName);
        }
        Printed.text(f[5]).ifPresent(info::jobOwner);
        Printed.text(f[6]).ifPresent(account -> info.extension("slurm_ji_account", account));
        Printed.text(f[7]).ifPresent(qos -> info.extension("slurm_ji_qos", qos));
        Printed.time(f[8]).ifPresent(info::submissionTime);
        var start = Printed.time(f[9]);
        var ran = Printed.text(f[14]).isPresent(); // without nodes it never ran
        if (state.isQueued()) {
            start.ifPresent(at -> info.extension("slurm_ji_expected_start", at.toString()));
        } else if (ran) {
            start.ifPresent(info::dispatchTime);
            Printed.duration(f[11]).ifPresent(info::wallclockTime);
        }
        if (state.isTerminated()) {
            Printed.time(f[10]).ifPresent(info::finishTime);
            // Nothing else is called COMPLETED, so nobody need ask how it ended.
            SlurmExit.read(word, word.equals("COMPLETED") ? "0:0" : "", ran, info);
        }
        Printed.text(f[12]).ifPresent(limit -> info.extension("slurm_ji_time_limit", limit));
        Printed.count(f[13]).ifPresent(info::slots);
        if (ran) {
            info.extension("slurm_ji_nodelist", f[14]);
            info.allocatedMachines(machines.computeIfAbsent(f[14], NodeList::machines));
        }
        Tag.in(comment).ifPresent(tag -> info.extension(Extensions.INFO_TAG, tag));
        Printed.text(Tag.without(comment))
                .ifPresent(said -> info.extension("slurm_ji_comment", said));
        return info;
    }
}
