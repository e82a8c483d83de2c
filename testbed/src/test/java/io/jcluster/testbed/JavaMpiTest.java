package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcluster.tunnel.Outcome;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.spi.ToolProvider;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Java MPI program from the laptop: eight ranks of MPJ Express on two nodes, whose JDK is the one
 * that runs this test ({@code -Djcluster.test.java}).
 */
class JavaMpiTest {

    private static final String MPJ = "/usr/share/java/mpj.jar";

    /** JVMS 4.1: a class file of Java 40, which is not there yet. */
    private static final byte TOO_NEW = 84;

    private static final int MAJOR_VERSION = 7;

    private static final String OWN_PROFILES = ".config/jcluster/profiles";

    private static Testbed testbed;
    private static Laptop laptop;

    @BeforeAll
    static void up(@TempDir Path directory) throws Exception {
        byte[] hello = compiled(directory, "Hello");
        byte[] newer = hello.clone();
        newer[MAJOR_VERSION] = TOO_NEW;
        testbed = Testbed.up(Laptop.options());
        laptop = new Laptop(testbed);
        testbed.output("laptop", "mkdir", "-p", OWN_PROFILES);
        laptopHasText(
                OWN_PROFILES + "/slurm.yaml",
                "java: { home: " + System.getProperty("java.home") + " }\n");
        laptopHas("hello.jar", "Hello", hello);
        laptopHas("newer.jar", "Hello", newer);
        laptopHasInstalled(directory);
        laptopHas("ends.jar", "Ends", compiled(directory, "Ends"));
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @Test
    void thePageShowsTheProgramThatRunsHere() throws IOException {
        assertThat(Files.readString(Path.of("..", "site-docs", "java-mpi.md")))
                .contains("```java\n" + source("Hello") + "```\n");
    }

    @Test
    void eightRanksUnderSrunAddUpAndTheirOutputIsTheCommands() throws Exception {
        Outcome run = runs("hello.jar", "--", "a word");
        assertThat(run.exitStatus()).as(run.toString()).isZero();
        assertEveryRankHasAddedUp(run.stdout());
        assertThat(run.stderr()).contains("ranks: nid1 0-3, nid2 4-7", "ended with status 0");
        String id = laptop.list().get(0).path("id").asText();
        JsonNode status = new ObjectMapper().readTree(laptop.well("status", id, "--json"));
        assertThat(status.path("exit").asInt(-1)).isZero();
        assertThat(status.path("placement")).hasSize(8);
        assertThat(laptop.well("status", id)).contains("ended on nid1 with exit status 0");
        assertThat(laptop.well("logs", id, "--ranks")).contains("[7] rank 7 of 8: sum 496");
        Outcome connect = laptop.jcluster("connect", id);
        assertThat(connect.exitStatus()).isEqualTo(2);
        assertThat(connect.stderr()).contains("is a Java MPI program, which has no engines");
        laptop.clear();
        laptop.assertNothingIsLeft();
    }

    @Test
    void eightRanksUnderMpiexecAddUpToo() throws Exception {
        Outcome run = runs("hello.jar", "--launcher", "mpiexec", "--json");
        assertThat(run.exitStatus()).as(run.toString()).isZero();
        assertEveryRankHasAddedUp(run.stderr());
        JsonNode end = new ObjectMapper().readTree(run.stdout());
        assertThat(end.path("exit").asInt(-1)).isZero();
        assertThat(end.path("ranks").findValuesAsText("host"))
                .containsExactly("nid1", "nid1", "nid1", "nid1", "nid2", "nid2", "nid2", "nid2");
        laptop.clear();
    }

    @Test
    void aRankThatThrowsEndsTheJobWhicheverLauncherItHas() throws Exception {
        for (String launcher : List.of("srun", "mpiexec")) {
            Outcome run = runs("ends.jar", "--launcher", launcher, "--", "throw");
            assertThat(run.exitStatus()).as(launcher).isEqualTo(1);
            assertThat(run.stdout())
                    .contains("[7] java.lang.IllegalStateException: what a rank throws")
                    .as("the launcher blames none of those that were sent away")
                    .doesNotContain("143");
            assertThat(run.stderr())
                    .contains(
                            "rank 7 on nid2: java.lang.IllegalStateException: what a rank throws");
        }
        laptop.clear();
    }

    @Test
    @Tag("long")
    void theStatusOfTheWorstRankIsTheCommands() throws Exception {
        for (String launcher : List.of("srun", "mpiexec")) {
            Outcome run = runs("ends.jar", "--launcher", launcher, "--", "exit");
            assertThat(run.exitStatus()).as(launcher + ": " + run).isEqualTo(3);
            assertThat(run.stderr()).containsPattern("its process ended with status [23]");
            Outcome told = runs("ends.jar", "--launcher", launcher, "--", "terminate");
            assertThat(told.exitStatus()).as(launcher + ": " + told).isEqualTo(143);
            assertThat(told.stderr())
                    .containsPattern("rank 7 on nid2: .*; its process ended with status 143");
        }
        laptop.clear();
    }

    /** What ranks add up of 0 … 31, each its part. */
    private static final String PSUM =
            "int[] part = new int[32 / size]; Arrays.setAll(part, i -> rank * part.length + i);"
                    + " int[] sum = new int[1];"
                    + " comm.Allreduce(new int[] {Arrays.stream(part).sum()}, 0, sum, 0, 1, MPI.INT,"
                    + " MPI.SUM); ";

    @Test
    void enginesThatTakeJavaAreOneWorldForTheClientsOfBothLanguages() throws Exception {
        Outcome ready =
                laptop.jcluster(
                        Laptop.submit(
                                "--nodes",
                                "2",
                                "--tasks-per-node",
                                "4",
                                "-t",
                                "10m",
                                "--kind",
                                "jshell",
                                "--implementation",
                                "mpjexpress",
                                "--maven",
                                "org.example:App:1"));
        assertThat(ready.stdout() + ready.stderr())
                .contains("one MPI world of 8 ranks, engine id = rank", "psum of the ranks 28");
        String id = laptop.onlyCluster().path("id").asText();
        assertThat(laptop.well("engines", id))
                .contains("7 of 8  nid2")
                .contains("Java " + Runtime.version());

        assertEveryEngineSays("496", laptop.well("px", id, PSUM + "sum[0]"));

        // Of a jar that needs another one.
        assertEveryEngineSays("42", laptop.well("px", id, "org.example.App.answer()"));
        assertThat(laptop.well("script", id)).contains("/App-1.jar'", "/Twice-1.jar'");

        Outcome python =
                testbed.exec(
                        Laptop.PATIENCE,
                        """
                        import sys, ipyparallel
                        from IPython.terminal.interactiveshell import TerminalInteractiveShell
                        from IPython.utils.capture import capture_output
                        shell = TerminalInteractiveShell.instance(simple_prompt=True)
                        view = ipyparallel.Client(profile="job_" + sys.argv[1])[:]
                        view.block = True
                        view.activate()
                        with capture_output() as cell:
                            shell.run_cell("%%px\\n" + sys.argv[2])
                        print(*sorted(line for line in cell.stdout.splitlines() if ":496" in line))
                        """,
                        "laptop",
                        "python3",
                        "-",
                        id,
                        PSUM + "\nSystem.out.println(rank + \":\" + sum[0]);\n");
        assertThat(python.stdout().strip())
                .as(python.toString())
                .endsWith("0:496 1:496 2:496 3:496 4:496 5:496 6:496 7:496");

        assertThat(laptop.jcluster("interrupt", id).exitStatus()).isZero(); // idle: nothing to do
        laptop.well("restart", id, "--world", "0");
        assertEveryEngineSays("496", laptop.well("px", id, PSUM + "sum[0]"));
        laptop.well("stop", id);
        laptop.assertNothingIsLeft();
    }

    private static void assertEveryEngineSays(String answer, String output) {
        // Each is a result with its own number, so that not all of them come in one group.
        assertThat(output.lines()).allMatch(line -> line.endsWith("] " + answer));
        assertThat(output).contains("0").contains("7");
    }

    @Test
    void noLineOfAProgramIsLostOrDoubledByCtrlCAndCutsOfTheLine() throws Exception {
        Process submit = laptop.start(submit("ends.jar", "--", "talk"));
        try (BufferedReader out = submit.inputReader(StandardCharsets.UTF_8)) {
            awaitLine(out, "line 9 of 7");
            new ProcessBuilder("kill", "-INT", Long.toString(submit.pid())).start().waitFor();
            assertThat(submit.waitFor()).isEqualTo(130);
        } finally {
            submit.destroyForcibly();
        }
        String id = laptop.onlyCluster().path("id").asText();
        Process follow = laptop.start("logs", id, "-f", "-n", "1000000");
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = follow.inputReader(StandardCharsets.UTF_8)) {
            lines.addAll(awaitLine(out, "line 99 of 0"));
            testbed.cut();
            testbed.asRoot(Laptop.PATIENCE, "login", "pkill -KILL -u alice sshd");
            testbed.mend();
            lines.addAll(awaitLine(out, "line 199 of 0"));
            testbed.asRoot(Laptop.PATIENCE, "laptop", "pkill -KILL -f AgentMain");
            out.lines().forEach(lines::add);
            assertThat(follow.waitFor()).as(errors(follow)).isZero();
        } finally {
            follow.destroyForcibly();
        }
        for (int rank = 0; rank < 8; rank++) {
            String of = " of " + rank;
            assertThat(lines.stream().filter(it -> it.contains("] line ") && it.endsWith(of)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 600)
                                    .mapToObj(("[" + rank + "] line %d" + of)::formatted)
                                    .toList());
        }
        laptop.clear();
    }

