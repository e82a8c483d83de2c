package io.jcluster.scheduler.slurm;

import static io.jcluster.scheduler.Refusal.Kind.DENIED;
import static io.jcluster.scheduler.Refusal.Kind.INVALID;
import static io.jcluster.scheduler.Refusal.Kind.LATER;
import static io.jcluster.scheduler.Refusal.Kind.NOT_OFFERED;
import static io.jcluster.scheduler.Refusal.Kind.UNKNOWN_OUTCOME;
import static io.jcluster.scheduler.Refusal.Kind.UNREACHABLE;
import static io.jcluster.scheduler.Refusal.Kind.WRONG_STATE;

import io.jcluster.scheduler.Refusals;
import io.jcluster.scheduler.Refusals.Rule;
import java.util.List;

/**
 * What Slurm says when it does not do what it was asked, in its own words: those of 22.05.8 as met,
 * and the others of 20.11 to 24.11 from their table of errors (slurm_errno.c).
 */
final class SlurmRefusals {

    private static final String SILENT =
            "sinfo and 'scontrol ping' tell whether Slurm is up; it may be in maintenance";

    private static final String WAIT = "try again in a minute; the controller has much to do";

    static final Refusals ALL =
            new Refusals(
                    List.of(
                            // no answer
                            new Rule("Socket timed out", UNKNOWN_OUTCOME, SILENT),
                            new Rule("Zero Bytes were transmitted", UNKNOWN_OUTCOME, SILENT),
                            new Rule("Message receive failure", UNKNOWN_OUTCOME, SILENT),
                            new Rule("(receive failure)", UNKNOWN_OUTCOME, SILENT),
                            new Rule("Unable to contact slurm controller", UNREACHABLE, SILENT),
                            // what scontrol hold and release say then (22.05.8)
                            new Rule("Unexpected message received", UNREACHABLE, SILENT),
                            new Rule("controller in standby mode", UNREACHABLE, SILENT),
                            new Rule("Controller is in standby", UNREACHABLE, SILENT),
                            new Rule("Protocol authentication error", UNREACHABLE, SILENT),
                            new Rule("Incompatible versions of client", UNREACHABLE),
                            new Rule("Could not establish a configuration source", UNREACHABLE),
                            new Rule("Problem talking to the database", UNREACHABLE),
                            new Rule("slurm_persist_conn_open", UNREACHABLE),
                            new Rule("Unable to connect to database", UNREACHABLE),
                            // services that are not there
                            new Rule("accounting storage is disabled", NOT_OFFERED),
                            new Rule("Invalid field requested", NOT_OFFERED),
                            // too much at once
                            new Rule("Rate limit exceeded", LATER, WAIT),
                            new Rule("temporarily unable to accept job", LATER, WAIT),
                            new Rule("Resource temporarily unavailable", LATER, WAIT),
                            new Rule("Job update not available right now", LATER, WAIT),
                            new Rule("Transport endpoint is not connected", LATER, WAIT),
                            // a request to be corrected
                            new Rule(
                                    "Invalid job array specification",
                                    INVALID,
                                    "scontrol show config | grep MaxArraySize; every index of an"
                                            + " array must be below that number"),
                            new Rule(
                                            "Invalid partition name",
                                            INVALID,
                                            "sinfo --format=%R lists the partitions; set 'queue' to one"
                                                    + " of them")
                                    .naming("queueName"),
                            new Rule(
                                    "Invalid account",
                                    DENIED,
                                    "sacctmgr show assoc user=$USER format=account,partition,qos"
                                            + " lists what you may use; set 'account'"),
                            new Rule(
                                            "Invalid qos",
                                            INVALID,
                                            "sacctmgr show assoc user=$USER format=account,qos lists what"
                                                    + " you may use")
                                    .naming("slurm_jt_qos"),
                            new Rule(
                                            "Invalid feature specification",
                                            INVALID,
                                            "sinfo --format='%N %f' lists the features of the nodes")
                                    .naming("slurm_jt_constraint"),
                            new Rule(
                                            "Invalid generic resource",
                                            INVALID,
                                            "sinfo --format='%N %G' lists what the nodes have")
                                    .naming("slurm_jt_gres"),
                            new Rule(
                                    "Invalid license",
                                    INVALID,
                                    "scontrol show licenses lists them"),
                            new Rule("Invalid node name", INVALID, "sinfo -N lists the nodes")
                                    .naming("candidateMachines"),
                            new Rule(
                                    "Requested node configuration is not available",
                                    INVALID,
                                    "sinfo --format='%R %D %c %m' shows nodes, cores and memory"
                                            + " of the partitions; ask for less"),
                            new Rule(
                                    "Requested time limit is invalid",
                                    INVALID,
                                    "sinfo --format='%R %l' shows the longest time limits; a"
                                            + " deadline must leave time for the job"),
                            new Rule(
                                    "DOS line breaks",
                                    INVALID,
                                    "convert the script's line ends, for instance with dos2unix"),
                            new Rule(
                                            "Requested reservation is invalid",
                                            INVALID,
                                            "scontrol show reservation lists those you can see")
                                    .naming("reservationId"),
                            new Rule(
                                    "Job dependency problem",
                                    INVALID,
                                    "slurm_jt_dependency is for instance afterok:123 or singleton"),
                            new Rule("More processors requested than permitted", INVALID),
                            new Rule("Node count specification invalid", INVALID),
                            new Rule("invalid number of nodes", INVALID),
                            new Rule("Memory specification can not be satisfied", INVALID),
                            new Rule("mutually exclusive", INVALID),
                            new Rule("does not look like a batch script", INVALID),
                            new Rule("Batch script is empty", INVALID),
                            new Rule(
                                    "Pathname of a file, directory or other parameter too long",
                                    INVALID),
                            new Rule("unrecognized option", INVALID),
                            new Rule("Invalid user: ", INVALID),
                            new Rule(
                                    "Invalid --nice value",
                                    DENIED,
                                    "a priority above 0 is for operators of Slurm; leave it out, or"
                                            + " lower that of other jobs"),
                            // not for this user
                            new Rule("Access/permission denied", DENIED),
                            new Rule("group not permitted", DENIED),
                            new Rule("not permitted to use this partition", DENIED),
                            new Rule("not permitted to use reservation", DENIED),
                            new Rule("Access denied to requested reservation", DENIED),
                            new Rule("only be submitted by", DENIED),
                            new Rule(
                                    "Job violates accounting/QOS policy",
                                    DENIED,
                                    "the site limits how much one user may submit or ask for"),
                            new Rule("System submissions disabled", DENIED),
                            // not in this state
                            new Rule("Invalid job id", WRONG_STATE),
                            new Rule("already completing or completed", WRONG_STATE),
                            new Rule("Job has already finished", WRONG_STATE),
                            new Rule("Job can not be altered now", WRONG_STATE),
                            new Rule("Job/step already", WRONG_STATE),
                            new Rule("Job is pending execution", WRONG_STATE),
                            new Rule("Job is no longer pending", WRONG_STATE),
                            new Rule("Job is not running", WRONG_STATE),
                            new Rule("specification", INVALID)));

    private SlurmRefusals() {}
}
