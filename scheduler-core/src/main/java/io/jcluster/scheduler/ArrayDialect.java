package io.jcluster.scheduler;

import io.jcluster.drmaa2.JobTemplate;

/** The part of a {@link Dialect} whose workload manager takes many alike jobs in one submission. */
public interface ArrayDialect {

    /** The environment variable that holds a member's index inside the job. */
    String indexVariable();

    /** Submits a script as an array; the answer is the array's id. */
    Exchange<String> submit(JobScript script, JobTemplate template, Indices indices);

    /**
     * The id under which listings and controls know a member: {@code 27_3} or {@code 15[3].srv}.
     */
    String memberId(String arrayId, int index);
}
