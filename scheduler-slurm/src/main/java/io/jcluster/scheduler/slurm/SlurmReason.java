package io.jcluster.scheduler.slurm;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Explanations of the reasons for which a job waits for ever. By default Slurm accepts a job that
 * can never run and says so only here (22.05.8; squeue(1), JOB REASON CODES).
 */
final class SlurmReason {

    private static final Map<String, String> EXPLAINED =
            Map.ofEntries(
                    Map.entry(
                            "PartitionTimeLimit",
                            "the time limit is longer than the partition allows, so the job will"
                                    + " never start; submit it with a shorter one"),
                    Map.entry(
                            "PartitionNodeLimit",
                            "more nodes than the partition gives to a job, so it will never start;"
                                    + " ask for fewer"),
                    Map.entry(
                            "PartitionDown",
                            "the partition starts no jobs; choose another or ask the site"),
                    Map.entry(
                            "PartitionInactive",
                            "the partition takes no jobs; choose another or ask the site"),
                    Map.entry(
                            "PartitionConfig",
                            "the request does not fit the partition, so the job will never start;"
                                    + " ask for less or choose another"),
                    Map.entry(
                            "ReqNodeNotAvail",
                            "nodes it needs are down, drained or reserved; it starts when they are"
                                    + " back"),
                    Map.entry(
                            "BadConstraints",
                            "no node fits the request, so the job will never start"),
                    Map.entry(
                            "NodeDown",
                            "a node of the job went down, and the job with it; submit it again"),
                    Map.entry("InvalidAccount", "the account is not known to Slurm"),
                    Map.entry("InvalidQOS", "the quality of service is not known to Slurm"),
                    Map.entry(
                            "DependencyNeverSatisfied",
                            "what it depends on can no longer happen, so the job will never"
                                    + " start"),
                    Map.entry(
                            "AccountNotAllowed",
                            "the account may not use this partition; set 'account'"),
                    Map.entry("QOSNotAllowed", "the quality of service is not allowed here"));

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

    /** Whether a job that waits for this reason waits in vain. */
    static boolean isFinal(String reason) {
        return FINAL.contains(word(reason));
    }

    private static String word(String reason) {
        return reason.split("[,( ]", 2)[0];
    }

    /** The reason for people: as Slurm says it, and after a semicolon what that means. */
    static String inWords(String reason) {
        return explained(reason).map(words -> reason + "; " + words).orElse(reason);
    }

    private static Optional<String> explained(String reason) {
        // ReqNodeNotAvail, UnavailableNodes:nid00001
        var word = word(reason);
        if (EXPLAINED.containsKey(word)) {
            return Optional.ofNullable(EXPLAINED.get(word));
        }
        if (word.startsWith("AssocGrp") || word.startsWith("AssocMax")) {
            return Optional.of(
                    "a limit of the account is reached or exceeded by the request; it waits until"
                            + " the account has room, for ever if the request alone is too much");
        }
        if (word.startsWith("QOSMax") || word.startsWith("QOSGrp")) {
            return Optional.of(
                    "a limit of the quality of service is reached or exceeded by the request");
        }
        return Optional.empty();
    }
}