    private static List<String> awaitLine(BufferedReader out, String end) throws IOException {
        List<String> lines = new ArrayList<>();
        while (lines.isEmpty() || !lines.get(lines.size() - 1).endsWith(end)) {
            String line = out.readLine();
            assertThat(line).as("a line before the output ended; %s", lines).isNotNull();
            lines.add(line);
        }
        return lines;
    }

    private static String errors(Process process) {
        return String.join("\n", process.errorReader(StandardCharsets.UTF_8).lines().toList());
    }

    @Test
    void whatCannotRunIsSaidInASentence() throws Exception {
        assertThat(runs("hello.jar", "--main-class", "Nope").stderr())
                .contains("there is no class Nope on the class path");
        assertThat(runs("newer.jar").stderr()).contains("was compiled for Java 40");
        laptopHasText("nojdk.yaml", "java: { home: /opt/nothing }\n");
        Outcome without = runs("hello.jar", "--profile", "nojdk.yaml");
        assertThat(without.exitStatus()).isEqualTo(3);
        assertThat(without.stderr()).contains("there is no Java on nid1 in /opt/nothing");
        testbed.asRoot(
                Laptop.PATIENCE,
                "nid1",
                "ln -s " + System.getProperty("java.home") + " /tmp/first"); // its own /tmp
        laptopHasText("first.yaml", "java: { home: /tmp/first }\n");
        Outcome first = runs("hello.jar", "--profile", "first.yaml");
        assertThat(first.exitStatus()).as(first.toString()).isEqualTo(3);
        assertThat(first.stderr()).contains("on nid2: there is no /tmp/first/bin/java");
        laptop.clear();
    }

