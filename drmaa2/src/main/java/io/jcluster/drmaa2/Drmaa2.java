package io.jcluster.drmaa2;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The constants of the standard (GFD.231), and the way to an implementation. */
public final class Drmaa2 {

    /** In a wait: test once and return. */
    public static final Duration ZERO_TIME = Duration.ZERO;

    /**
     * In a wait: without limit. Too long to add to an instant; {@code
     * TimeUnit.NANOSECONDS.convert(INFINITE_TIME)} gives the largest long and overflows nothing.
     */
    public static final Duration INFINITE_TIME = ChronoUnit.FOREVER.getDuration();

    /** The moment at which a template is evaluated. Recognised by equality, never a date. */
    public static final Instant NOW = Instant.MIN;

    /** At the start of a path: the home directory of the job's user on the execution host. */
    public static final String HOME_DIRECTORY = "$DRMAA2_HOME_DIR$";

    /** At the start of a path: the working directory of the job on the execution host. */
    public static final String WORKING_DIRECTORY = "$DRMAA2_WORKING_DIR$";

    /** Anywhere in a path: the index of a member of a job array; 0 for a single job. */
    public static final String PARAMETRIC_INDEX = "$DRMAA2_INDEX$";

    /** Kilobytes, soft; 0 for no core file. */
    public static final String CORE_FILE_SIZE = "CORE_FILE_SIZE";

    /** Seconds over all processes, hard: the job may be ended. */
    public static final String CPU_TIME = "CPU_TIME";

    /** Kilobytes, soft. */
    public static final String DATA_SIZE = "DATA_SIZE";

    /** Kilobytes, soft. */
    public static final String FILE_SIZE = "FILE_SIZE";

    /** A count, soft. */
    public static final String OPEN_FILES = "OPEN_FILES";

    /** Kilobytes, soft. */
    public static final String STACK_SIZE = "STACK_SIZE";

    /** Kilobytes, soft. */
    public static final String VIRTUAL_MEMORY = "VIRTUAL_MEMORY";

    /** Seconds since the start, hard: the job may be ended. */
    public static final String WALLCLOCK_TIME = "WALLCLOCK_TIME";

    private static final String C_PREFIX = "DRMAA2_";

    private Drmaa2() {}

    /**
     * The workload manager of this machine: the one that the system property {@code drmaa2.drms}
     * names, else the environment variable {@code DRMAA2_DRMS}, else the one whose implementation
     * is surest. The same object until it is closed. An extra beside the standard, which leaves the
     * way in to the bindings; asks whoever is probed, for two seconds at most each.
     *
     * @throws InvalidArgumentException if there is none of that name, or two are equally sure
     * @throws DrmCommunicationException if no implementation finds its workload manager here
     */
    public static SessionManager sessionManager() {
        Optional<String> wanted =
                Optional.ofNullable(System.getProperty("drmaa2.drms"))
                        .or(() -> Optional.ofNullable(System.getenv("DRMAA2_DRMS")));
        return Discovery.choose(Discovery.find(), wanted).sessionManager();
    }

    /**
     * The workload manager of a name, as in "slurm"; a word that names several flavours, as in
     * "pbs", gives the one that is here. An extra as {@link #sessionManager()}; a name of one
     * implementation alone probes nobody.
     *
     * @throws InvalidArgumentException if there is none of that name, or two flavours are equally
     *     sure
     * @throws DrmCommunicationException if no flavour of a word for several is found here
     */
    public static SessionManager sessionManager(String name) {
        return Discovery.choose(Discovery.find(), Optional.of(name)).sessionManager();
    }

    /** The key of a limit as we keep it. The C binding (GFD.230) writes some with its prefix. */
    static String limitKey(String key) {
        return key.startsWith(C_PREFIX) ? key.substring(C_PREFIX.length()) : key;
    }
}
