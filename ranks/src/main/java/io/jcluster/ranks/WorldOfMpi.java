package io.jcluster.ranks;

import java.lang.reflect.InvocationTargetException;
import java.util.stream.Stream;

/**
 * The MPI that a program may have started, seen from outside: no class of the package {@code mpi}
 * is needed to compile this.
 */
final class WorldOfMpi {

    private static final long LOOK_MILLIS = 50;

    private WorldOfMpi() {}

    /** Whether the program is between {@code MPI.Init} and {@code MPI.Finalize}. */
    static boolean isOpen() {
        try {
            Object initialized =
                    Class.forName("mpi.MPI", true, ClassLoader.getSystemClassLoader())
                            .getMethod("Initialized")
                            .invoke(null);
            return Boolean.TRUE.equals(initialized);
        } catch (ReflectiveOperationException | LinkageError e) {
            return false; // There is no MPI here, and so none that is open.
        }
    }

    /** Does what the program has forgotten; the others wait for it in theirs. */
    static void finish() throws Throwable {
        try {
            Class.forName("mpi.MPI", true, ClassLoader.getSystemClassLoader())
                    .getMethod("Finalize")
                    .invoke(null);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /**
     * Waits for the threads that the program has left running, as a JVM does; those of MPJ Express
     * are no daemons either, and end with {@code MPI.Finalize} alone.
     */
    static void awaitThreads() throws InterruptedException {
        while (Thread.getAllStackTraces().entrySet().stream()
                .filter(one -> !one.getKey().isDaemon())
                .filter(one -> one.getKey() != Thread.currentThread())
                .filter(one -> !one.getKey().getName().equals("DestroyJavaVM"))
                .anyMatch(one -> Stream.of(one.getValue()).noneMatch(WorldOfMpi::isMpj))) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static boolean isMpj(StackTraceElement frame) {
        return frame.getClassName().startsWith("xdev.")
                || frame.getClassName().startsWith("mpjdev.");
    }
}
