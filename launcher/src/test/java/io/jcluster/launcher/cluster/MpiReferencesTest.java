package io.jcluster.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.templates.MpjImplementation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MpiReferencesTest {

    /** As much of both as the programs here call. */
    private static final String MPI =
            """
            package mpi;
            public class MPI {
                public static int TAG_UB;
                public static Comm COMM_WORLD;
                public static String[] Init(String[] words) { return words; }
                public static String[] Init_thread(String[] words, int level) { return words; }
                public static boolean isMainThread() { return true; }
                public static void Finalize() {}
            }
            """;

    private static final String COMM =
            """
            package mpi;
            public class Comm {
                public int Rank() { return 0; }
                public void Abort(int status) {}
                public int Pack(Object data, int at, byte[] buffer) { return 0; }
            }
            """;

    @TempDir private Path directory;

    @Test
    void whatBothHaveIsNoMatter() throws Exception {
        MpiReferences references =
                program("MPI.Init(args); MPI.COMM_WORLD.Rank(); MPI.Finalize();");
        for (MpjImplementation mpj : MpjImplementation.values()) {
            assertThat(references.notes(mpj)).isEmpty();
        }
    }

    @Test
    void whatOneOfThemLacksIsNamed() throws Exception {
        MpiReferences references =
                program(
                        """
                        MPI.Init_thread(args, 1);
                        MPI.COMM_WORLD.Pack("x", 1, new byte[1]);
                        if (MPI.isMainThread() && MPI.TAG_UB > 9L) MPI.COMM_WORLD.Abort(1);
                        """);
        assertThat(references.notes(MpjImplementation.MPJEXPRESS))
                .containsExactly(
                        "MPJ Express 0.44 has no Init_thread, Pack as the program refers to it:"
                                + " a rank that comes there fails",
                        "MPJ Express 0.44 has an Abort that does nothing: System.exit(n) ends the"
                                + " job");
        assertThat(references.notes(MpjImplementation.FASTMPJ))
                .containsExactly(
                        "FastMPJ 1.0, by its documentation, has no TAG_UB, isMainThread as the"
                                + " program refers to it: a rank that comes there fails");
    }

    @Test
    void aJarIsLookedThroughAsADirectoryIs() throws Exception {
        program("MPI.Init_thread(args, 1);");
        Path jar = directory.resolve("program.jar");
        Files.write(jar, Jar.of(directory.resolve("classes")));
        assertThat(MpiReferences.in(jar).notes(MpjImplementation.MPJEXPRESS)).hasSize(1);
    }

    private MpiReferences program(String body) throws IOException {
        Path mpi = directory.resolve("mpi");
        Files.createDirectories(mpi);
        Files.writeString(mpi.resolve("MPI.java"), MPI);
        Files.writeString(mpi.resolve("Comm.java"), COMM);
        Path source = directory.resolve("Program.java");
        Files.writeString(
                source,
                "import mpi.*; public class Program { static final long LONG = 9L;"
                        + " public static void main(String[] args) { "
                        + body
                        + " } }");
        Path classes = directory.resolve("classes");
        assertThat(
                        ToolProvider.findFirst("javac")
                                .orElseThrow()
                                .run(
                                        System.out,
                                        System.err,
                                        "-sourcepath",
                                        directory.toString(),
                                        "-d",
                                        classes.toString(),
                                        source.toString()))
                .isZero();
        return MpiReferences.in(classes);
    }
}
