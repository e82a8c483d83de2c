package io.jcluster.drmaa2;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A machine as jobs see it (GFD.231, MachineInfo). */
public record MachineInfo(Attributes attributes) implements Structure {

    static final Schema SCHEMA = new Schema("MachineInfo", "mi");

    private static final Attribute<String> NAME = SCHEMA.text("name");
    private static final Attribute<Boolean> AVAILABLE = SCHEMA.flag("available");
    private static final Attribute<Integer> SOCKETS = SCHEMA.count("sockets");
    private static final Attribute<Integer> CORES_PER_SOCKET = SCHEMA.count("coresPerSocket");
    private static final Attribute<Integer> THREADS_PER_CORE = SCHEMA.count("threadsPerCore");
    private static final Attribute<Double> LOAD = SCHEMA.load("load");
    private static final Attribute<Long> PHYS_MEMORY = SCHEMA.kilobytes("physMemory");
    private static final Attribute<Long> VIRT_MEMORY = SCHEMA.kilobytes("virtMemory");
    private static final Attribute<OperatingSystem> MACHINE_OS =
            SCHEMA.word("machineOS", OperatingSystem.class);
    private static final Attribute<Version> MACHINE_OSVERSION = SCHEMA.version("machineOSVersion");
    private static final Attribute<CpuArchitecture> MACHINE_ARCH =
            SCHEMA.word("machineArch", CpuArchitecture.class);

    public MachineInfo {
        attributes.mustBe(SCHEMA).mustHave(NAME);
    }

    public static Builder builder() {
        return new Builder(new Draft(SCHEMA));
    }

    /** The structure whose {@link #toAttributes()} gave these texts. */
    public static MachineInfo fromAttributes(Map<String, String> texts) {
        return new MachineInfo(Attributes.read(SCHEMA, texts));
    }

    public Builder toBuilder() {
        return new Builder(attributes.draft());
    }

    /** As in {@code candidateMachines} and {@link SlotInfo}. */
    public String name() {
        return attributes.need(NAME);
    }

    /** Whether jobs can be started there now. */
    public boolean available() {
        return attributes.flag(AVAILABLE);
    }

    /** 1 when not known. */
    public int sockets() {
        return attributes.get(SOCKETS).orElse(1);
    }

    /** 1 when not known. */
    public int coresPerSocket() {
        return attributes.get(CORES_PER_SOCKET).orElse(1);
    }

    /** 1 when not known. */
    public int threadsPerCore() {
        return attributes.get(THREADS_PER_CORE).orElse(1);
    }

    /** The average of one minute; may be a little old. */
    public OptionalDouble load() {
        return attributes.number(LOAD);
    }

    /** Installed, in kilobytes of 1024 bytes. */
    public OptionalLong physMemory() {
        return attributes.kilobytes(PHYS_MEMORY);
    }

    /** Physical memory and swap space, in kilobytes of 1024 bytes. */
    public OptionalLong virtMemory() {
        return attributes.kilobytes(VIRT_MEMORY);
    }

    public Optional<OperatingSystem> machineOS() {
        return attributes.get(MACHINE_OS);
    }

    /** Of the kernel on Linux. */
    public Optional<Version> machineOSVersion() {
        return attributes.get(MACHINE_OSVERSION);
    }

    public Optional<CpuArchitecture> machineArch() {
        return attributes.get(MACHINE_ARCH);
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

        public Builder name(@Nullable String name) {
            return set(NAME, name);
        }

        public Builder available(@Nullable Boolean available) {
            return set(AVAILABLE, available);
        }

        public Builder sockets(@Nullable Integer sockets) {
            return set(SOCKETS, sockets);
        }

        public Builder coresPerSocket(@Nullable Integer coresPerSocket) {
            return set(CORES_PER_SOCKET, coresPerSocket);
        }

        public Builder threadsPerCore(@Nullable Integer threadsPerCore) {
            return set(THREADS_PER_CORE, threadsPerCore);
        }

        public Builder load(@Nullable Double load) {
            return set(LOAD, load);
        }

        public Builder physMemory(@Nullable Long physMemory) {
            return set(PHYS_MEMORY, physMemory);
        }

        public Builder virtMemory(@Nullable Long virtMemory) {
            return set(VIRT_MEMORY, virtMemory);
        }

        public Builder machineOS(@Nullable OperatingSystem machineOS) {
            return set(MACHINE_OS, machineOS);
        }

        public Builder machineOSVersion(@Nullable Version machineOSVersion) {
            return set(MACHINE_OSVERSION, machineOSVersion);
        }

        public Builder machineArch(@Nullable CpuArchitecture machineArch) {
            return set(MACHINE_ARCH, machineArch);
        }

        /** Sets an attribute that only some implementations know, such as {@code slurm_mi_…}. */
        public Builder extension(String name, @Nullable String value) {
            return attribute(name, value);
        }

        @Override
        public Builder attribute(String name, @Nullable String text) {
            draft.set(name, text);
            return this;
        }

        @Override
        public MachineInfo build() {
            return new MachineInfo(draft.attributes());
        }

        private <T> Builder set(Attribute<T> attribute, @Nullable T value) {
            draft.set(attribute, value);
            return this;
        }
    }
}
