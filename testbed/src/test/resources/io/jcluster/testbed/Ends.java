import mpi.MPI;

/** Ends as it is told to, in its last rank, while the others wait for that one. */
public class Ends {
    public static void main(String[] args) throws Exception {
        String how = MPI.Init(args)[0];
        int rank = MPI.COMM_WORLD.Rank();
        System.out.println("rank " + rank + " will " + how);
        if (rank == MPI.COMM_WORLD.Size() - 1) {
            switch (how) {
                case "throw" -> throw new IllegalStateException("what a rank throws");
                case "exit" -> System.exit(3);
                default -> Thread.sleep(600_000);
            }
        }
        MPI.COMM_WORLD.Barrier();
        MPI.Finalize();
    }
}
