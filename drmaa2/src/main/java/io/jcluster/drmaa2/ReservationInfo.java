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

    public static Builder builder() {
        return new Builder(new Draft(SCHEMA));
    }

    /** The structure whose {@link #toAttributes()} gave these texts. */
    public static ReservationInfo fromAttributes(Map<String, String> texts) {
        return new ReservationInfo(Attributes.read(SCHEMA, texts));
    }

    public Builder toBuilder() {
        return new Builder(attributes.draft());
    }

    /** As the workload manager writes it. */
    public String reservationId() {
        return attributes.need(RESERVATION_ID);
    }

    public Optional<String> reservationName() {
        return attributes.get(RESERVATION_NAME);
    }

    /** UNSET when it has always been open. */
    public Optional<Instant> reservedStartTime() {
        return attributes.get(RESERVED_START_TIME);
    }

    /** UNSET when it has no end. */
    public Optional<Instant> reservedEndTime() {
        return attributes.get(RESERVED_END_TIME);
    }

    /** Who may submit into it. */
    public List<String> usersACL() {
        return attributes.list(USERS_ACL);
    }

    /** The sum over the machines. */
    public OptionalInt reservedSlots() {
        return attributes.integer(RESERVED_SLOTS);
    }

    public List<SlotInfo> reservedMachines() {
        return attributes.list(RESERVED_MACHINES);
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

        public Builder reservationId(@Nullable String reservationId) {
            return set(RESERVATION_ID, reservationId);
        }

        public Builder reservationName(@Nullable String reservationName) {
            return set(RESERVATION_NAME, reservationName);
        }

        public Builder reservedStartTime(@Nullable Instant reservedStartTime) {
            return set(RESERVED_START_TIME, reservedStartTime);
        }

        public Builder reservedEndTime(@Nullable Instant reservedEndTime) {
            return set(RESERVED_END_TIME, reservedEndTime);
        }

        public Builder usersACL(@Nullable List<String> usersACL) {
            return set(USERS_ACL, usersACL);
        }

        public Builder reservedSlots(@Nullable Integer reservedSlots) {
            return set(RESERVED_SLOTS, reservedSlots);
        }

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
