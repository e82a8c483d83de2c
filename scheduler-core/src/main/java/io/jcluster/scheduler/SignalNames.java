package io.jcluster.scheduler;

import java.util.Map;

/**
 * Signals by the numbers of Linux. Those whose numbers differ between its machines have none here:
 * the cluster's may be another than this one (signal(7)).
 */
public final class SignalNames {

    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(1, "SIGHUP"),
                    Map.entry(2, "SIGINT"),
                    Map.entry(3, "SIGQUIT"),
                    Map.entry(4, "SIGILL"),
                    Map.entry(5, "SIGTRAP"),
                    Map.entry(6, "SIGABRT"),
                    Map.entry(7, "SIGBUS"),
                    Map.entry(8, "SIGFPE"),
                    Map.entry(9, "SIGKILL"),
                    Map.entry(10, "SIGUSR1"),
                    Map.entry(11, "SIGSEGV"),
                    Map.entry(12, "SIGUSR2"),
                    Map.entry(13, "SIGPIPE"),
                    Map.entry(14, "SIGALRM"),
                    Map.entry(15, "SIGTERM"),
                    Map.entry(24, "SIGXCPU"),
                    Map.entry(25, "SIGXFSZ"));

    private SignalNames() {}

    /**
     * The name of a signal, such as {@code SIGTERM}; {@code SIG} and the number where it has none.
     */
    public static String of(int number) {
        return NAMES.getOrDefault(number, "SIG" + number);
    }
}
