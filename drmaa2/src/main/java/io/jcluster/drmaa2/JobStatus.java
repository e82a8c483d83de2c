package io.jcluster.drmaa2;

import java.util.Optional;

/**
 * A job's state in the standard's words and in the workload manager's own, of one observation.
 *
 * @param subState the manager's word as it came, for people; empty when it gave none
 */
public record JobStatus(JobState state, Optional<String> subState) {}
