package io.jcluster.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program that runs a notebook server in a job, with servers that are made of a few lines. */
class NotebookProgramTest {

    /** Knows of Jupyter's servers what the program must know: their words and where they answer. */
    private static final String SERVER =
            """
            import http.server, json, os, sys
            words = dict(word[2:].split("=", 1) for word in sys.argv[1:] if "=" in word)
            with open(os.path.join(os.environ["HOME"], "words"), "w") as file:
                json.dump({"words": words, "directory": os.getcwd(), "ipython": os.environ["IPYTHONDIR"],
                           "pid": os.getpid(), "jupyter": os.environ["JUPYTER_PATH"]}, file)
            token = next(value for name, value in words.items() if name.endswith(".token"))
            print("302 GET /tree?token=" + token, flush=True)


            class Api(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(b'{"version": "made up"}')


            http.server.HTTPServer(("127.0.0.1", 0), Api).serve_forever()
            """;

    private final Path home;
    private final Path job;
    private final Path place;
    private final Path python;
    private final List<Process> started = new ArrayList<>();

    NotebookProgramTest(@TempDir Path home) throws IOException {
        this.home = home;
        this.job = Files.createDirectories(home.resolve("job"));
        this.place = Files.createDirectories(job.resolve("profile").resolve("notebook"));
        this.python = Files.createDirectories(home.resolve("python"));
        try (var program = Notebook.class.getResourceAsStream("notebook.py")) {
            assertThat(program).isNotNull();
            Files.copy(program, job.resolve("notebook.py"));
        }
    }

