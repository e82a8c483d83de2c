package io.jcluster.scheduler.slurm;

import static java.util.Map.entry;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Explanations of why a job waits or how it ended, by Slurm's words (squeue(1), JOB REASON CODES;
 * the words of 20.11 to 24.11, most of them met with 22.05.8). By default Slurm accepts a job that
 * can never run and says so only here.
 */
final class SlurmReason {

    private static final Map<String, String> EXPLAINED =
            Map.ofEntries(
                    // the queue does its work
                    entry("Priority", "jobs of higher priority come first"),
                    entry("Resources", "it is next, as soon as what it needs is free"),
                    entry("BeginTime", "its start time has not come, or it was started anew"),
                    entry("Dependency", "it waits for another job"),
                    entry(
                            "JobArrayTaskLimit",
                            "as many members run as the array permits at a time"),
                    entry("Licenses", "it waits for a licence"),
                    entry("SchedDefer", "the scheduler has not looked at it yet"),
                    entry("Cleaning", "what it left behind at its last start is being removed"),
                    entry("Prolog", "the nodes are being prepared"),
                    entry("JobHeldUser", "held; releasing it lets it wait for its turn"),
                    entry("JobHeldAdmin", "held by the site; only the site can release it"),
                    entry(
                            "JobHoldMaxRequeue",
                            "held, as it failed to start too often; see why, then release it"),
                    entry(
                            "launch failed requeued held",
                            "held, as a node could not start it; release it to try again"),
                    entry("job requeued in held state", "held after it was started anew"),
                    entry("QOSUsageThreshold", "the quality of service is used up for now"),
                    entry("MaxPoweredUpNodes", "no more nodes may be switched on for now"),
                    entry("MpiPortsBusy", "the ports that MPI needs on its nodes are in use"),
                    // nodes and partitions
                    entry(
                            "ReqNodeNotAvail",
                            "nodes it needs are down, drained or reserved; it starts when they are"
                                    + " back"),
                    entry(
                            "Nodes required for job are DOWN",
                            "it starts when they are back or free"),
                    entry(
                            "PartitionDown",
                            "the partition starts no jobs; choose another or ask the site"),
                    entry(
                            "PartitionInactive",
                            "the partition takes no jobs; choose another or ask the site"),
                    entry("FrontEndDown", "no front end node is up; ask the site"),
                    entry("Reservation", "its reservation has not begun"),
                    entry(
                            "ReservationDeleted",
                            "its reservation was deleted, so it is held; submit it again without"),
                    entry("ReservationInvalid", "its reservation cannot be used any more"),
                    // never
                    entry(
                            "PartitionTimeLimit",
                            "the time limit is longer than the partition allows, so the job will"
                                    + " never start; submit it with a shorter one"),
                    entry(
                            "PartitionNodeLimit",
                            "more nodes than the partition gives to a job, so it will never start;"
                                    + " ask for fewer"),
                    entry(
                            "PartitionConfig",
                            "the request does not fit the partition, so the job will never start;"
                                    + " ask for less or choose another"),
                    entry(
                            "BadConstraints",
                            "no node fits the request, so the job will never start"),
                    entry("Constraints", "no node has the features it asks for at present"),
                    entry("InvalidAccount", "the account is not known to Slurm"),
                    entry("InvalidQOS", "the quality of service is not known to Slurm"),
                    entry(
                            "DependencyNeverSatisfied",
                            "what it depends on can no longer happen, so the job will never start"),
                    entry(
                            "AccountNotAllowed",
                            "the account may not use this partition; set 'account'"),
                    entry("QOSNotAllowed", "the quality of service is not allowed here"),
                    // the end
                    entry("NonZeroExitCode", "the job ended with a status that is not 0"),
                    entry("RaisedSignal", "the job was ended by a signal"),
                    entry("TimeLimit", "the job ran as long as it had asked for"),
                    entry("OutOfMemory", "ask for more memory"),
                    entry(
                            "NodeDown",
                            "a node of the job went down, and the job with it; submit it again"),
                    entry(
                            "JobLaunchFailure",
                            "its script ended by a signal, or a node could not start it: the file"
                                    + " system, the output file or the node is at fault"),
                    entry("DeadLine", "it could not have ended before its deadline"),
                    entry("InactiveLimit", "the job was idle for longer than the site permits"),
                    entry("SystemFailure", "Slurm, a file system or the network failed"));

