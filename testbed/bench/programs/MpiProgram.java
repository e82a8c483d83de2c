import java.net.InetAddress;
import java.util.Arrays;
import java.util.Map;
import mpi.Comm;
import mpi.MPI;

/** What ./bench mpi has done in Java. mpi_program.py does the same in Python. */
public final class MpiProgram {

    private static final int WORK = 1;
    private static final int GO = 2;
    private static final Map<String, Integer> PARTNERS = Map.of("near", 1, "far", 4);

    public static void main(String[] words) throws Exception {
        var orders = MPI.Init(words);
        int rank = MPI.COMM_WORLD.Rank();
        MPI.COMM_WORLD.Barrier(); // whoever prints knows that all have come
        System.out.println("rank " + rank + " " + InetAddress.getLocalHost().getHostName());
        for (var order : orders) {
            var parts = order.split(":");
            int length = Integer.parseInt(parts[1]);
            int times = Integer.parseInt(parts[2]);
            meet(rank);
            run(parts[0], length, times); // to warm up
            long began = System.nanoTime();
            run(parts[0], length, times);
            if (rank == 0) {
                System.out.println("took " + order + " " + (System.nanoTime() - began) / 1e9 / times);
            }
        }
        MPI.Finalize();
    }

    private static void run(String what, int length, int times) throws Exception {
        if (what.equals("allreduce")) {
            allreduce(length, times);
        } else {
            pingPong(PARTNERS.get(what), length, times);
        }
    }

    private static void pingPong(int partner, int length, int times) throws Exception {
        Comm comm = MPI.COMM_WORLD;
        int rank = comm.Rank();
        var sent = new byte[length];
        var got = new byte[length];
        Arrays.fill(sent, (byte) 7);
        for (int i = 0; i < times; i++) {
            if (rank == 0) {
                comm.Send(sent, 0, length, MPI.BYTE, partner, WORK);
                comm.Recv(got, 0, length, MPI.BYTE, partner, WORK);
            } else if (rank == partner) {
                comm.Recv(got, 0, length, MPI.BYTE, 0, WORK);
                comm.Send(got, 0, length, MPI.BYTE, 0, WORK);
            }
        }
        check(got[length - 1], rank == 0 || rank == partner ? 7 : 0);
    }

    private static void allreduce(int length, int times) throws Exception {
        var part = new double[length];
        var total = new double[length];
        Arrays.fill(part, 1);
        for (int i = 0; i < times; i++) {
            MPI.COMM_WORLD.Allreduce(part, 0, total, 0, length, MPI.DOUBLE, MPI.SUM);
        }
        check(total[length - 1], MPI.COMM_WORLD.Size());
    }

    private static void check(double got, double wanted) {
        if (got != wanted) {
            throw new IllegalStateException(got + " has come, and not " + wanted);
        }
    }

    /** Waits asleep for rank 0, as the ranks in Python do. */
    private static void meet(int rank) throws Exception {
        Comm comm = MPI.COMM_WORLD;
        var nothing = new byte[1];
        if (rank == 0) {
            for (int other = 1; other < comm.Size(); other++) {
                comm.Send(nothing, 0, 1, MPI.BYTE, other, GO);
            }
            return;
        }
        while (comm.Iprobe(0, GO) == null) {
            Thread.sleep(10);
        }
        comm.Recv(nothing, 0, 1, MPI.BYTE, 0, GO);
    }
}
