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
    public static JobTemplate fromAttributes(Map<String, String> texts) {
        return new JobTemplate(Attributes.read(SCHEMA, texts));
    }

    /** A builder that starts with what is set here; this stays as it is. */
    public Builder toBuilder() {
        return new Builder(attributes.draft());
    }

    /**
     * The program: with a path as on the execution host, without one looked up in PATH there. UNSET
     * is refused at submission, unless an extension says what to run.
     */
    public Optional<String> remoteCommand() {
        return attributes.get(REMOTE_COMMAND);
    }

    /** The arguments of the program, passed on exactly; no shell reads them. UNSET is none. */
    public List<String> args() {
        return attributes.list(ARGS);
    }

    /** Whether the job starts as QUEUED_HELD; UNSET is no. */
    public boolean submitAsHold() {
        return attributes.flag(SUBMIT_AS_HOLD);
    }

    /** Whether the workload manager may start the job again from its beginning; UNSET is no. */
    public boolean rerunnable() {
        return attributes.flag(RERUNNABLE);
    }

    /** Variables by name, which go over those of the execution host; UNSET is none. */
    public Map<String, String> jobEnvironment() {
        return attributes.dictionary(JOB_ENVIRONMENT);
    }

    /** Where the program runs; UNSET is the home directory. */
    public Optional<String> workingDirectory() {
        return attributes.get(WORKING_DIRECTORY);
    }

    /** One of {@link JobSession#jobCategories()}; UNSET is none. */
    public Optional<String> jobCategory() {
        return attributes.get(JOB_CATEGORY);
    }

    /** Who is told by mail; UNSET is nobody. Optional, JT_EMAIL. */
    public List<String> email() {
        return attributes.list(EMAIL);
    }

    /** Whether to tell about the start; UNSET is no. Optional, JT_EMAIL. */
    public boolean emailOnStarted() {
        return attributes.flag(EMAIL_ON_STARTED);
    }

    /** Whether to tell about the end; UNSET is no. Optional, JT_EMAIL. */
    public boolean emailOnTerminated() {
        return attributes.flag(EMAIL_ON_TERMINATED);
    }

    /**
     * A name for people; not unique, and may be shortened. UNSET is what the workload manager makes
     * up.
     */
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

    /** Whether error output goes where the output goes, whatever errorPath says; UNSET is no. */
    public boolean joinFiles() {
        return attributes.flag(JOIN_FILES);
    }

    /** The reservation to run in, from a {@link ReservationSession}; UNSET is none. */
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

    /** Slots that can be used, at least minSlots; UNSET is minSlots. Optional, JT_MAXSLOTS. */
    public OptionalInt maxSlots() {
        return attributes.integer(MAX_SLOTS);
    }

    /**
     * The rank among other jobs; which numbers mean what is the implementation's. UNSET is the
     * usual one.
     */
    public OptionalInt priority() {
        return attributes.integer(PRIORITY);
    }

    /** Machines by name: the job runs on some of these and on no other; UNSET is any machine. */
    public List<String> candidateMachines() {
        return attributes.list(CANDIDATE_MACHINES);
    }

    /** Physical memory per machine, in kilobytes of 1024 bytes; UNSET is any. */
    public OptionalLong minPhysMemory() {
        return attributes.kilobytes(MIN_PHYS_MEMORY);
    }

    /** The operating system of every machine the job runs on; UNSET is any. */
    public Optional<OperatingSystem> machineOS() {
        return attributes.get(MACHINE_OS);
    }

    /** The processor architecture of every machine the job runs on; UNSET is any. */
    public Optional<CpuArchitecture> machineArch() {
        return attributes.get(MACHINE_ARCH);
    }

    /** The moment before which the job is not started; UNSET is none. */
    public Optional<Instant> startTime() {
        return attributes.get(START_TIME);
    }

    /** The moment at which the job is ended; UNSET is never. Optional, JT_DEADLINE. */
    public Optional<Instant> deadlineTime() {
        return attributes.get(DEADLINE_TIME);
    }

    /**
     * Files copied before the start: source on the submission host to destination on the execution
     * host; UNSET is none. Optional, JT_STAGING.
     */
    public Map<String, String> stageInFiles() {
        return attributes.dictionary(STAGE_IN_FILES);
    }

    /**
     * Files copied after the end: source on the execution host to destination on the submission
     * host; UNSET is none. Optional, JT_STAGING.
     */
    public Map<String, String> stageOutFiles() {
        return attributes.dictionary(STAGE_OUT_FILES);
    }

    /**
     * Limits by the keys of {@link Drmaa2}, as whole numbers: sizes in kilobytes of 1024 bytes,
     * times in seconds. UNSET adds none to those of the queue.
     */
    public Map<String, String> resourceLimits() {
        return attributes.dictionary(RESOURCE_LIMITS);
    }

    /**
     * Whom the job is booked to; no credential. UNSET is the user's usual account. Optional,
     * JT_ACCOUNTINGID.
     */
    public Optional<String> accountingId() {
        return attributes.get(ACCOUNTING_ID);
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

        /** Sets {@link JobTemplate#remoteCommand()}. */
        public Builder remoteCommand(@Nullable String remoteCommand) {
            return set(REMOTE_COMMAND, remoteCommand);
        }

        /** Sets {@link JobTemplate#args()}; replaces those set before. */
        public Builder args(@Nullable List<String> args) {
            return set(ARGS, args);
        }

        /** Sets {@link JobTemplate#submitAsHold()}. */
        public Builder submitAsHold(@Nullable Boolean submitAsHold) {
            return set(SUBMIT_AS_HOLD, submitAsHold);
        }

        /** Sets {@link JobTemplate#rerunnable()}. */
        public Builder rerunnable(@Nullable Boolean rerunnable) {
            return set(RERUNNABLE, rerunnable);
        }

        /** Sets {@link JobTemplate#jobEnvironment()}; replaces what was set before. */
        public Builder jobEnvironment(@Nullable Map<String, String> jobEnvironment) {
            return set(JOB_ENVIRONMENT, jobEnvironment);
        }

        /** Sets {@link JobTemplate#workingDirectory()}. */
        public Builder workingDirectory(@Nullable String workingDirectory) {
            return set(WORKING_DIRECTORY, workingDirectory);
        }

        /** Sets {@link JobTemplate#jobCategory()}. */
        public Builder jobCategory(@Nullable String jobCategory) {
            return set(JOB_CATEGORY, jobCategory);
        }

        /** Sets {@link JobTemplate#email()}; replaces those set before. */
        public Builder email(@Nullable List<String> email) {
            return set(EMAIL, email);
        }

        /** Sets {@link JobTemplate#emailOnStarted()}. */
        public Builder emailOnStarted(@Nullable Boolean emailOnStarted) {
            return set(EMAIL_ON_STARTED, emailOnStarted);
        }

        /** Sets {@link JobTemplate#emailOnTerminated()}. */
        public Builder emailOnTerminated(@Nullable Boolean emailOnTerminated) {
            return set(EMAIL_ON_TERMINATED, emailOnTerminated);
        }

        /** Sets {@link JobTemplate#jobName()}. */
        public Builder jobName(@Nullable String jobName) {
            return set(JOB_NAME, jobName);
        }

        /** Sets {@link JobTemplate#inputPath()}. */
        public Builder inputPath(@Nullable String inputPath) {
            return set(INPUT_PATH, inputPath);
        }

        /** Sets {@link JobTemplate#outputPath()}. */
        public Builder outputPath(@Nullable String outputPath) {
            return set(OUTPUT_PATH, outputPath);
        }

        /** Sets {@link JobTemplate#errorPath()}. */
        public Builder errorPath(@Nullable String errorPath) {
            return set(ERROR_PATH, errorPath);
        }

        /** Sets {@link JobTemplate#joinFiles()}. */
        public Builder joinFiles(@Nullable Boolean joinFiles) {
            return set(JOIN_FILES, joinFiles);
        }

        /** Sets {@link JobTemplate#reservationId()}. */
        public Builder reservationId(@Nullable String reservationId) {
            return set(RESERVATION_ID, reservationId);
        }

        /** Sets {@link JobTemplate#queueName()}. */
        public Builder queueName(@Nullable String queueName) {
            return set(QUEUE_NAME, queueName);
        }

        /** Sets {@link JobTemplate#minSlots()}, at least 1. */
        public Builder minSlots(@Nullable Integer minSlots) {
            return set(MIN_SLOTS, minSlots);
        }

        /** Sets {@link JobTemplate#maxSlots()}, at least 1. */
        public Builder maxSlots(@Nullable Integer maxSlots) {
            return set(MAX_SLOTS, maxSlots);
        }

        /** Sets {@link JobTemplate#priority()}. */
        public Builder priority(@Nullable Integer priority) {
            return set(PRIORITY, priority);
        }

        /** Sets {@link JobTemplate#candidateMachines()}; replaces those set before. */
        public Builder candidateMachines(@Nullable List<String> candidateMachines) {
            return set(CANDIDATE_MACHINES, candidateMachines);
        }

        /** Sets {@link JobTemplate#minPhysMemory()}, in kilobytes of 1024 bytes, at least 0. */
        public Builder minPhysMemory(@Nullable Long minPhysMemory) {
            return set(MIN_PHYS_MEMORY, minPhysMemory);
        }

        /** Sets {@link JobTemplate#machineOS()}. */
        public Builder machineOS(@Nullable OperatingSystem machineOS) {
            return set(MACHINE_OS, machineOS);
        }

        /** Sets {@link JobTemplate#machineArch()}. */
        public Builder machineArch(@Nullable CpuArchitecture machineArch) {
            return set(MACHINE_ARCH, machineArch);
        }

        /** Sets {@link JobTemplate#startTime()}. */
        public Builder startTime(@Nullable Instant startTime) {
            return set(START_TIME, startTime);
        }

        /** Sets {@link JobTemplate#deadlineTime()}. */
        public Builder deadlineTime(@Nullable Instant deadlineTime) {
            return set(DEADLINE_TIME, deadlineTime);
        }

        /** Sets {@link JobTemplate#stageInFiles()}; replaces what was set before. */
        public Builder stageInFiles(@Nullable Map<String, String> stageInFiles) {
            return set(STAGE_IN_FILES, stageInFiles);
        }

        /** Sets {@link JobTemplate#stageOutFiles()}; replaces what was set before. */
        public Builder stageOutFiles(@Nullable Map<String, String> stageOutFiles) {
            return set(STAGE_OUT_FILES, stageOutFiles);
        }

        /** Sets {@link JobTemplate#resourceLimits()}; replaces what was set before. */
        public Builder resourceLimits(@Nullable Map<String, String> resourceLimits) {
            return set(RESOURCE_LIMITS, resourceLimits);
        }

        /** Sets {@link JobTemplate#accountingId()}. */
        public Builder accountingId(@Nullable String accountingId) {
            return set(ACCOUNTING_ID, accountingId);
        }

        /** Sets {@link JobTemplate#args()} to these words, as they are. */
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
