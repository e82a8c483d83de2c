package io.jcluster.scheduler;

import io.jcluster.drmaa2.JobTemplate;
import java.util.Optional;
import java.util.regex.Pattern;

/** The part of a {@link Dialect} whose workload manager takes many alike jobs in one submission. */
public interface ArrayDialect {

    /** A member's id as Slurm and as the PBS family write it. */
    Pattern MEMBER =
            Pattern.compile("(?<number>[0-9]+)_[0-9]+|(?<name>[0-9]+)\\[[0-9]+\\](?<server>.*)");

    /** The environment variable that holds a member's index inside the job. */
    String indexVariable();

    /** Submits a script as an array; the answer is the array's id. */
    Exchange<String> submit(JobScript script, JobTemplate template, Indices indices);

    /**
     * The id under which listings and controls know a member: {@code 27_3} or {@code 15[3].srv}.
     */
    String memberId(String arrayId, int index);

    /**
     * The id of the array that a job is a member of, by the member's id; empty for any other job.
     * Understands the two forms of {@link #memberId}'s examples: {@code 27} and {@code 15[].srv}.
     */
    default Optional<String> arrayId(String memberId) {
        var member = MEMBER.matcher(memberId);
        if (!member.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                member.group("number") == null
                        ? member.group("name") + "[]" + member.group("server")
                        : member.group("number"));
    }
}
