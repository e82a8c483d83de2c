package io.jcluster.drmaa2;

/**
 * The processor architecture of a machine as it is operated: a 32-bit system on a 64-bit processor
 * is X86 (GFD.231).
 */
public enum CpuArchitecture {
    OTHER_CPU(0),
    ALPHA(1),
    ARM(2),
    ARM64(3),
    CELL(4),
    PARISC(5),
    PARISC64(6),
    X86(7),
    X64(8),
    IA64(9),
    MIPS(10),
    MIPS64(11),
    PPC(12),
    PPC64(13),
    SPARC(14),
    SPARC64(15),
    PPC64LE(16);

    private final int value;

    CpuArchitecture(int value) {
        this.value = value;
    }

    /** The number of the same word in the C binding (GFD.230). */
    public int value() {
        return value;
    }

    /** The architecture behind the word that {@code uname -m} prints; OTHER_CPU for a new word. */
    public static CpuArchitecture ofUname(String machine) {
        return switch (machine) {
            case "x86_64", "amd64" -> X64;
            case "i386", "i486", "i586", "i686" -> X86;
            case "aarch64", "arm64" -> ARM64;
            case "ppc64" -> PPC64;
            case "ppc64le" -> PPC64LE;
            default -> machine.startsWith("arm") ? ARM : OTHER_CPU;
        };
    }
}
