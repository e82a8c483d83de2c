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

    /** A builder with everything UNSET. */
    public static Builder builder() {
        return new Builder(new Draft(SCHEMA));
    }

    /**
     * The structure whose {@link #toAttributes()} gave these texts.
     *
     * @throws UnsupportedAttributeException if a name is none of an attribute or extension
     * @throws InvalidArgumentException if a text is not of its attribute's type
     */
    public static JobInfo fromAttributes(Map<String, String> texts) {
        return new JobInfo(Attributes.read(SCHEMA, texts));
    }

    /** A builder that starts with what is set here; this stays as it is. */
    public Builder toBuilder() {
        return new Builder(attributes.draft());
    }

    /** The id as the workload manager writes it; UNSET in most filters. */
    public Optional<String> jobId() {
        return attributes.get(JOB_ID);
    }

    /** The name for people, perhaps shortened; UNSET when not known. */
    public Optional<String> jobName() {
        return attributes.get(JOB_NAME);
    }

    /** The exit status of the process; UNSET before its end, after a signal and when not known. */
    public OptionalInt exitStatus() {
        return attributes.integer(EXIT_STATUS);
    }

    /**
     * The signal that ended the process, by name, as in SIGTERM; UNSET when none did or it is not
     * known.
     */
    public Optional<String> terminatingSignal() {
        return attributes.get(TERMINATING_SIGNAL);
    }

    /** The reason for this state, for people; UNSET when none is given. Filters ignore it. */
    public Optional<String> annotation() {
        return attributes.get(ANNOTATION);
    }

    /** The state in the standard's words; UNSET in filters only. */
    public Optional<JobState> jobState() {
        return attributes.get(JOB_STATE);
    }

    /** The state in the workload manager's own words; UNSET when not known. */
    public Optional<String> jobSubState() {
        return attributes.get(JOB_SUB_STATE);
    }

    /**
     * The machines of the job, the first the one that runs the job script; UNSET before the start
     * and when not known.
     */
    public List<SlotInfo> allocatedMachines() {
        return attributes.list(ALLOCATED_MACHINES);
    }

    /**
     * The host the job was submitted from, as in {@link MachineInfo#name()}; UNSET when not known.
     */
    public Optional<String> submissionMachine() {
        return attributes.get(SUBMISSION_MACHINE);
    }

    /** The login name of the owner, without a host; UNSET when not known. */
    public Optional<String> jobOwner() {
        return attributes.get(JOB_OWNER);
    }

    /**
     * The slots allocated, at least 1; those requested while the job is queued. UNSET when not
     * known.
     */
    public OptionalInt slots() {
        return attributes.integer(SLOTS);
    }

    /** The queue the job waits or ran in; UNSET when not known. */
    public Optional<String> queueName() {
        return attributes.get(QUEUE_NAME);
    }

    /** The time spent so far since the start; UNSET before it and when not known. */
    public Optional<Duration> wallclockTime() {
        return attributes.get(WALLCLOCK_TIME);
    }

    /**
     * The processor time spent so far, by all processes together; UNSET before the start and when
     * not known.
     */
    public Optional<Duration> cpuTime() {
        return attributes.get(CPU_TIME);
    }

    /** The moment of submission, by the clock of the workload manager; UNSET when not known. */
    public Optional<Instant> submissionTime() {
        return attributes.get(SUBMISSION_TIME);
    }

    /**
     * The moment of the first start, which restarts do not change; UNSET before it and when not
     * known.
     */
    public Optional<Instant> dispatchTime() {
        return attributes.get(DISPATCH_TIME);
    }

    /** The moment of the first entry into DONE or FAILED; UNSET before it and when not known. */
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

    /**
     * Sets what is known; what is not set, or set to null, is UNSET. An empty text is a value, an
     * empty list or dictionary is UNSET. A value out of its range, or a null inside a list or
     * dictionary, is refused at once with {@link InvalidArgumentException}. Not for use by several
     * threads.
     */
    public static final class Builder implements Structure.Builder {

        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /** Sets {@link JobInfo#jobId()}. */
        public Builder jobId(@Nullable String jobId) {
            return set(JOB_ID, jobId);
        }

        /** Sets {@link JobInfo#jobName()}. */
        public Builder jobName(@Nullable String jobName) {
            return set(JOB_NAME, jobName);
        }

        /** Sets {@link JobInfo#exitStatus()}. */
        public Builder exitStatus(@Nullable Integer exitStatus) {
            return set(EXIT_STATUS, exitStatus);
        }

        /** Sets {@link JobInfo#terminatingSignal()}. */
        public Builder terminatingSignal(@Nullable String terminatingSignal) {
            return set(TERMINATING_SIGNAL, terminatingSignal);
        }

        /** Sets {@link JobInfo#annotation()}. */
        public Builder annotation(@Nullable String annotation) {
            return set(ANNOTATION, annotation);
        }

        /** Sets {@link JobInfo#jobState()}. */
        public Builder jobState(@Nullable JobState jobState) {
            return set(JOB_STATE, jobState);
        }

        /** Sets {@link JobInfo#jobSubState()}. */
        public Builder jobSubState(@Nullable String jobSubState) {
            return set(JOB_SUB_STATE, jobSubState);
        }

        /** Sets {@link JobInfo#allocatedMachines()}; replaces those set before. */
        public Builder allocatedMachines(@Nullable List<SlotInfo> allocatedMachines) {
            return set(ALLOCATED_MACHINES, allocatedMachines);
        }

        /** Sets {@link JobInfo#submissionMachine()}. */
        public Builder submissionMachine(@Nullable String submissionMachine) {
            return set(SUBMISSION_MACHINE, submissionMachine);
        }

        /** Sets {@link JobInfo#jobOwner()}. */
        public Builder jobOwner(@Nullable String jobOwner) {
            return set(JOB_OWNER, jobOwner);
        }

        /** Sets {@link JobInfo#slots()}, at least 1. */
        public Builder slots(@Nullable Integer slots) {
            return set(SLOTS, slots);
        }

        /** Sets {@link JobInfo#queueName()}. */
        public Builder queueName(@Nullable String queueName) {
            return set(QUEUE_NAME, queueName);
        }

        /** Sets {@link JobInfo#wallclockTime()}, not negative. */
        public Builder wallclockTime(@Nullable Duration wallclockTime) {
            return set(WALLCLOCK_TIME, wallclockTime);
        }

        /** Sets {@link JobInfo#cpuTime()}, not negative. */
        public Builder cpuTime(@Nullable Duration cpuTime) {
            return set(CPU_TIME, cpuTime);
        }

        /** Sets {@link JobInfo#submissionTime()}. */
        public Builder submissionTime(@Nullable Instant submissionTime) {
            return set(SUBMISSION_TIME, submissionTime);
        }

        /** Sets {@link JobInfo#dispatchTime()}. */
        public Builder dispatchTime(@Nullable Instant dispatchTime) {
            return set(DISPATCH_TIME, dispatchTime);
        }

        /** Sets {@link JobInfo#finishTime()}. */
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
