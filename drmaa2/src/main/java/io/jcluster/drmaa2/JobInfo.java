package io.jcluster.drmaa2;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a job at one moment (GFD.231, JobInfo), or, as a filter, what is demanded of it,
 * see {@link #accepts}. What is not known is UNSET; nothing is invented.
 */
public record JobInfo(Attributes attributes) implements Structure {

    static final Schema SCHEMA = new Schema("JobInfo", "ji");

    private static final Attribute<String> JOB_ID = SCHEMA.text("jobId");
    private static final Attribute<String> JOB_NAME = SCHEMA.text("jobName");
    private static final Attribute<Integer> EXIT_STATUS = SCHEMA.integer("exitStatus");
    private static final Attribute<String> TERMINATING_SIGNAL = SCHEMA.text("terminatingSignal");
    private static final Attribute<String> ANNOTATION = SCHEMA.text("annotation");
    private static final Attribute<JobState> JOB_STATE = SCHEMA.word("jobState", JobState.class);
    private static final Attribute<String> JOB_SUB_STATE = SCHEMA.text("jobSubState");
    private static final Attribute<List<SlotInfo>> ALLOCATED_MACHINES =
            SCHEMA.slots("allocatedMachines");
    private static final Attribute<String> SUBMISSION_MACHINE = SCHEMA.text("submissionMachine");
    private static final Attribute<String> JOB_OWNER = SCHEMA.text("jobOwner");
    private static final Attribute<Integer> SLOTS = SCHEMA.count("slots");
    private static final Attribute<String> QUEUE_NAME = SCHEMA.text("queueName");
    private static final Attribute<Duration> WALLCLOCK_TIME = SCHEMA.duration("wallclockTime");
    private static final Attribute<Duration> CPU_TIME = SCHEMA.duration("cpuTime");
    private static final Attribute<Instant> SUBMISSION_TIME = SCHEMA.instant("submissionTime");
    private static final Attribute<Instant> DISPATCH_TIME = SCHEMA.instant("dispatchTime");
    private static final Attribute<Instant> FINISH_TIME = SCHEMA.instant("finishTime");

    public JobInfo {
        attributes.mustBe(SCHEMA);
    }

    public static Builder builder() {
        return new Builder(new Draft(SCHEMA));
    }

    /** The structure whose {@link #toAttributes()} gave these texts. */
    public static JobInfo fromAttributes(Map<String, String> texts) {
        return new JobInfo(Attributes.read(SCHEMA, texts));
    }

    public Builder toBuilder() {
        return new Builder(attributes.draft());
    }

    /** As the workload manager writes it. */
    public Optional<String> jobId() {
        return attributes.get(JOB_ID);
    }

    public Optional<String> jobName() {
        return attributes.get(JOB_NAME);
    }

    /** Of the process; UNSET before its end and after a signal. */
    public OptionalInt exitStatus() {
        return attributes.integer(EXIT_STATUS);
    }

    /** The signal that ended the process, by name, as in SIGTERM. */
    public Optional<String> terminatingSignal() {
        return attributes.get(TERMINATING_SIGNAL);
    }

    /** Why the job is in this state, for people. */
    public Optional<String> annotation() {
        return attributes.get(ANNOTATION);
    }

    public Optional<JobState> jobState() {
        return attributes.get(JOB_STATE);
    }

    /** The state in the workload manager's own words. */
    public Optional<String> jobSubState() {
        return attributes.get(JOB_SUB_STATE);
    }

    /** The first is the one that runs the job script. */
    public List<SlotInfo> allocatedMachines() {
        return attributes.list(ALLOCATED_MACHINES);
    }

    public Optional<String> submissionMachine() {
        return attributes.get(SUBMISSION_MACHINE);
    }

    /** A login name, without a host. */
    public Optional<String> jobOwner() {
        return attributes.get(JOB_OWNER);
    }

    /** Allocated ones; requested ones while the job is queued. */
    public OptionalInt slots() {
        return attributes.integer(SLOTS);
    }

    /** Where the job waits or ran. */
    public Optional<String> queueName() {
        return attributes.get(QUEUE_NAME);
    }

    /** Spent so far. */
    public Optional<Duration> wallclockTime() {
        return attributes.get(WALLCLOCK_TIME);
    }

    /** Spent so far, by all processes. */
    public Optional<Duration> cpuTime() {
        return attributes.get(CPU_TIME);
    }

    public Optional<Instant> submissionTime() {
        return attributes.get(SUBMISSION_TIME);
    }

    /** The first start; restarts do not change it. */
    public Optional<Instant> dispatchTime() {
        return attributes.get(DISPATCH_TIME);
    }

    /** The first entry into DONE or FAILED. */
    public Optional<Instant> finishTime() {
        return attributes.get(FINISH_TIME);
    }

    /**
     * Whether a job passes this filter: every attribute set here agrees with the job's. Durations
     * must be reached, times not lie before the one given, machines be among the job's with at
     * least as many slots; {@code annotation} is ignored, anything else must be equal. What is
     * UNSET here passes; what is set here and UNSET there does not.
     */
    public boolean accepts(JobInfo job) {
        return setAttributes().stream().allMatch(name -> accepts(name, job))
                && job.extensions().entrySet().containsAll(extensions().entrySet());
    }

    private boolean accepts(String name, JobInfo job) {
        return switch (name) {
            case "annotation" -> true;
            case "wallclockTime" -> reaches(WALLCLOCK_TIME, job);
            case "cpuTime" -> reaches(CPU_TIME, job);
            case "submissionTime" -> reaches(SUBMISSION_TIME, job);
            case "dispatchTime" -> reaches(DISPATCH_TIME, job);
            case "finishTime" -> reaches(FINISH_TIME, job);
            case "allocatedMachines" ->
                    allocatedMachines().stream().allMatch(slot -> hasSlot(slot, job));
            default -> attributes.sameAs(job.attributes, name);
        };
    }

    private <T extends Comparable<T>> boolean reaches(Attribute<T> attribute, JobInfo job) {
        return job.attributes
                .get(attribute)
                .filter(value -> value.compareTo(attributes.need(attribute)) >= 0)
                .isPresent();
    }

    private static boolean hasSlot(SlotInfo wanted, JobInfo job) {
        return job.allocatedMachines().stream()
                .filter(slot -> slot.machineName().equals(wanted.machineName()))
                .anyMatch(slot -> slot.slots().orElse(0) >= wanted.slots().orElse(0));
    }

    @Override
    public String toString() {
        return attributes.toString();
    }

    /** Sets what is known; what is not set, or set to null, is UNSET. */
    public static final class Builder implements Structure.Builder {

        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        public Builder jobId(@Nullable String jobId) {
            return set(JOB_ID, jobId);
        }

        public Builder jobName(@Nullable String jobName) {
            return set(JOB_NAME, jobName);
        }

        public Builder exitStatus(@Nullable Integer exitStatus) {
            return set(EXIT_STATUS, exitStatus);
        }

        public Builder terminatingSignal(@Nullable String terminatingSignal) {
            return set(TERMINATING_SIGNAL, terminatingSignal);
        }

        public Builder annotation(@Nullable String annotation) {
            return set(ANNOTATION, annotation);
        }

        public Builder jobState(@Nullable JobState jobState) {
            return set(JOB_STATE, jobState);
        }

        public Builder jobSubState(@Nullable String jobSubState) {
            return set(JOB_SUB_STATE, jobSubState);
        }

        public Builder allocatedMachines(@Nullable List<SlotInfo> allocatedMachines) {
            return set(ALLOCATED_MACHINES, allocatedMachines);
        }

        public Builder submissionMachine(@Nullable String submissionMachine) {
            return set(SUBMISSION_MACHINE, submissionMachine);
        }

        public Builder jobOwner(@Nullable String jobOwner) {
            return set(JOB_OWNER, jobOwner);
        }

        public Builder slots(@Nullable Integer slots) {
            return set(SLOTS, slots);
        }

        public Builder queueName(@Nullable String queueName) {
            return set(QUEUE_NAME, queueName);
        }

        public Builder wallclockTime(@Nullable Duration wallclockTime) {
            return set(WALLCLOCK_TIME, wallclockTime);
        }

        public Builder cpuTime(@Nullable Duration cpuTime) {
            return set(CPU_TIME, cpuTime);
        }

        public Builder submissionTime(@Nullable Instant submissionTime) {
            return set(SUBMISSION_TIME, submissionTime);
        }

        public Builder dispatchTime(@Nullable Instant dispatchTime) {
            return set(DISPATCH_TIME, dispatchTime);
        }

        public Builder finishTime(@Nullable Instant finishTime) {
            return set(FINISH_TIME, finishTime);
        }

        /** Sets an attribute that only some implementations know, such as {@code slurm_ji_…}. */
        public Builder extension(String name, @Nullable String value) {
            return attribute(name, value);
        }

        @Override
        public Builder attribute(String name, @Nullable String text) {
            draft.set(name, text);
            return this;
        }

        @Override
        public JobInfo build() {
            return new JobInfo(draft.attributes());
        }

        private <T> Builder set(Attribute<T> attribute, @Nullable T value) {
            draft.set(attribute, value);
            return this;
        }
    }
}
