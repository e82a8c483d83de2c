package io.jcluster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.client.RealCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Engines in Java at a real controller whose messages are encrypted, driven by ipyparallel's own
 * client.
 */
@NullUnmarked // JUnit fills the fields
class PythonClientTest {

    @TempDir static Path directory;
    private static RealCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        cluster = RealCluster.encrypted(directory);
        cluster.start(JavaEngine.command(cluster.engineFile()));
        cluster.start(JavaEngine.command(cluster.engineFile()));
        // Python's client misses engines that register while it connects (7.1).
        try (var client = cluster.connect()) {
            client.awaitEngines(2, RealCluster.PATIENCE, n -> {});
        }
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void pythonsClientRunsJavaAndIsToldWhatItCannotHave() throws Exception {
        var said =
                python(
                        """
                        import sys, time
                        import ipyparallel as ipp
                        rc = ipp.Client(sys.argv[1], timeout=60)
                        rc.wait_for_engines(2, timeout=60)
                        view = rc[:]
                        view.execute("int twice(int i) { return 2 * i; }", block=True)
                        view.execute("import java.time.Duration;", block=True)
                        ar = view.execute("System.out.println(Duration.ZERO); twice(21)", silent=False)
                        ar.get(60); ar.wait_for_output(10)
                        print("stdout", ar.stdout)
                        print("result", [r.execute_result["data"]["text/plain"] for r in ar.get()])
                        try:
                            view.execute("int a = 1;\\nint b = missing;", block=True)
                        except ipp.CompositeError as e:
                            print("error", e.elist[0][0], e.elist[0][1])
                        try:
                            rc[0].apply_sync(len, "x")
                        except ipp.RemoteError as e:
                            print("apply", e.ename, e.evalue)
                        try:
                            rc[0].execute("throw new IllegalStateException();", block=True)
                        except ipp.RemoteError as e:
                            print("thrown", e.ename)
                        bv = rc.broadcast_view()
                        ar = bv.execute("System.out.print(6 * 7)"); ar.get(60); ar.wait_for_output(10)
                        print("broadcast", ar.stdout)
                        parts = [sum(range(i * 16, i * 16 + 16)) for i in range(2)]
                        ar = view.execute("IntStream.range(0, 32).sum()", silent=False)
                        ar.get(60); ar.wait_for_output(10)
                        print("psum", ar.get()[0].execute_result["data"]["text/plain"])
                        from IPython.core.interactiveshell import InteractiveShell
                        shell = InteractiveShell.instance()
                        view.activate()
                        ar = shell.run_cell_magic("px", "--noblock", '''
                        int sum = 0;
                        for (int i = 0; i < 32; i++) {
                            sum += i;
                        }
                        System.out.print(sum);
                        ''')
                        ar.get(60); ar.wait_for_output(10)
                        print("magic", ar.stdout)
                        ar = shell.run_line_magic("px", "sum + 4")
                        ar.get(60); ar.wait_for_output(10)
                        print("line", [r.execute_result["data"]["text/plain"] for r in ar.get()])
                        open("sum.jsh", "w").write("int half = sum / 2;\\nSystem.out.print(half);\\n")
                        ar = view.run("sum.jsh"); ar.get(60); ar.wait_for_output(10)
                        print("run", ar.stdout)
                        # What a front end of Jupyter sends on Tab.
                        completed = []
                        rc._queue_handlers["complete_reply"] = completed.append
                        rc._send(
                            rc._mux_stream, "complete_request", ident=rc._engines[0].encode(),
                            content=dict(code='var s = "\\U0001f41d"; twi + 1', cursor_pos=16))
                        end = time.monotonic() + 30
                        while not completed and time.monotonic() < end:
                            time.sleep(0.05)
                        content = completed[0]["content"]
                        print("completed", *[content[word] for word in
                            ("status", "matches", "cursor_start", "cursor_end")])
                        ar = view.execute("while (true) { }")
                        time.sleep(0.5)
                        rc.send_signal("SIGINT", block=True)
                        try:
                            ar.get(60)
                        except ipp.CompositeError as e:
                            print("interrupted", e.elist[0][0])
                        rc.shutdown(block=True)
                        end = time.monotonic() + 30
                        while rc.ids and time.monotonic() < end:
                            time.sleep(0.05)
                        print("left", rc.ids)
                        """);

        assertThat(said)
                .contains("stdout ['PT0S\\n', 'PT0S\\n']")
                .contains("result ['42', '42']")
                .contains("error CompileError cannot find symbol (line 2)")
                .contains("apply NotPython this engine runs Java")
                .contains("thrown java.lang.IllegalStateException")
                .contains("broadcast ['42', '42']")
                .contains("psum 496")
                .contains("magic ['496', '496']")
                .contains("line ['500', '500']")
                .contains("run ['248', '248']")
                .contains("completed ok ['twice('] 13 16")
                .contains("interrupted Interrupted")
                .contains("left []");
    }

    private static String python(String program) throws IOException, InterruptedException {
        var script = Files.writeString(directory.resolve("client.py"), program);
        var output = directory.resolve("client.txt");
        var builder =
                new ProcessBuilder(
                        List.of(
                                RealCluster.PYTHON,
                                script.toString(),
                                cluster.clientFile().toString()));
        builder.environment().put("HOME", directory.toString());
        builder.directory(directory.toFile());
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        var process = builder.start();
        try {
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
