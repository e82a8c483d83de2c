package io.jcluster.ranks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Real ranks of MPJ Express, each a process of its own, started by this test as by a launcher. */
@Timeout(120)
@EnabledIfSystemProperty(
        named = "jcluster.test.mpj",
        matches = "yes",
        disabledReason =
                "-Djcluster.test.mpj=yes says that Debian's libmpj-java is installed, whose ranks"
                        + " these tests start")
class RanksTest {

    private static final String MPJ = "/usr/share/java/mpj.jar:/usr/share/java/log4j-1.2.jar";
    private static final int SIZE = 3;

    private final Path directory;
    private final Rendezvous rendezvous;

    RanksTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.rendezvous =
                Rendezvous.open(directory, SIZE, InetAddress.getLoopbackAddress(), line -> {});
    }

    @BeforeEach
    void serve() {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                rendezvous.serve();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void close() {
        rendezvous.close();
    }

    /** What a rank printed, and its exit status. */
    private record End(String output, int status) {}

    @Test
    void ranksFindEachOtherAndAddUp() throws Exception {
        List<End> ends =
                run(
                        """
                        String[] own = mpi.MPI.Init(args);
                        int[] sum = new int[1];
                        int[] mine = {mpi.MPI.COMM_WORLD.Rank() + 1};
                        mpi.MPI.COMM_WORLD.Allreduce(mine, 0, sum, 0, 1, mpi.MPI.INT, mpi.MPI.SUM);
                        System.out.println(sum[0] + " " + own[0]);
                        mpi.MPI.Finalize();
                        """);
        for (int rank = 0; rank < SIZE; rank++) {
            assertThat(ends.get(rank)).isEqualTo(new End("[" + rank + "] 6 a word\n", 0));
        }
    }

    @Test
    void aRankThatThrowsEndsTheOthersThatWaitForIt() throws Exception {
        List<End> ends =
                run(
                        """
                        mpi.MPI.Init(args);
                        byte[] one = new byte[1];
                        if (mpi.MPI.COMM_WORLD.Rank() == 1) {
                            mpi.MPI.COMM_WORLD.Recv(one, 0, 1, mpi.MPI.BYTE, 0, 5);
                            mpi.MPI.COMM_WORLD.Recv(one, 0, 1, mpi.MPI.BYTE, 2, 5);
                            throw new java.io.IOException("boom");
                        }
                        System.out.print("half a line");
                        mpi.MPI.COMM_WORLD.Send(one, 0, 1, mpi.MPI.BYTE, 1, 5);
                        mpi.MPI.COMM_WORLD.Barrier();
                        """);
        assertThat(ends.get(1).status()).isEqualTo(1);
        assertThat(ends.get(1).output())
                .startsWith("[1] java.io.IOException: boom\n[1] \tat Main.main(")
                .doesNotContain("io.jcluster");
        assertThat(ends.get(0)).isEqualTo(new End("[0] half a line\n", 0));
        assertThat(ends.get(2)).isEqualTo(new End("[2] half a line\n", 0));
    }

    @Test
    void aForgottenFinalizeIsDoneAndTold() throws Exception {
        assertThat(run("mpi.MPI.Init(args);"))
                .allSatisfy(
                        end -> {
                            assertThat(end.status()).isZero();
                            assertThat(end.output()).contains("without MPI.Finalize()");
                        });
    }

    @Test
    void anInterruptedExceptionOrOneWithoutWordsEndsTheRankLikeAnyOther() throws Exception {
        List<End> ends =
                run(
                        """
                        mpi.MPI.Init(args);
                        int rank = mpi.MPI.COMM_WORLD.Rank();
                        mpi.MPI.COMM_WORLD.Barrier();
                        if (rank == 1) {
                            throw new InterruptedException("mine");
                        }
                        throw new RuntimeException() {
                            @Override
                            public String getMessage() {
                                throw new IllegalStateException("no words");
                            }
                        };
                        """);
        // Whoever is the first to fail, the others may be sent away, which is 0 to a launcher.
        assertThat(ends).anySatisfy(end -> assertThat(end.status()).isEqualTo(1));
    }

    @Test
    void aSecondInitEndsTheProgramInASentence() throws Exception {
        assertThat(run("mpi.MPI.Init(args); mpi.MPI.Init(args);"))
                .anySatisfy(
                        end -> {
                            assertThat(end.status()).isEqualTo(1);
                            assertThat(end.output())
                                    .contains("jcluster: MPI.Init was called a second time");
                        });
    }

    @Test
    void whatShutdownHooksPrintIsShownAndHalfALineBeforeSetOut() throws Exception {
        List<End> ends =
                run(
                        """
                        mpi.MPI.Init(args);
                        var out = System.out;
                        out.print("half a line");
                        System.setOut(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));
                        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                            try {
                                Thread.sleep(300);
                            } catch (InterruptedException e) {
                                return;
                            }
                            out.println("hook");
                        }));
                        mpi.MPI.Finalize();
                        """);
        assertThat(ends.get(1)).isEqualTo(new End("[1] half a line\n[1] hook\n", 0));
    }

    private List<End> run(String main) throws Exception {
        Path source = directory.resolve("Main.java");
        Files.writeString(
                source,
                "public class Main { public static void main(String[] args) throws Exception {\n"
                        + main
                        + "}}");
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        assertThat(
                        javac.run(
                                System.out,
                                System.err,
                                "-cp",
                                MPJ,
                                "-d",
                                directory.toString(),
                                source.toString()))
                .isZero();
        List<Process> processes = new ArrayList<>();
        for (int rank = 0; rank < SIZE; rank++) {
            processes.add(start(rank));
        }
        List<End> ends = new ArrayList<>();
        for (int rank = 0; rank < SIZE; rank++) {
            int status = processes.get(rank).waitFor();
            ends.add(new End(Files.readString(directory.resolve("out." + rank)), status));
        }
        return ends;
    }

    private Process start(int rank) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        String.join(
                                ":",
                                Path.of("target", "classes").toAbsolutePath().toString(),
                                MPJ,
                                directory.toString()),
                        RankMain.class.getName(),
                        "hydra",
                        directory.resolve(Rendezvous.INVITATION).toString(),
                        "Main",
                        "a word");
        builder.environment()
                .putAll(
                        Map.of(
                                "PMI_RANK", String.valueOf(rank),
                                "PMI_SIZE", String.valueOf(SIZE),
                                "MPJ_HOME", "/usr/share/mpj"));
        return builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("out." + rank).toFile())
                .start();
    }
}