    /** Words that begin alike and mean the same for a user. The first that fits counts. */
    private static final List<Map.Entry<String, String>> FAMILIES =
            List.of(
                    entry(
                            "AssocMaxWallDurationPerJob",
                            "the time limit is longer than the account permits; ask for less"),
                    entry(
                            "QOSMaxWallDurationPerJob",
                            "the time limit is longer than the quality of service permits; ask for"
                                    + " less"),
                    entry("QOSMin", "the request is less than the quality of service demands"),
                    entry(
                            "Assoc",
                            "a limit of the account is reached or exceeded by the request; it waits"
                                    + " until the account has room, for ever if the request alone"
                                    + " is too much"),
                    entry(
                            "QOS",
                            "a limit of the quality of service is reached or exceeded by the"
                                    + " request"),
                    entry("Max", "a limit of the quality of service is reached for the account"),
                    entry("AccountingPolicy", "a limit of the site is reached"),
                    entry("BurstBuffer", "its data are being brought to or from the burst buffer"),
                    entry("Fed", "another cluster of the federation looks at it"),
                    entry("Power", "the power that it needs is not to be had for now"));

    /**
     * Those that nothing but a change of the request or of the site's configuration ends.
     * PartitionConfig is also shown for a moment before Slurm has looked at a job: whoever acts on
     * these should have seen them for some seconds.
     */
    private static final Set<String> FINAL =
            Set.of(
                    "PartitionTimeLimit",
                    "PartitionNodeLimit",
                    "PartitionConfig",
                    "BadConstraints",
                    "InvalidAccount",
                    "InvalidQOS",
                    "DependencyNeverSatisfied",
                    "AccountNotAllowed",
                    "QOSNotAllowed");

    private SlurmReason() {}

    /** A report that says how a job stands, and why in words. */
    static JobInfo.Builder info(String id, JobState state, String word, String reason) {
        var info = JobInfo.builder().jobId(id).jobState(state).jobSubState(word);
        var array = JobIds.arrayOf(id);
        if (!array.isEmpty()) {
            info.extension("slurm_ji_array_job_id", array);
            info.extension("slurm_ji_array_task_id", JobIds.indexOf(id));
        }
        Printed.text(reason)
                .filter(said -> !said.equals("None"))
                .ifPresent(
                        said -> {
                            info.annotation(inWords(said));
                            info.extension("slurm_ji_reason", said);
                            if (state.isQueued() && isFinal(said)) {
                                info.extension("slurm_ji_never_starts", said);
                            }
                        });
        return info;
    }

    /** Whether a job that waits for this reason waits in vain. */
    static boolean isFinal(String reason) {
        return FINAL.contains(word(reason));
    }

    /** ReqNodeNotAvail, UnavailableNodes:nid00001 */
    private static String word(String reason) {
        for (var i = 0; i < reason.length(); i++) {
            if (",( ".indexOf(reason.charAt(i)) >= 0) {
                return reason.substring(0, i);
            }
        }
        return reason;
    }

    /** The reason for people: as Slurm says it, and after a semicolon what that means. */
    static String inWords(String reason) {
        return explained(reason).map(words -> reason + "; " + words).orElse(reason);
    }

    private static Optional<String> explained(String reason) {
        var comma = reason.indexOf(',');
        var whole = comma < 0 ? reason : reason.substring(0, comma);
        return Optional.ofNullable(EXPLAINED.get(whole))
                .or(() -> Optional.ofNullable(EXPLAINED.get(word(reason))))
                .or(
                        () ->
                                FAMILIES.stream()
                                        .filter(family -> reason.startsWith(family.getKey()))
                                        .map(Map.Entry::getValue)
                                        .findFirst());
    }
}
