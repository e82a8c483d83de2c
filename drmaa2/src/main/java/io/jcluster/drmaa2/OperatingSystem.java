package io.jcluster.drmaa2;

/** The operating system of a machine (GFD.231). Everything not listed is OTHER_OS. */
public enum OperatingSystem {
    /** None of the others, or not known. */
    OTHER_OS(0),
    /** IBM AIX. */
    AIX(1),
    /** Any of the BSD family. */
    BSD(2),
    /** Any distribution of Linux. */
    LINUX(3),
    /** HP-UX. */
    HPUX(4),
    /** SGI IRIX. */
    IRIX(5),
    /** Apple macOS. */
    MACOS(6),
    /** SunOS and Solaris. */
    SUNOS(7),
    /** Tru64 UNIX. */
    TRU64(8),
    /** UnixWare. */
    UNIXWARE(9),
    /** Windows without the NT kernel. */
    WIN(10),
    /** Windows with the NT kernel, all of today. */
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