    @Test
    void aProgramThatCanNeverStartLeavesNoJob() throws Exception {
        Outcome run =
                laptop.jcluster(
                        Laptop.submit(
                                "--nodes", "2", "-n", "60", "--kind", "mpj", "--jar", "hello.jar"));
        assertThat(run.exitStatus()).as(run.toString()).isEqualTo(3);
        assertThat(run.stderr()).contains("will never start", "the job was cleared away");
        laptop.assertNothingIsLeft();
    }

    @Test
    @Tag("long")
    void aProgramThatRunsIsStoppedWithoutATrace() throws Exception {
        laptop.well(submit("ends.jar", "--detach", "--", "wait"));
        String id = laptop.onlyCluster().path("id").asText();
        Laptop.await(
                () ->
                        laptop.holds(
                                "login", "grep -q 'rank 7 will wait' ~/.jcluster/jobs/*/ranks.log"),
                "what the ranks print");
        laptop.well("stop", id);
        laptop.assertNothingIsLeft();
        for (String node : List.of("nid1", "nid2")) {
            assertThat(testbed.exec(node, "ps", "-u", "alice", "-o", "args=").stdout())
                    .doesNotContain("io.jcluster.ranks");
        }
    }

    private static Outcome runs(String jar, String... more) throws InterruptedException {
        return laptop.jcluster(submit(jar, more));
    }

