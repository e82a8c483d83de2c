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
    public static MachineInfo fromAttributes(Map<String, String> texts) {
        return new MachineInfo(Attributes.read(SCHEMA, texts));
    }

    /** A builder that starts with what is set here; this stays as it is. */
    public Builder toBuilder() {
        return new Builder(attributes.draft());
    }

    /** The name, as in {@code candidateMachines} and {@link SlotInfo}; never UNSET. */
    public String name() {
        return attributes.need(NAME);
    }

    /** Whether jobs can be started there now; UNSET is no. */
    public boolean available() {
        return attributes.flag(AVAILABLE);
    }

    /** Processor sockets; 1 when not known. */
    public int sockets() {
        return attributes.get(SOCKETS).orElse(1);
    }

    /** Cores in each socket; 1 when not known. */
    public int coresPerSocket() {
        return attributes.get(CORES_PER_SOCKET).orElse(1);
    }

    /** Hardware threads of each core; 1 when not known. */
    public int threadsPerCore() {
        return attributes.get(THREADS_PER_CORE).orElse(1);
    }

    /** The load average of one minute, at least 0; may be a little old. UNSET when not known. */
    public OptionalDouble load() {
        return attributes.number(LOAD);
    }

    /** Physical memory installed, in kilobytes of 1024 bytes; UNSET when not known. */
    public OptionalLong physMemory() {
        return attributes.kilobytes(PHYS_MEMORY);
    }

    /** Physical memory and swap space, in kilobytes of 1024 bytes; UNSET when not known. */
    public OptionalLong virtMemory() {
        return attributes.kilobytes(VIRT_MEMORY);
    }

    /** The operating system; UNSET when not known. */
    public Optional<OperatingSystem> machineOS() {
        return attributes.get(MACHINE_OS);
    }

    /** The version of the operating system, on Linux that of the kernel; UNSET when not known. */
    public Optional<Version> machineOSVersion() {
        return attributes.get(MACHINE_OSVERSION);
    }

    /** The processor architecture as operated; UNSET when not known. */
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

        /** Sets {@link MachineInfo#name()}. */
        public Builder name(@Nullable String name) {
            return set(NAME, name);
        }

        /** Sets {@link MachineInfo#available()}. */
        public Builder available(@Nullable Boolean available) {
            return set(AVAILABLE, available);
        }

        /** Sets {@link MachineInfo#sockets()}, at least 1. */
        public Builder sockets(@Nullable Integer sockets) {
            return set(SOCKETS, sockets);
        }

        /** Sets {@link MachineInfo#coresPerSocket()}, at least 1. */
        public Builder coresPerSocket(@Nullable Integer coresPerSocket) {
            return set(CORES_PER_SOCKET, coresPerSocket);
        }

        /** Sets {@link MachineInfo#threadsPerCore()}, at least 1. */
        public Builder threadsPerCore(@Nullable Integer threadsPerCore) {
            return set(THREADS_PER_CORE, threadsPerCore);
        }

        /** Sets {@link MachineInfo#load()}, at least 0. */
        public Builder load(@Nullable Double load) {
            return set(LOAD, load);
        }

        /** Sets {@link MachineInfo#physMemory()}, in kilobytes of 1024 bytes, at least 0. */
        public Builder physMemory(@Nullable Long physMemory) {
            return set(PHYS_MEMORY, physMemory);
        }

        /** Sets {@link MachineInfo#virtMemory()}, in kilobytes of 1024 bytes, at least 0. */
        public Builder virtMemory(@Nullable Long virtMemory) {
            return set(VIRT_MEMORY, virtMemory);
        }

        /** Sets {@link MachineInfo#machineOS()}. */
        public Builder machineOS(@Nullable OperatingSystem machineOS) {
            return set(MACHINE_OS, machineOS);
        }

        /** Sets {@link MachineInfo#machineOSVersion()}. */
        public Builder machineOSVersion(@Nullable Version machineOSVersion) {
            return set(MACHINE_OSVERSION, machineOSVersion);
        }

        /** Sets {@link MachineInfo#machineArch()}. */
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
