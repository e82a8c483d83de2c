package io.jcluster.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.ranks.Seat;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The MPI for Java of an engine's world, as far as the engine speaks it itself: it starts it, and
 * adds up ranks. No class of the package {@code mpi} is needed to compile this.
 *
 * <p>Used by the thread alone that runs cells: the one that has called {@code MPI.Init}.
 */
final class MpiWorld {

    /** What cells find. */
    static final List<String> STARTUP =
            List.of(
                    "import mpi.*;",
                    "Intracomm comm = MPI.COMM_WORLD;",
                    "int rank = comm.Rank();",
                    "int size = comm.Size();");

    /**
     * Of messages that are no cell's; from here on each sum has its own, since what is left of one
     * that was given up must not be taken for the next.
     */
    private static final int FIRST_TAG = 20_000;

    private static final int TAGS = 10_000;

    private static final long LOOK_NANOS = 500_000;

    private final Seat seat;
    private int sums;

    MpiWorld(Seat seat) {
        this.seat = seat;
    }

    int rank() {
        return seat.rank();
    }

    /**
     * Calls {@code MPI.Init}, which waits for all ranks.
     *
     * @throws IllegalStateException in a sentence, when there is no MPI
     */
    void begin() {
        try {
            mpi().getMethod("Init", String[].class).invoke(null, (Object) seat.words());
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("MPI.Init failed: " + e.getCause(), e);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw new IllegalStateException("MPI cannot be started: " + e, e);
        }
    }

    /** What proves the world: this rank, and the sum of all of them. */
    void describe(ObjectNode facts, Duration limit) {
        facts.putObject("mpi").put("rank", rank()).put("size", seat.size()).put("source", "MPI");
        try {
            facts.put("sum", sumOfRanks(limit));
        } catch (ReflectiveOperationException | TimeoutException | RuntimeException e) {
            facts.put("sum_problem", "the ranks could not be added: " + e.getMessage());
        }
    }

    /**
     * By messages that can be waited for with a limit: a collective blocks until all ranks are
     * there, and mpiJava 1.2 has none that does not.
     */
    private long sumOfRanks(Duration limit) throws ReflectiveOperationException, TimeoutException {
        long end = System.nanoTime() + limit.toNanos();
        int tag = FIRST_TAG + sums++ % TAGS;
        if (rank() > 0) {
            await(List.of(start("Isend", new long[] {rank()}, 0, tag)), end);
            var total = new long[1];
            await(List.of(start("Irecv", total, 0, tag)), end);
            return total[0];
        }
        var others = new ArrayList<long[]>();
        var requests = new ArrayList<Object>();
        for (int rank = 1; rank < seat.size(); rank++) {
            var come = new long[1];
            others.add(come);
            requests.add(start("Irecv", come, rank, tag));
        }
        await(requests, end);
        long total = others.stream().mapToLong(one -> one[0]).sum();
        requests.clear();
        for (int rank = 1; rank < seat.size(); rank++) {
            requests.add(start("Isend", new long[] {total}, rank, tag));
        }
        await(requests, end);
        return total;
    }

    private static Object start(String how, long[] one, int rank, int tag)
            throws ReflectiveOperationException {
        var comm = mpi().getField("COMM_WORLD").get(null);
        return Objects.requireNonNull(
                call(comm, how, one, 0, 1, mpi().getField("LONG").get(null), rank, tag));
    }

    private static void await(List<Object> requests, long end)
            throws ReflectiveOperationException, TimeoutException {
        for (var request : requests) {
            // Null as long as it is under way.
            while (call(request, "Test") == null) {
                if (System.nanoTime() - end > 0) {
                    throw new TimeoutException("not every rank took part in time");
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    private static Class<?> mpi() throws ClassNotFoundException {
        return Class.forName("mpi.MPI", true, ClassLoader.getSystemClassLoader());
    }

    private static @Nullable Object call(Object target, String name, Object... arguments)
            throws ReflectiveOperationException {
        Method method =
                Stream.of(target.getClass().getMethods())
                        .filter(m -> m.getName().equals(name))
                        .filter(m -> m.getParameterCount() == arguments.length)
                        .findFirst()
                        .orElseThrow(() -> new NoSuchMethodException(name));
        return method.invoke(target, arguments);
    }
}
