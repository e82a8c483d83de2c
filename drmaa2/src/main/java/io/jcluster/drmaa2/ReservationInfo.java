package io.jcluster.drmaa2;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What was reserved (GFD.231, ReservationInfo). */
public record ReservationInfo(Attributes attributes) implements Structure {

    static final Schema SCHEMA = new Schema("ReservationInfo", "ri");

    private static final Attribute<String> RESERVATION_ID = SCHEMA.text("reservationId");
    private static final Attribute<String> RESERVATION_NAME = SCHEMA.text("reservationName");
    private static final Attribute<Instant> RESERVED_START_TIME =
            SCHEMA.instant("reservedStartTime");
    private static final Attribute<Instant> RESERVED_END_TIME = SCHEMA.instant("reservedEndTime");
    private static final Attribute<List<String>> USERS_ACL = SCHEMA.list("usersACL");
    private static final Attribute<Integer> RESERVED_SLOTS = SCHEMA.count("reservedSlots");
    private static final Attribute<List<SlotInfo>> RESERVED_MACHINES =
            SCHEMA.slots("reservedMachines");

    public ReservationInfo {
        attributes.mustBe(SCHEMA).mustHave(RESERVATION_ID);
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
    public static ReservationInfo fromAttributes(Map<String, String> texts) {
        return new ReservationInfo(Attributes.read(SCHEMA, texts));
    }

    /** A builder that starts with what is set here; this stays as it is. */
    public Builder toBuilder() {
        return new Builder(attributes.draft());
    }

    /** The id as the workload manager writes it; never UNSET. */
    public String reservationId() {
        return attributes.need(RESERVATION_ID);
    }

    /** The name, perhaps altered from the one requested; UNSET when not known. */
    public Optional<String> reservationName() {
        return attributes.get(RESERVATION_NAME);
    }

    /** The begin; UNSET when it has always been open. */
    public Optional<Instant> reservedStartTime() {
        return attributes.get(RESERVED_START_TIME);
    }

    /** The end; UNSET when it has none. */
    public Optional<Instant> reservedEndTime() {
        return attributes.get(RESERVED_END_TIME);
    }

    /** The login names of those who may submit into it; UNSET when not known. */
    public List<String> usersACL() {
        return attributes.list(USERS_ACL);
    }

    /**
     * The slots reserved, the sum over the machines; UNSET when not known or whole machines are
     * counted.
     */
    public OptionalInt reservedSlots() {
        return attributes.integer(RESERVED_SLOTS);
    }

    /** The machines reserved and the slots of each; UNSET when not known. */
    public List<SlotInfo> reservedMachines() {
        return attributes.list(RESERVED_MACHINES);
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

        /** Sets {@link ReservationInfo#reservationId()}. */
        public Builder reservationId(@Nullable String reservationId) {
            return set(RESERVATION_ID, reservationId);
        }

        /** Sets {@link ReservationInfo#reservationName()}. */
        public Builder reservationName(@Nullable String reservationName) {
            return set(RESERVATION_NAME, reservationName);
        }

        /** Sets {@link ReservationInfo#reservedStartTime()}. */
        public Builder reservedStartTime(@Nullable Instant reservedStartTime) {
            return set(RESERVED_START_TIME, reservedStartTime);
        }

        /** Sets {@link ReservationInfo#reservedEndTime()}. */
        public Builder reservedEndTime(@Nullable Instant reservedEndTime) {
            return set(RESERVED_END_TIME, reservedEndTime);
        }

        /** Sets {@link ReservationInfo#usersACL()}; replaces those set before. */
        public Builder usersACL(@Nullable List<String> usersACL) {
            return set(USERS_ACL, usersACL);
        }

        /** Sets {@link ReservationInfo#reservedSlots()}, at least 1. */
        public Builder reservedSlots(@Nullable Integer reservedSlots) {
            return set(RESERVED_SLOTS, reservedSlots);
        }

        /** Sets {@link ReservationInfo#reservedMachines()}; replaces those set before. */
        public Builder reservedMachines(@Nullable List<SlotInfo> reservedMachines) {
            return set(RESERVED_MACHINES, reservedMachines);
        }

        /** Sets an attribute that only some implementations know, such as {@code slurm_ri_…}. */
        public Builder extension(String name, @Nullable String value) {
            return attribute(name, value);
        }

        @Override
        public Builder attribute(String name, @Nullable String text) {
            draft.set(name, text);
            return this;
        }

        @Override
        public ReservationInfo build() {
            return new ReservationInfo(draft.attributes());
        }

        private <T> Builder set(Attribute<T> attribute, @Nullable T value) {
            draft.set(attribute, value);
            return this;
        }
    }
}
