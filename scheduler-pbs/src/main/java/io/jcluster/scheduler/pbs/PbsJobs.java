package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.scheduler.Extensions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A job's record read into DRMAA2's words. Attributes are called alike in both lines of PBS. */
final class PbsJobs {

    /** Of JobInfo, with what each is. */
    static final Map<String, String> EXTENSIONS = new LinkedHashMap<>();

    static {
        EXTENSIONS.put("pbs_ji_substate", "PBS's number for what exactly it is doing with the job");
        EXTENSIONS.put("pbs_ji_comment", "what the scheduler says about the job");
        EXTENSIONS.put(
                "pbs_ji_never_starts", "the comment, when it says that the job cannot start");
        EXTENSIONS.put(
                "pbs_ji_expected_start", "when the scheduler expects to start a waiting job");
        EXTENSIONS.put("pbs_ji_hold_types", "who holds the job: u, o, s, or n for nobody");
        EXTENSIONS.put("pbs_ji_run_count", "how often the job was started");
        EXTENSIONS.put("pbs_ji_exit_raw", "the end of the job as PBS's own number");
        EXTENSIONS.put("pbs_ji_exec_vnode", "the virtual nodes of the job");
        EXTENSIONS.put("pbs_ji_ncpus", "the processors it asked for");
        EXTENSIONS.put("pbs_ji_mem_kb", "the memory it used, in kilobytes");
        EXTENSIONS.put("pbs_ji_vmem_kb", "the virtual memory it used, in kilobytes");
        EXTENSIONS.put("pbs_ji_account", "the account it is charged to");
        EXTENSIONS.put("pbs_ji_project", "its project");
        EXTENSIONS.put("pbs_ji_eligible_time", "since when it could have been started");
        EXTENSIONS.put("pbs_ji_server", "the server that has the job");
    }

    private static final Pattern MEMBER = Pattern.compile("[0-9]+\\[([0-9]+)\\].*");
    private static final Pattern ARRAY = Pattern.compile("[0-9]+\\[\\].*");
    private static final Pattern MEMORY = Pattern.compile("([0-9]{1,15})([kmgt]?)b");

    private final PbsExit exits;

    PbsJobs(PbsExit exits) {
        this.exits = exits;
    }

    /**
     * The jobs of a listing. An array as a whole is no job of DRMAA2, and a member that is over (X)
     * without a record of its own is left out: whether it ever ran is for {@link #history}.
     */
    List<JobInfo> listing(List<PbsRecord> records) {
        return jobs(records, false);
    }

    /** The same from a server that keeps its history: there, no record means that it never ran. */
    List<JobInfo> history(List<PbsRecord> records) {
        return jobs(records, true);
    }

    private List<JobInfo> jobs(List<PbsRecord> records, boolean complete) {
        var jobs = new ArrayList<JobInfo>();
        for (var record : records) {
            if (ARRAY.matcher(record.id()).matches()) {
                continue;
            }
            var own = !isCopy(record);
            if (own || complete || !record.is("job_state", "X")) {
                jobs.add(job(record, own));
            }
        }
        return jobs;
    }

    /**
     * Whether a member has no record of its own yet, or any more: OpenPBS then shows the attributes
     * of the whole array, with the exit status of another member and the time the first one started
     * (23.06.06). Only what was started has a count of its starts.
     */
    private boolean isCopy(PbsRecord record) {
        return exits == PbsExit.OPENPBS
                && MEMBER.matcher(record.id()).matches()
                && !record.has("run_count");
    }

