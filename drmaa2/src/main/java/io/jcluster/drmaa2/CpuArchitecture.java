package io.jcluster.drmaa2;

/**
 * The processor architecture of a machine as it is operated: a 32-bit system on a 64-bit processor
 * is X86 (GFD.231).
 */
public enum CpuArchitecture {
    /** None of the others, or not known. */
    OTHER_CPU(0),
    /** DEC Alpha. */
    ALPHA(1),
    /** ARM, 32 bits. */
    ARM(2),
    /** ARM, 64 bits. */
    ARM64(3),
    /** The Cell Broadband Engine. */
    CELL(4),
    /** HP PA-RISC, 32 bits. */
    PARISC(5),
    /** HP PA-RISC, 64 bits. */
    PARISC64(6),
    /** Intel and AMD, 32 bits. */
    X86(7),
    /** Intel and AMD, 64 bits. */
    X64(8),
    /** Intel Itanium. */
    IA64(9),
    /** MIPS, 32 bits. */
    MIPS(10),
    /** MIPS, 64 bits. */
    MIPS64(11),
    /** PowerPC, 32 bits. */
    PPC(12),
    /** Power, 64 bits, big-endian. */
    PPC64(13),
    /** SPARC, 32 bits. */
    SPARC(14),
    /** SPARC, 64 bits. */
    SPARC64(15),
    /** Power, 64 bits, little-endian. */
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