    private static String[] submit(String jar, String... more) {
        String[] words = {
            "--nodes", "2", "--tasks-per-node", "4", "-t", "10m", "--kind", "mpj", "--jar", jar
        };
        return Laptop.submit(
                Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new));
    }

    private static void assertEveryRankHasAddedUp(String output) {
        assertThat(output.lines().filter(line -> line.contains("sum")))
                .containsExactlyInAnyOrder(
                        IntStream.range(0, 8)
                                .mapToObj(
                                        rank ->
                                                "[%d] rank %d of 8: sum 496, before me %d"
                                                        .formatted(rank, rank, (rank + 7) % 8))
                                .toArray(String[]::new));
    }

    private static String source(String name) throws IOException {
        try (var text = JavaMpiTest.class.getResourceAsStream(name + ".java")) {
            return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] compiled(Path directory, String name) throws IOException {
        Path source = directory.resolve(name + ".java");
        Files.writeString(source, source(name));
        compile(MPJ, directory, source);
        return Files.readAllBytes(directory.resolve(name + ".class"));
    }

    private static void compile(String classPath, Path directory, Path source) {
        assertThat(
                        ToolProvider.findFirst("javac")
                                .orElseThrow()
                                .run(
                                        System.out,
                                        System.err,
                                        "--release",
                                        "17",
                                        "-cp",
                                        classPath,
                                        "-d",
                                        directory.toString(),
                                        source.toString()))
                .isZero();
    }

    /** What {@code mvn install} puts into the local repository, for which nobody is asked. */
    private static void laptopHasInstalled(Path directory) throws Exception {
        installed(directory, "Twice", "", "public static int of(int i) { return 2 * i; }");
        installed(
                directory,
                "App",
                "<dependencies><dependency><groupId>org.example</groupId>"
                        + "<artifactId>Twice</artifactId><version>1</version></dependency>"
                        + "</dependencies>",
                "public static int answer() { return Twice.of(21); }");
    }

    private static void installed(Path directory, String name, String more, String body)
            throws Exception {
        Path source = directory.resolve(name + ".java");
        Files.writeString(
                source, "package org.example; public class " + name + " { " + body + " }");
        compile(directory.toString(), directory, source);
        String place = ".m2/repository/org/example/" + name + "/1/" + name + "-1.";
        testbed.exec("laptop", "mkdir", "-p", ".m2/repository/org/example/" + name + "/1");
        laptopHas(
                place + "jar",
                "org/example/" + name,
                Files.readAllBytes(directory.resolve("org/example/" + name + ".class")));
        laptopHasText(
                place + "pom",
                "<project><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId>"
                        + "<artifactId>"
                        + name
                        + "</artifactId><version>1</version>"
                        + more
                        + "</project>");
    }

    private static void laptopHas(String jar, String name, byte[] classFile) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.write(
                    ("Manifest-Version: 1.0\nMain-Class: " + name + "\n")
                            .getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry(name + ".class"));
            zip.write(classFile);
        }
        Outcome outcome =
                testbed.exec(
                        Laptop.PATIENCE,
                        Base64.getEncoder().encodeToString(bytes.toByteArray()),
                        "laptop",
                        "sh",
                        "-c",
                        "base64 -d >" + jar);
        assertThat(outcome.exitStatus()).isZero();
    }

    private static void laptopHasText(String name, String text) throws InterruptedException {
        Outcome outcome = testbed.exec(Laptop.PATIENCE, text, "laptop", "sh", "-c", "cat >" + name);
        assertThat(outcome.exitStatus()).isZero();
    }
}
