package io.jcluster.drmaa2;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What to reserve (GFD.231, ReservationTemplate). Of start, end and duration two are needed, or the
 * duration alone; with all three the earliest slot of that length inside the window is taken.
 */
public record ReservationTemplate(Attributes attributes) implements Structure {

    static final Schema SCHEMA = new Schema("ReservationTemplate", "rt");

    private static final Attribute<String> RESERVATION_NAME = SCHEMA.text("reservationName");
    private static final Attribute<Instant> START_TIME = SCHEMA.instant("startTime");
    private static final Attribute<Instant> END_TIME = SCHEMA.instant("endTime");
    private static final Attribute<Duration> DURATION = SCHEMA.duration("duration");
    private static final Attribute<Integer> MIN_SLOTS = SCHEMA.count("minSlots");
    private static final Attribute<Integer> MAX_SLOTS = SCHEMA.count("maxSlots");
    private static final Attribute<String> JOB_CATEGORY = SCHEMA.text("jobCategory");
    private static final Attribute<List<String>> USERS_ACL = SCHEMA.list("usersACL");
    private static final Attribute<List<String>> CANDIDATE_MACHINES =
            SCHEMA.list("candidateMachines");
    private static final Attribute<Long> MIN_PHYS_MEMORY = SCHEMA.kilobytes("minPhysMemory");
    private static final Attribute<OperatingSystem> MACHINE_OS =
            SCHEMA.word("machineOS", OperatingSystem.class);
    private static final Attribute<CpuArchitecture> MACHINE_ARCH =
            SCHEMA.word("machineArch", CpuArchitecture.class);

    public ReservationTemplate {
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
    public static ReservationTemplate fromAttributes(Map<String, String> texts) {
        return new ReservationTemplate(Attributes.read(SCHEMA, texts));
    }

    /** A builder that starts with what is set here; this stays as it is. */
    public Builder toBuilder() {
        return new Builder(attributes.draft());
    }

    /**
     * A name, which may be altered to the rules of the workload manager; UNSET is a generated one.
     */
    public Optional<String> reservationName() {
        return attributes.get(RESERVATION_NAME);
    }

    /**
     * The begin of the window; {@link Drmaa2#NOW} needs RT_STARTNOW. UNSET follows from end and
     * duration, or is the earliest possible.
     */
    public Optional<Instant> startTime() {
        return attributes.get(START_TIME);
    }

    /** The end of the window, after its begin; UNSET follows from start and duration. */
    public Optional<Instant> endTime() {
        return attributes.get(END_TIME);
    }

    /** The length, more than zero; UNSET is the whole window. Optional, RT_DURATION. */
    public Optional<Duration> duration() {
        return attributes.get(DURATION);
    }

    /** Slots that are needed, at least 1; UNSET is 1. */
    public OptionalInt minSlots() {
        return attributes.integer(MIN_SLOTS);
    }

    /** Slots that can be used, at least minSlots; UNSET is minSlots. */
    public OptionalInt maxSlots() {
        return attributes.integer(MAX_SLOTS);
    }

    /** The category of jobs that will run in it; UNSET is none. */
    public Optional<String> jobCategory() {
        return attributes.get(JOB_CATEGORY);
    }

    /** The login names of those who may use it; UNSET is the current user. */
    public List<String> usersACL() {
        return attributes.list(USERS_ACL);
    }

    /** Machines by name: some of these and no other are reserved; UNSET is any machine. */
    public List<String> candidateMachines() {
        return attributes.list(CANDIDATE_MACHINES);
    }

    /** Physical memory per machine, in kilobytes of 1024 bytes; UNSET is any. */
    public OptionalLong minPhysMemory() {
        return attributes.kilobytes(MIN_PHYS_MEMORY);
    }

    /** The operating system of every machine; UNSET is any. Optional, RT_MACHINEOS. */
    public Optional<OperatingSystem> machineOS() {
        return attributes.get(MACHINE_OS);
    }

    /** The processor architecture of every machine; UNSET is any. Optional, RT_MACHINEARCH. */
    public Optional<CpuArchitecture> machineArch() {
        return attributes.get(MACHINE_ARCH);
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

        /** Sets {@link ReservationTemplate#reservationName()}. */
        public Builder reservationName(@Nullable String reservationName) {
            return set(RESERVATION_NAME, reservationName);
        }

        /** Sets {@link ReservationTemplate#startTime()}. */
        public Builder startTime(@Nullable Instant startTime) {
            return set(START_TIME, startTime);
        }

        /** Sets {@link ReservationTemplate#endTime()}. */
        public Builder endTime(@Nullable Instant endTime) {
            return set(END_TIME, endTime);
        }

        /** Sets {@link ReservationTemplate#duration()}, not negative. */
        public Builder duration(@Nullable Duration duration) {
            return set(DURATION, duration);
        }

        /** Sets {@link ReservationTemplate#minSlots()}, at least 1. */
        public Builder minSlots(@Nullable Integer minSlots) {
            return set(MIN_SLOTS, minSlots);
        }

        /** Sets {@link ReservationTemplate#maxSlots()}, at least 1. */
        public Builder maxSlots(@Nullable Integer maxSlots) {
            return set(MAX_SLOTS, maxSlots);
        }

        /** Sets {@link ReservationTemplate#jobCategory()}. */
        public Builder jobCategory(@Nullable String jobCategory) {
            return set(JOB_CATEGORY, jobCategory);
        }

        /** Sets {@link ReservationTemplate#usersACL()}; replaces those set before. */
        public Builder usersACL(@Nullable List<String> usersACL) {
            return set(USERS_ACL, usersACL);
        }

        /** Sets {@link ReservationTemplate#candidateMachines()}; replaces those set before. */
        public Builder candidateMachines(@Nullable List<String> candidateMachines) {
            return set(CANDIDATE_MACHINES, candidateMachines);
        }

        /**
         * Sets {@link ReservationTemplate#minPhysMemory()}, in kilobytes of 1024 bytes, at least 0.
         */
        public Builder minPhysMemory(@Nullable Long minPhysMemory) {
            return set(MIN_PHYS_MEMORY, minPhysMemory);
        }

        /** Sets {@link ReservationTemplate#machineOS()}. */
        public Builder machineOS(@Nullable OperatingSystem machineOS) {
            return set(MACHINE_OS, machineOS);
        }

        /** Sets {@link ReservationTemplate#machineArch()}. */
        public Builder machineArch(@Nullable CpuArchitecture machineArch) {
            return set(MACHINE_ARCH, machineArch);
        }

        /** Sets an attribute that only some implementations know, such as {@code slurm_rt_…}. */
        public Builder extension(String name, @Nullable String value) {
            return attribute(name, value);
        }

        @Override
        public Builder attribute(String name, @Nullable String text) {
            draft.set(name, text);
            return this;
        }

        @Override
        public ReservationTemplate build() {
            return new ReservationTemplate(draft.attributes());
        }

        private <T> Builder set(Attribute<T> attribute, @Nullable T value) {
            draft.set(attribute, value);
            return this;
        }
    }
}
