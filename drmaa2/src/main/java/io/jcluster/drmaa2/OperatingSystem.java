package io.jcluster.drmaa2;

/** The operating system of a machine (GFD.231). Everything not listed is OTHER_OS. */
public enum OperatingSystem {
    OTHER_OS(0),
    AIX(1),
    BSD(2),
    LINUX(3),
    HPUX(4),
    IRIX(5),
    MACOS(6),
    SUNOS(7),
    TRU64(8),
    UNIXWARE(9),
    WIN(10),
    WINNT(11);

    private final int value;

    OperatingSystem(int value) {
        this.value = value;
    }

    /** The number of the same word in the C binding (GFD.230). */
    public int value() {
        return value;
    }
}