    private JobInfo job(PbsRecord record, boolean own) {
        if (!record.id().matches("[0-9]+(\\[[0-9]+\\])?(\\..+)?")) {
            throw new IllegalArgumentException("no job id in '" + record.id() + "'");
        }
        var letter = record.get("job_state", "");
        var held = !record.get("Hold_Types", "n").equals("n");
        var starts = record.get("run_count").or(() -> record.get("start_count"));
        var restarted = own && starts.filter(count -> !count.equals("0")).isPresent();
        var exit =
                record.get("Exit_status")
                        .or(() -> record.get("exit_status"))
                        .filter(number -> own && number.matches("-?[0-9]{1,9}"))
                        .map(Integer::parseInt);
        var state = PbsState.of(letter, held, restarted, exit.filter(n -> n == 0).isPresent());
        var substate = record.get("substate").filter(number -> own);
        var info =
                JobInfo.builder()
                        .jobId(record.id())
                        .jobState(state)
                        .jobSubState(letter + substate.map(number -> "/" + number).orElse(""));
        record.get("Job_Name").map(name -> withoutIndex(name, record)).ifPresent(info::jobName);
        owner(record).ifPresent(info::jobOwner);
        record.get("Submit_Host")
                .or(() -> record.get("submit_host"))
                .ifPresent(info::submissionMachine);
        record.get("queue").ifPresent(info::queueName);
        tag(record).ifPresent(tag -> info.extension(Extensions.INFO_TAG, tag));
        starts.filter(count -> own && count.matches("[1-9][0-9]{0,8}"))
                .ifPresent(
                        count ->
                                info.extension(
                                        Extensions.INFO_RESTARTS,
                                        String.valueOf(Integer.parseInt(count) - 1)));
        moment(record, "ctime").ifPresent(info::submissionTime);
        resources(record, own, info);
        extensions(record, own, info);
        if (own && !state.isQueued()) {
            run(record, state, info);
        }
        if (state.isTerminated()) {
            end(record, own, exit, info);
        } else if (own) {
            waiting(record, state, info);
        }
        return info.build();
    }

    /** What is known of a job that was started at some time. */
    private static void run(PbsRecord record, JobState state, JobInfo.Builder info) {
        // A job that is being sent to its machine (R/41) may have no start time yet.
        moment(record, "stime")
                .or(() -> moment(record, "start_time"))
                .or(() -> state == JobState.RUNNING ? moment(record, "mtime") : Optional.empty())
                .ifPresent(info::dispatchTime);
        var hosts = machines(record);
        info.allocatedMachines(hosts);
        record.get("resources_used.walltime").flatMap(PbsTime::span).ifPresent(info::wallclockTime);
        record.get("resources_used.cput").flatMap(PbsTime::span).ifPresent(info::cpuTime);
    }

    private void end(PbsRecord record, boolean own, Optional<Integer> exit, JobInfo.Builder info) {
        if (own) {
            moment(record, "obittime")
                    .or(() -> moment(record, "comp_time"))
                    .or(() -> moment(record, "history_timestamp"))
                    .or(() -> moment(record, "mtime"))
                    .ifPresent(info::finishTime);
        }
        // TORQUE gives 271 also to what it deleted before it could start.
        var started = own && (record.has("stime") || record.has("start_time"));
        if (!started) {
            info.annotation(neverRan(record, own));
            return;
        }
        exit.ifPresent(
                number -> {
                    info.extension("pbs_ji_exit_raw", String.valueOf(number));
                    exits.read(number, info).or(() -> comment(record)).ifPresent(info::annotation);
                });
        if (exit.isEmpty()) {
            // After qdel -W force, the only way to end a job whose machine is dead.
            info.annotation("it was removed without an exit status; was its machine lost?");
        }
    }

    private static String neverRan(PbsRecord record, boolean own) {
        if (own && record.has("depend")) {
            // OpenPBS says nothing at all about a dependency that failed, TORQUE in the comment.
            var why = "cancelled before start; what it depended on did not happen";
            return comment(record).map(text -> why + ": " + text).orElse(why);
        }
        var comment = own ? comment(record) : Optional.<String>empty();
        return comment.map(text -> "cancelled before start; " + text)
                .orElse("cancelled before start");
    }

    private static void waiting(PbsRecord record, JobState state, JobInfo.Builder info) {
        var comment = comment(record);
        comment.ifPresent(text -> info.extension("pbs_ji_comment", text));
        // A job that no machine could ever hold is accepted, and only this says so (23.06.06).
        var never = comment.filter(text -> state.isQueued() && text.startsWith("Can Never Run"));
        never.ifPresent(text -> info.extension("pbs_ji_never_starts", text));
        var words =
                never.map(
                        text ->
                                text
                                        + "; the job will never start: ask for less, and submit again");
        words.or(() -> comment).ifPresent(info::annotation);
        moment(record, "estimated.start_time")
                .filter(at -> state.isQueued())
                .ifPresent(at -> info.extension("pbs_ji_expected_start", at.toString()));
    }

