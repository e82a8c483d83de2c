package io.jcluster.scheduler.pbs;

import static io.jcluster.scheduler.Refusal.Kind.DENIED;
import static io.jcluster.scheduler.Refusal.Kind.INVALID;
import static io.jcluster.scheduler.Refusal.Kind.LATER;
import static io.jcluster.scheduler.Refusal.Kind.NOT_OFFERED;
import static io.jcluster.scheduler.Refusal.Kind.UNREACHABLE;
import static io.jcluster.scheduler.Refusal.Kind.WRONG_STATE;

import io.jcluster.scheduler.Refusal;
import io.jcluster.scheduler.Refusals;
import io.jcluster.scheduler.Refusals.Rule;
import java.util.List;

/**
 * What PBS says when it does not do what it was asked. By its words: the exit statuses are error
 * numbers modulo 256 and mean different things in the two lines (170 is an unknown queue in OpenPBS
 * and a job in the wrong state in TORQUE).
 */
final class PbsRefusals {

    private static final String SILENT =
            "qstat -B tells whether the server is up; it may be in maintenance";

    private static final String QUEUES =
            "qstat -Q lists the queues, which of them are enabled and started; set queueName to"
                    + " one of them";

    private static final String LIMITS =
            "qstat -Q -f shows the limits of the queues; ask for less or choose another";

    private static final String MACHINES = "pbsnodes -a shows the machines and what they have";

    static final Refusals TABLE =
            new Refusals(
                    List.of(
                            new Rule(
                                    "a compatibility command of Slurm",
                                    INVALID,
                                    "the scheduler 'slurm': this host's qstat and qsub only pass"
                                            + " on to it"),
                            new Rule("not configured to maintain job history", NOT_OFFERED),
                            new Rule("cannot connect to server", UNREACHABLE, SILENT),
                            new Rule("Connection refused", UNREACHABLE, SILENT),
                            new Rule("No free connections", UNREACHABLE, SILENT),
                            new Rule("Unable to communicate with", UNREACHABLE, SILENT),
                            new Rule("Communication failure", UNREACHABLE, SILENT),
                            new Rule("Premature end of message", UNREACHABLE, SILENT),
                            new Rule("End of File", UNREACHABLE, SILENT),
                            new Rule(
                                    "could not connect to MOM",
                                    UNREACHABLE,
                                    "again in a minute: the job's machine does not answer. If it is"
                                            + " dead, OpenPBS removes the job with qdel -W force,"
                                            + " TORQUE with qdel -p by an operator; neither can end"
                                            + " what may still run there"),
                            new Rule(
                                    "Unknown queue",
                                    Refusal.of(INVALID, QUEUES).naming("queueName")),
                            new Rule(
                                    "Queue is not enabled",
                                    Refusal.of(INVALID, QUEUES).naming("queueName")),
                            new Rule("not allowed to submit", DENIED),
                            new Rule("Access to queue is denied", DENIED, QUEUES),
                            new Rule(
                                    "Bad UID for job execution",
                                    DENIED,
                                    "PBS runs no jobs of this user; root in particular cannot"
                                            + " submit"),
                            new Rule("can not be run as root", DENIED, "another user than root"),
                            new Rule("Bad GID for job execution", INVALID),
                            new Rule("Unauthorized Request", DENIED),
                            new Rule("violates queue and/or server", INVALID, LIMITS),
                            new Rule(
                                    "cannot locate feasible nodes",
                                    INVALID,
                                    "pbsnodes -a shows the machines and their processors (np); ask"
                                            + " for less, or for more machines with fewer each"),
                            new Rule("exceeds queue resource limits", INVALID, LIMITS),
                            new Rule("would exceed", LATER),
                            new Rule("Maximum number of jobs", LATER),
                            new Rule("Resource temporarily unavailable", LATER),
                            new Rule(
                                    "exceeds server or queue size limit",
                                    INVALID,
                                    "fewer members: qstat -B -f shows max_array_size"),
                            new Rule("Unknown resource", INVALID),
                            new Rule("Illegal attribute or resource value", INVALID),
                            new Rule("Cannot be used with select or place", INVALID),
                            new Rule("Invalid Job Dependency", INVALID),
                            new Rule("Command syntax invalid", INVALID),
                            new Rule("Undefined attribute", INVALID),
                            new Rule("Job name is too long", INVALID),
                            new Rule(
                                    "script contains cr, lf",
                                    INVALID,
                                    "convert the script's line ends, for instance with dos2unix"),
                            new Rule(
                                    "DOS/Windows text format",
                                    INVALID,
                                    "convert the script's line ends, for instance with dos2unix"),
                            new Rule("invalid option", INVALID),
                            new Rule("illegal -", INVALID),
                            new Rule("usage:", INVALID),
                            new Rule("illegally formed", INVALID),
                            new Rule("Job has finished", WRONG_STATE),
                            new Rule("invalid for state of job", WRONG_STATE),
                            new Rule("Unknown Job Id", WRONG_STATE),
                            new Rule("nonexistent job id", WRONG_STATE),
                            new Rule("Unknown Reservation", INVALID),
                            new Rule("Unknown node", INVALID, MACHINES),
                            new Rule("cannot locate specified node", INVALID, MACHINES),
                            new Rule("no machine has", INVALID, MACHINES),
                            new Rule("Bad time specification", INVALID),
                            new Rule(
                                    "Invalid request",
                                    NOT_OFFERED,
                                    "the whole job array: OpenPBS holds and releases no single"
                                            + " member")));

    private PbsRefusals() {}
}
