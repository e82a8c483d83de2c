import java.util.Arrays;
import mpi.MPI;

public class Hello {
    public static void main(String[] args) throws Exception {
        String[] words = MPI.Init(args); // what is left are the program's own arguments
        int rank = MPI.COMM_WORLD.Rank();
        int size = MPI.COMM_WORLD.Size();

        int[] all = new int[32]; // rank 0 gives each rank its part of 0 … 31
        Arrays.setAll(all, i -> i);
        int[] part = new int[32 / size];
        MPI.COMM_WORLD.Scatter(all, 0, part.length, MPI.INT, part, 0, part.length, MPI.INT, 0);

        int[] own = {Arrays.stream(part).sum()};
        int[] sum = new int[1];
        MPI.COMM_WORLD.Allreduce(own, 0, sum, 0, 1, MPI.INT, MPI.SUM);

        int[] before = new int[1]; // each rank tells the next one its number
        MPI.COMM_WORLD.Sendrecv(new int[] {rank}, 0, 1, MPI.INT, (rank + 1) % size, 7,
                before, 0, 1, MPI.INT, (rank + size - 1) % size, 7);

        System.out.println("rank " + rank + " of " + size + ": sum " + sum[0] + ", before me " + before[0]);
        MPI.Finalize();
    }
}