    @AfterEach
    void end() {
        started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        started.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @CsvSource({
        "notebook, 6.4.12, '', NotebookApp, NotebookApp, /tree",
        "notebook, 7.2.0, 2.14.1, ServerApp, IdentityProvider, /tree",
        "jupyterlab, 4.2.5, 2.14.1, ServerApp, IdentityProvider, /lab",
        "jupyterlab, 3.6.8, 1.23.3, ServerApp, ServerApp, /lab",
        "jupyter_server, 1.23.3, 1.23.3, ServerApp, ServerApp, /"
    })
    void eachServerIsToldInItsOwnWordsAndItsPortIsFound(
            String module, String version, String base, String app, String holder, String page)
            throws Exception {
        install(module, version);
        if (!base.isEmpty() && !module.equals("jupyter_server")) {
            install("jupyter_server", base);
        }
        request(module.equals("jupyterlab"), "~");

        start();
        NotebookAnswer.Running server = awaitAnswer().running().orElseThrow();

        assertThat(server.server()).isEqualTo(module + " " + version);
        assertThat(server.page()).isEqualTo(page);
        assertThat(server.at().host()).isEqualTo("127.0.0.1");
        assertThat(Files.readString(place.resolve("port"))).isEqualTo(server.at().port() + "\n");
        assertThat(Files.readString(home.resolve("words")))
                .contains("\"" + app + ".port\": \"0\"")
                .contains("\"" + holder + ".token\": \"" + server.token() + "\"");
        assertThat(get(server)).contains("made up");
    }

    @Test
    void theTokenIsInAFileOfItsOwnersAndInNoArgumentEnvironmentOrLog() throws Exception {
        install("notebook", "6.4.12");
        request(false, "~");

        Process program = start();
        String token = awaitAnswer().running().orElseThrow().token();

        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(place.resolve("answer"))))
                .isEqualTo("rw-------");
        List<ProcessHandle> all = new ArrayList<>(program.descendants().toList());
        assertThat(all).isNotEmpty();
        for (ProcessHandle process : all) {
            Path proc = Path.of("/proc", Long.toString(process.pid()));
            assertThat(Files.readString(proc.resolve("cmdline"))).doesNotContain(token);
            assertThat(Files.readString(proc.resolve("environ"))).doesNotContain(token);
        }
        await("the line about a request", () -> log().contains("GET /tree?token=..."));
        assertThat(log()).doesNotContain(token);
    }

    @Test
    void aKernelFindsTheClusterBesideWhatTheUserHas() throws Exception {
        Path own = Files.createDirectories(home.resolve(".ipython/profile_default/startup"));
        Files.writeString(own.resolve("10-mine.py"), "mine = 1\n");
        Files.createDirectories(home.resolve(".ipython/profile_default/security"));
        install("notebook", "6.4.12");
        request(false, "~");

        start();
        awaitAnswer();

        for (String profile : List.of("profile_default", "profile_job_77")) {
            Path made = place.resolve("ipython").resolve(profile);
            assertThat(Files.readString(made.resolve("security/ipcontroller-client.json")))
                    .isEqualTo("the connection");
            assertThat(made.resolve("startup/10-mine.py")).hasContent("mine = 1");
            assertThat(made.resolve("startup/00-jcluster.py")).content().contains("px");
        }
        assertThat(own.resolve("00-jcluster.py")).doesNotExist();
        assertThat(place.resolve("jupyter/kernels/python3/kernel.json"))
                .content()
                .contains("job_77");
        assertThat(Files.readString(home.resolve("words")))
                .contains(place.resolve("ipython").toString(), place.resolve("jupyter").toString());
    }

    @Test
    void aServerThatIsToEndEndsAndTakesItsProgramAlong() throws Exception {
        install("notebook", "6.4.12");
        request(false, "~");
        Process program = start();
        awaitAnswer();

        Files.writeString(job.resolve("notebook.stop"), "");

        assertThat(program.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(job.resolve("notebook.stop")).doesNotExist();
        assertThat(log()).contains("notebook 6.4.12 has ended");
    }

    /** The file that starts Python in the container cannot do it there, where this program is. */
    @Test
    void inAContainerWhoseRuntimeStaysBetweenServerAndKernelAreOfThePythonThatIsThere()
            throws Exception {
        install("notebook", "6.4.12");
        request(false, "~");
        Path outside = Files.writeString(place.resolveSibling("python"), "exit 127\n");

        start(outside, "runtime() { \"$@\"; return $?; }; runtime");

        assertThat(awaitAnswer().running()).isPresent();
        assertThat(place.resolve("jupyter/kernels/python3/kernel.json"))
                .content()
                .contains("/usr/bin/python3")
                .doesNotContain(outside.toString());
        assertThat(Files.exists(place.resolve("port"))).isTrue();
    }

    @Test
    void aPythonWithoutAServerIsNamedWithWhatToInstall() throws Exception {
        request(false, "~");
        start();
        NotebookAnswer.Failure failure = awaitAnswer().failure().orElseThrow();
        assertThat(failure.what())
                .contains("has no notebook server: neither jupyterlab nor notebook");
        assertThat(failure.advice()).contains("-m pip install --user jupyterlab");
    }

    @Test
    void aLabThatIsNotThereIsRefusedWithWhatIs() throws Exception {
        install("notebook", "6.4.12");
        request(true, "~");
        start();
        NotebookAnswer.Failure failure = awaitAnswer().failure().orElseThrow();
        assertThat(failure.what()).contains("has no jupyterlab; it has notebook 6.4.12");
        assertThat(failure.advice()).startsWith("leave --lab");
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() throws Exception {
        install("notebook", "6.4.12");
        request(false, "no/such");
        start();
        assertThat(awaitAnswer().failure().orElseThrow().what())
                .startsWith("there is no directory '" + home.resolve("no/such") + "'");
    }

    @Test
    void aServerThatEndsAtOnceIsToldWithItsStatusAndItsLogStays() throws Exception {
        Files.writeString(
                Files.createDirectories(python.resolve("notebook")).resolve("__init__.py"),
                "__version__ = '6.4.12'\n");
        Files.writeString(
                python.resolve("notebook").resolve("__main__.py"),
                "raise SystemExit('no space left on device')\n");
        request(false, "~");
        start();
        assertThat(awaitAnswer().failure().orElseThrow().what())
                .contains("notebook 6.4.12")
                .contains("ended with status 1 before it answered");
        assertThat(log()).contains("no space left on device");
    }

    private void install(String module, String version) throws IOException {
        Path packages = Files.createDirectories(python.resolve(module));
        Files.writeString(packages.resolve("__init__.py"), "");
        Files.writeString(packages.resolve("__main__.py"), SERVER);
        Path metadata =
                Files.createDirectories(python.resolve(module + "-" + version + ".dist-info"));
        Files.writeString(
                metadata.resolve("METADATA"),
                "Metadata-Version: 2.1\nName: " + module + "\nVersion: " + version + "\n");
    }

    private void request(boolean lab, String directory) throws IOException {
        Files.writeString(
                place.resolve("request"),
                """
                {"id": "1", "profile": "job_77", "bind": "", "lab": %s, "python": "", "directory": "%s", "arguments": []}
                """
                        .formatted(lab, directory));
        Files.writeString(job.resolve("connection"), "the connection");
    }

    /** As the job script does: its parent is the shell. */
    private Process start() throws IOException {
        return start(bare(), "");
    }

    /**
     * @param between words of bash that run the program
     */
    private Process start(Path python, String between) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        "/bin/bash",
                        "-c",
                        between
                                + " /usr/bin/python3 \"$1/notebook.py\" \"$1/profile/notebook\" $$ 127.0.0.1 \"$1/connection\" \"$2\" & wait $!",
                        "test",
                        job.toString(),
                        python.toString());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("PYTHONPATH", this.python.toString());
        builder.environment().remove("IPYTHONDIR");
        builder.environment().remove("JUPYTER_PATH");
        Process process =
                builder.redirectErrorStream(true)
                        .redirectOutput(job.resolve("notebook.log").toFile())
                        .start();
        started.add(process);
        return process;
    }

    /** A Python that has what is installed here, and not what this machine has. */
    private Path bare() throws IOException {
        Path bare =
                Files.writeString(
                        home.resolve("bare"), "#!/bin/sh\nexec /usr/bin/python3 -S \"$@\"\n");
        assertThat(bare.toFile().setExecutable(true)).isTrue();
        return bare;
    }

    private NotebookAnswer awaitAnswer() throws Exception {
        await("an answer", () -> Files.exists(place.resolve("answer")));
        NotebookAnswer answer = NotebookAnswer.parse(Files.readString(place.resolve("answer")));
        if (answer.running().isPresent()) {
            await("the port", () -> Files.exists(place.resolve("port")));
        }
        return answer;
    }

    private String log() throws IOException {
        return Files.readString(job.resolve("notebook.log"));
    }

    private static String get(NotebookAnswer.Running server) throws IOException {
        try (InputStream page = URI.create("http://" + server.at() + "/api").toURL().openStream()) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void await(String what, Callable<Boolean> fact) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!fact.call()) {
            assertThat(System.nanoTime()).as(what + "\n" + log()).isLessThan(deadline);
            Thread.sleep(50);
        }
    }
}
