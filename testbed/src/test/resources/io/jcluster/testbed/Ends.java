import mpi.MPI;

/** Ends as it is told to: in its last ranks, while the others wait for those, or after a long talk. */
public class Ends {
    public static void main(String[] args) throws Exception {
        String how = MPI.Init(args)[0];
        int rank = MPI.COMM_WORLD.Rank();
        System.out.println("rank " + rank + " will " + how);
        for (int line = 0; how.equals("talk") && line < 600; line++) {
            System.out.println("line " + line + " of " + rank);
            Thread.sleep(20);
        }
        if (how.equals("exit") && rank == MPI.COMM_WORLD.Size() - 2) {
            System.exit(2);
        }
        if (!how.equals("talk") && rank == MPI.COMM_WORLD.Size() - 1) {
            switch (how) {
                case "throw" -> {
                    // It leaves a child that holds its output.
                    new ProcessBuilder("setsid", "sleep", "600").inheritIO().start();
                    throw new IllegalStateException("what a rank throws");
                }
                case "exit" -> System.exit(3);
                case "terminate" -> {
                    new ProcessBuilder("kill", "" + ProcessHandle.current().pid()).start();
                    Thread.sleep(600_000);
                }
                default -> Thread.sleep(600_000);
            }
        }
        MPI.COMM_WORLD.Barrier();
        MPI.Finalize();
    }
}
