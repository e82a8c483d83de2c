package io.jcluster.drmaa2;

import java.util.OptionalInt;

/**
 * What a job or a reservation has of one machine (GFD.231).
 *
 * @param machineName as in {@link MachineInfo}
 * @param slots at least 1; empty when only the machine is known
 */
public record SlotInfo(String machineName, OptionalInt slots) {

    public SlotInfo {
        if (machineName.isEmpty()) {
            throw new InvalidArgumentException("a slot needs a machine", "machineName");
        }
        if (slots.isPresent() && slots.getAsInt() < 1) {
            throw new InvalidArgumentException(
                    "slots on " + machineName + " must be at least 1: " + slots.getAsInt(),
                    "slots");
        }
    }

    public SlotInfo(String machineName) {
        this(machineName, OptionalInt.empty());
    }

    public SlotInfo(String machineName, int slots) {
        this(machineName, OptionalInt.of(slots));
    }

    @Override
    public String toString() {
        return slots.isPresent() ? machineName + "=" + slots.getAsInt() : machineName;
    }
}
