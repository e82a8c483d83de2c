package io.jcluster.drmaa2;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What to run and under which conditions (GFD.231, JobTemplate). Attributes marked optional need a
 * {@link DrmaaCapability}; setting one without it is refused at submission.
 *
 * <p>{@code workingDirectory} and the three paths are of the execution host. They are absolute, or
 * start with {@link Drmaa2#HOME_DIRECTORY} or, except for workingDirectory itself, {@link
 * Drmaa2#WORKING_DIRECTORY}; {@link Drmaa2#PARAMETRIC_INDEX} may stand anywhere in them. A path
 * that cannot be used makes the job FAILED.
 *
 * <p>Text forms and {@code toString} hold everything, the values of jobEnvironment included: they
 * are not for logs.
 */
public record JobTemplate(Attributes attributes) implements Structure {

    static final Schema SCHEMA = new Schema("JobTemplate", "jt");

    private static final Attribute<String> REMOTE_COMMAND = SCHEMA.text("remoteCommand");
    private static final Attribute<List<String>> ARGS = SCHEMA.list("args");
    private static final Attribute<Boolean> SUBMIT_AS_HOLD = SCHEMA.flag("submitAsHold");
    private static final Attribute<Boolean> RERUNNABLE = SCHEMA.flag("rerunnable");
    private static final Attribute<Map<String, String>> JOB_ENVIRONMENT =
            SCHEMA.dictionary("jobEnvironment");
    private static final Attribute<String> WORKING_DIRECTORY = SCHEMA.text("workingDirectory");
    private static final Attribute<String> JOB_CATEGORY = SCHEMA.text("jobCategory");
    private static final Attribute<List<String>> EMAIL = SCHEMA.list("email");
    private static final Attribute<Boolean> EMAIL_ON_STARTED = SCHEMA.flag("emailOnStarted");
    private static final Attribute<Boolean> EMAIL_ON_TERMINATED = SCHEMA.flag("emailOnTerminated");
    private static final Attribute<String> JOB_NAME = SCHEMA.text("jobName");
    private static final Attribute<String> INPUT_PATH = SCHEMA.text("inputPath");
    private static final Attribute<String> OUTPUT_PATH = SCHEMA.text("outputPath");
    private static final Attribute<String> ERROR_PATH = SCHEMA.text("errorPath");
    private static final Attribute<Boolean> JOIN_FILES = SCHEMA.flag("joinFiles");
    private static final Attribute<String> RESERVATION_ID = SCHEMA.text("reservationId");
    private static final Attribute<String> QUEUE_NAME = SCHEMA.text("queueName");
    private static final Attribute<Integer> MIN_SLOTS = SCHEMA.count("minSlots");
    private static final Attribute<Integer> MAX_SLOTS = SCHEMA.count("maxSlots");
    private static final Attribute<Integer> PRIORITY = SCHEMA.integer("priority");
    private static final Attribute<List<String>> CANDIDATE_MACHINES =
            SCHEMA.list("candidateMachines");
    private static final Attribute<Long> MIN_PHYS_MEMORY = SCHEMA.kilobytes("minPhysMemory");
    private static final Attribute<OperatingSystem> MACHINE_OS =
            SCHEMA.word("machineOS", OperatingSystem.class);
    private static final Attribute<CpuArchitecture> MACHINE_ARCH =
            SCHEMA.word("machineArch", CpuArchitecture.class);
    private static final Attribute<Instant> START_TIME = SCHEMA.instant("startTime");
    private static final Attribute<Instant> DEADLINE_TIME = SCHEMA.instant("deadlineTime");
    private static final Attribute<Map<String, String>> STAGE_IN_FILES =
            SCHEMA.dictionary("stageInFiles");
    private static final Attribute<Map<String, String>> STAGE_OUT_FILES =
            SCHEMA.dictionary("stageOutFiles");
    private static final Attribute<Map<String, String>> RESOURCE_LIMITS =
            SCHEMA.dictionary("resourceLimits", Drmaa2::limitKey);
    private static final Attribute<String> ACCOUNTING_ID = SCHEMA.text("accountingId");

    public JobTemplate {
        attributes.mustBe(SCHEMA);
    }

    public static Builder builder() {
        return new Builder(new Draft(SCHEMA));
    }

    /** The structure whose {@link #toAttributes()} gave these texts. */
    public static JobTemplate fromAttributes(Map<String, String> texts) {
        return new JobTemplate(Attributes.read(SCHEMA, texts));
    }

    public Builder toBuilder() {
        return new Builder(attributes.draft());
    }

    /** The program: with a path as on the execution host, without one looked up in PATH there. */
    public Optional<String> remoteCommand() {
        return attributes.get(REMOTE_COMMAND);
    }

    /** Passed on exactly; no shell reads them. */
    public List<String> args() {
        return attributes.list(ARGS);
    }

    /** Whether the job starts as QUEUED_HELD. */
    public boolean submitAsHold() {
        return attributes.flag(SUBMIT_AS_HOLD);
    }

    /** Whether the workload manager may start the job again from its beginning. */
    public boolean rerunnable() {
        return attributes.flag(RERUNNABLE);
    }

    /** Variables that go over those of the execution host. */
    public Map<String, String> jobEnvironment() {
        return attributes.dictionary(JOB_ENVIRONMENT);
    }

    /** Where the program runs; UNSET is the home directory. */
    public Optional<String> workingDirectory() {
        return attributes.get(WORKING_DIRECTORY);
    }

    /** One of {@link JobSession#jobCategories()}. */
    public Optional<String> jobCategory() {
        return attributes.get(JOB_CATEGORY);
    }

    /** Who is told by mail; UNSET is nobody. Optional, JT_EMAIL. */
    public List<String> email() {
        return attributes.list(EMAIL);
    }

    /** Whether to tell about the start. Optional, JT_EMAIL. */
    public boolean emailOnStarted() {
        return attributes.flag(EMAIL_ON_STARTED);
    }

    /** Whether to tell about the end. Optional, JT_EMAIL. */
    public boolean emailOnTerminated() {
        return attributes.flag(EMAIL_ON_TERMINATED);
    }

    /** For people; not unique, and may be shortened. */
    public Optional<String> jobName() {
        return attributes.get(JOB_NAME);
    }

    /** The standard input; UNSET is an empty one. */
    public Optional<String> inputPath() {
        return attributes.get(INPUT_PATH);
    }

    /**
     * Where the output is appended; UNSET keeps it where the implementation keeps its own files.
     */
    public Optional<String> outputPath() {
        return attributes.get(OUTPUT_PATH);
    }

    /** Where the error output is appended; UNSET as for the output. */
    public Optional<String> errorPath() {
        return attributes.get(ERROR_PATH);
    }

    /** Whether error output goes where the output goes, whatever errorPath says. */
    public boolean joinFiles() {
        return attributes.flag(JOIN_FILES);
    }

    /** The reservation to run in, from a {@link ReservationSession}. */
    public Optional<String> reservationId() {
        return attributes.get(RESERVATION_ID);
    }

    /** The queue; UNSET is the default one. */
    public Optional<String> queueName() {
        return attributes.get(QUEUE_NAME);
    }

    /** Slots that are needed, at least 1; UNSET is 1. */
    public OptionalInt minSlots() {
        return attributes.integer(MIN_SLOTS);
    }

    /** Slots that can be used; UNSET is minSlots. Optional, JT_MAXSLOTS. */
    public OptionalInt maxSlots() {
        return attributes.integer(MAX_SLOTS);
    }

    /** Compared with other jobs; which numbers mean what is the implementation's. */
    public OptionalInt priority() {
        return attributes.integer(PRIORITY);
    }

    /** Run on some of these and on no other; UNSET is any machine. */
    public List<String> candidateMachines() {
        return attributes.list(CANDIDATE_MACHINES);
    }

    /** Physical memory per machine, in kilobytes of 1024 bytes. */
    public OptionalLong minPhysMemory() {
        return attributes.kilobytes(MIN_PHYS_MEMORY);
    }

    /** Of every machine the job runs on. */
    public Optional<OperatingSystem> machineOS() {
        return attributes.get(MACHINE_OS);
    }

    /** Of every machine the job runs on. */
    public Optional<CpuArchitecture> machineArch() {
        return attributes.get(MACHINE_ARCH);
    }

    /** Not to be started before. */
    public Optional<Instant> startTime() {
        return attributes.get(START_TIME);
    }

    /** Ended at this point. Optional, JT_DEADLINE. */
    public Optional<Instant> deadlineTime() {
        return attributes.get(DEADLINE_TIME);
    }

    /**
     * Copied before: source on the submission host to destination on the execution host. Optional,
     * JT_STAGING.
     */
    public Map<String, String> stageInFiles() {
        return attributes.dictionary(STAGE_IN_FILES);
    }

    /**
     * Copied after: source on the execution host to destination on the submission host. Optional,
     * JT_STAGING.
     */
    public Map<String, String> stageOutFiles() {
        return attributes.dictionary(STAGE_OUT_FILES);
    }

    /** Limits by the keys of {@link Drmaa2}: sizes in kilobytes, times in seconds. */
    public Map<String, String> resourceLimits() {
        return attributes.dictionary(RESOURCE_LIMITS);
    }

    /** Whom the job is booked to; no credential. Optional, JT_ACCOUNTINGID. */
    public Optional<String> accountingId() {
        return attributes.get(ACCOUNTING_ID);
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

        public Builder remoteCommand(@Nullable String remoteCommand) {
            return set(REMOTE_COMMAND, remoteCommand);
        }

        public Builder args(@Nullable List<String> args) {
            return set(ARGS, args);
        }

        public Builder submitAsHold(@Nullable Boolean submitAsHold) {
            return set(SUBMIT_AS_HOLD, submitAsHold);
        }

        public Builder rerunnable(@Nullable Boolean rerunnable) {
            return set(RERUNNABLE, rerunnable);
        }

        public Builder jobEnvironment(@Nullable Map<String, String> jobEnvironment) {
            return set(JOB_ENVIRONMENT, jobEnvironment);
        }

        public Builder workingDirectory(@Nullable String workingDirectory) {
            return set(WORKING_DIRECTORY, workingDirectory);
        }

        public Builder jobCategory(@Nullable String jobCategory) {
            return set(JOB_CATEGORY, jobCategory);
        }

        public Builder email(@Nullable List<String> email) {
            return set(EMAIL, email);
        }

        public Builder emailOnStarted(@Nullable Boolean emailOnStarted) {
            return set(EMAIL_ON_STARTED, emailOnStarted);
        }

        public Builder emailOnTerminated(@Nullable Boolean emailOnTerminated) {
            return set(EMAIL_ON_TERMINATED, emailOnTerminated);
        }

        public Builder jobName(@Nullable String jobName) {
            return set(JOB_NAME, jobName);
        }

        public Builder inputPath(@Nullable String inputPath) {
            return set(INPUT_PATH, inputPath);
        }

        public Builder outputPath(@Nullable String outputPath) {
            return set(OUTPUT_PATH, outputPath);
        }

        public Builder errorPath(@Nullable String errorPath) {
            return set(ERROR_PATH, errorPath);
        }

        public Builder joinFiles(@Nullable Boolean joinFiles) {
            return set(JOIN_FILES, joinFiles);
        }

        public Builder reservationId(@Nullable String reservationId) {
            return set(RESERVATION_ID, reservationId);
        }

        public Builder queueName(@Nullable String queueName) {
            return set(QUEUE_NAME, queueName);
        }

        public Builder minSlots(@Nullable Integer minSlots) {
            return set(MIN_SLOTS, minSlots);
        }

        public Builder maxSlots(@Nullable Integer maxSlots) {
            return set(MAX_SLOTS, maxSlots);
        }

        public Builder priority(@Nullable Integer priority) {
            return set(PRIORITY, priority);
        }

        public Builder candidateMachines(@Nullable List<String> candidateMachines) {
            return set(CANDIDATE_MACHINES, candidateMachines);
        }

        public Builder minPhysMemory(@Nullable Long minPhysMemory) {
            return set(MIN_PHYS_MEMORY, minPhysMemory);
        }

        public Builder machineOS(@Nullable OperatingSystem machineOS) {
            return set(MACHINE_OS, machineOS);
        }

        public Builder machineArch(@Nullable CpuArchitecture machineArch) {
            return set(MACHINE_ARCH, machineArch);
        }

        public Builder startTime(@Nullable Instant startTime) {
            return set(START_TIME, startTime);
        }

        public Builder deadlineTime(@Nullable Instant deadlineTime) {
            return set(DEADLINE_TIME, deadlineTime);
        }

        public Builder stageInFiles(@Nullable Map<String, String> stageInFiles) {
            return set(STAGE_IN_FILES, stageInFiles);
        }

        public Builder stageOutFiles(@Nullable Map<String, String> stageOutFiles) {
            return set(STAGE_OUT_FILES, stageOutFiles);
        }

        public Builder resourceLimits(@Nullable Map<String, String> resourceLimits) {
            return set(RESOURCE_LIMITS, resourceLimits);
        }

        public Builder accountingId(@Nullable String accountingId) {
            return set(ACCOUNTING_ID, accountingId);
        }

        public Builder args(String... args) {
            return args(List.of(args));
        }

        /**
         * Adds one limit to those set before.
         *
         * @param key one of the keys of {@link Drmaa2}
         * @param limit a count, kilobytes or seconds, as the key demands
         */
        public Builder resourceLimit(String key, long limit) {
            if (limit < 0) {
                throw new InvalidArgumentException(
                        "resourceLimits must be at least 0, not " + key + "=" + limit,
                        "resourceLimits");
            }
            var limits = new LinkedHashMap<>(draft.attributes().dictionary(RESOURCE_LIMITS));
            limits.put(Drmaa2.limitKey(key), Long.toString(limit));
            return resourceLimits(limits);
        }

        /**
         * Adds a limit of time to those set before; a part of a second counts as a whole one.
         *
         * @throws InvalidArgumentException for {@link Drmaa2#INFINITE_TIME}: no limit is UNSET
         */
        public Builder resourceLimit(String key, Duration limit) {
            if (limit.equals(Drmaa2.INFINITE_TIME)) {
                throw new InvalidArgumentException(
                        "resourceLimits cannot hold an infinite " + key + "; leave it out",
                        "resourceLimits");
            }
            return resourceLimit(key, limit.plusNanos(999_999_999).toSeconds());
        }

        /** Sets an attribute that only some implementations know, such as {@code slurm_jt_…}. */
        public Builder extension(String name, @Nullable String value) {
            return attribute(name, value);
        }

        @Override
        public Builder attribute(String name, @Nullable String text) {
            draft.set(name, text);
            return this;
        }

        @Override
        public JobTemplate build() {
            return new JobTemplate(draft.attributes());
        }

        private <T> Builder set(Attribute<T> attribute, @Nullable T value) {
            draft.set(attribute, value);
            return this;
        }
    }
}