    private static void resources(PbsRecord record, boolean own, JobInfo.Builder info) {
        var held = own ? machines(record) : List.<SlotInfo>of();
        if (!held.isEmpty()) {
            info.slots(held.stream().mapToInt(host -> host.slots().orElse(1)).sum());
        } else {
            record.get("Resource_List.ncpus")
                    .flatMap(PbsJobs::count)
                    .or(() -> record.get("Resource_List.nodes").flatMap(PbsJobs::slots))
                    .ifPresent(info::slots);
        }
    }

    /** All that TORQUE says of a waiting job: {@code 2:ppn=4+nid7:ppn=2}, properties in between. */
    private static Optional<Integer> slots(String nodes) {
        var sum = 0L;
        for (var part : nodes.split("\\+", -1)) {
            var words = List.of(part.split(":", -1));
            var pieces = count(words.get(0)).orElse(1);
            var each =
                    words.stream()
                            .filter(word -> word.startsWith("ppn="))
                            .findFirst()
                            .flatMap(word -> count(word.substring("ppn=".length())))
                            .orElse(1);
            sum += (long) pieces * each;
        }
        return count(String.valueOf(sum));
    }

    private static List<SlotInfo> machines(PbsRecord record) {
        return record.get("exec_host").map(ExecHosts::read).orElse(List.of());
    }

    private static void extensions(PbsRecord record, boolean own, JobInfo.Builder info) {
        record.get("Hold_Types").ifPresent(types -> info.extension("pbs_ji_hold_types", types));
        record.get("server").ifPresent(name -> info.extension("pbs_ji_server", name));
        record.get("Account_Name").ifPresent(name -> info.extension("pbs_ji_account", name));
        record.get("project")
                .filter(name -> !name.equals("_pbs_project_default"))
                .ifPresent(name -> info.extension("pbs_ji_project", name));
        record.get("Resource_List.ncpus").ifPresent(n -> info.extension("pbs_ji_ncpus", n));
        if (own) {
            record.get("substate").ifPresent(n -> info.extension("pbs_ji_substate", n));
            record.get("run_count")
                    .or(() -> record.get("start_count"))
                    .ifPresent(n -> info.extension("pbs_ji_run_count", n));
            record.get("exec_vnode").ifPresent(v -> info.extension("pbs_ji_exec_vnode", v));
            moment(record, "etime")
                    .ifPresent(at -> info.extension("pbs_ji_eligible_time", at.toString()));
            memory(record, "resources_used.mem")
                    .ifPresent(kb -> info.extension("pbs_ji_mem_kb", String.valueOf(kb)));
            memory(record, "resources_used.vmem")
                    .ifPresent(kb -> info.extension("pbs_ji_vmem_kb", String.valueOf(kb)));
        }
    }

    static Optional<String> owner(PbsRecord record) {
        return record.get("Job_Owner")
                .map(owner -> owner.split("@", 2)[0])
                .or(() -> record.get("euser"));
    }

    /** TORQUE puts a member's index behind its name, {@code arr-0}; the template's had none. */
    private static String withoutIndex(String name, PbsRecord record) {
        return record.get("job_array_id")
                .map(index -> "-" + index)
                .filter(name::endsWith)
                .map(end -> name.substring(0, name.length() - end.length()))
                .orElse(name);
    }

    /** From whichever form the record has its variables in. */
    private static Optional<String> tag(PbsRecord record) {
        var alone = record.get("Variable_List." + PbsTag.VARIABLE);
        return alone.map(value -> PbsTag.VARIABLE + "=" + value)
                .or(() -> record.get("Variable_List"))
                .flatMap(PbsTag::in);
    }

    private static Optional<String> comment(PbsRecord record) {
        return record.get("comment").map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<Instant> moment(PbsRecord record, String name) {
        return record.get(name).flatMap(PbsTime::moment);
    }

    private static Optional<Integer> count(String text) {
        return text.matches("[1-9][0-9]{0,8}")
                ? Optional.of(Integer.parseInt(text))
                : Optional.empty();
    }

    /** A size such as {@code 24684096kb}, in kilobytes. */
    static Optional<Long> memory(PbsRecord record, String name) {
        return record.get(name)
                .map(MEMORY::matcher)
                .filter(size -> size.matches())
                .map(
                        size -> {
                            var number = Long.parseLong(size.group(1));
                            return switch (size.group(2)) {
                                case "k" -> number;
                                case "m" -> number << 10;
                                case "g" -> number << 20;
                                case "t" -> number << 30;
                                default -> number >> 10;
                            };
                        });
    }
}
