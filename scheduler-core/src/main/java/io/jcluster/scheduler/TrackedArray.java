package io.jcluster.scheduler;

import io.jcluster.drmaa2.JobTemplate;
import java.util.List;

/**
 * What is known of one job array of a session; the rest is known of its members. Guarded by the
 * lock of {@link Watch}.
 *
 * @param whole whether the workload manager knows it as an array; otherwise its members were
 *     submitted one by one, and the id is ours
 * @param members in the order of their indices, reaped ones included
 */
record TrackedArray(String id, JobTemplate template, boolean whole, List<TrackedJob> members) {

    TrackedArray {
        members = List.copyOf(members);
    }

    /** Members that were not reaped, in the order of their indices. */
    List<TrackedJob> jobs() {
        return members.stream().filter(job -> !job.reaped()).toList();
    }
}
