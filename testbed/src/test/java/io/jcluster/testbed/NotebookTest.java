package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Jupyter in the job, and a real browser on the laptop. */
@Timeout(900)
@EnabledIfSystemProperty(
        named = "jcluster.test.notebook",
        matches = "yes",
        disabledReason =
                "-Djcluster.test.notebook=yes runs it, after 'testbed/bin/testbed install --notebook'")
class NotebookTest {

    private static final String[] SLURM = {
        "--scheduler", "slurm", "--login", "cluster", "--nodes", "2", "-n", "4"
    };

    /** Asks a server for what only somebody with the token is told; prints the status. */
    private static final String KNOCK =
            """
            import sys, urllib.error, urllib.request
            try:
                print(urllib.request.urlopen(sys.argv[1]).status)
            except urllib.error.HTTPError as e:
                print(e.code)
            except OSError as e:
                print("nobody")
            """;

    private final Testbed testbed;
    private final Person ada;

    NotebookTest() throws InterruptedException {
        testbed = Testbed.up(Person.withJcluster());
        ada = Person.ada(testbed);
    }

    @AfterEach
    void down() {
        testbed.close();
    }

    @Test
    void aNotebookInTheBrowserRunsPxInItsFirstCellAndSeesAllRanks() throws Exception {
        Traces before = Traces.of(testbed);
        String id = ada.submits(SLURM);
        JsonNode page = ada.asks("notebook", id);
        String address = page.path("url").asText();
        assertThat(page.path("server").asText()).startsWith("notebook 6.");

        try (Browser browser = new Browser(testbed)) {
            browser.opens(address);
            Await.until(
                    "the list of files",
                    () ->
                            browser.sees("document.querySelector('#notebook_list') !== null")
                                    .asBoolean());
            String file =
                    browser.sees(
                                    """
                                    fetch('/api/contents', {method: 'POST', body: JSON.stringify({type: 'notebook'}),
                                        headers: {'X-XSRFToken': document.cookie.match(/_xsrf=([^;]*)/)[1]}})
                                        .then(answer => answer.json()).then(made => made.path)
                                    """)
                            .asText();
            browser.opens(address.replaceFirst("/tree.*", "/notebooks/" + file));
            Await.until(
                    "a kernel",
                    () ->
                            browser.sees(
                                            "!!(window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel"
                                                    + " && Jupyter.notebook.kernel.is_connected())")
                                    .asBoolean());

            types(
                    browser,
                    0,
                    """
                    %%px
                    from mpi4py import MPI
                    print('rank', MPI.COMM_WORLD.rank, 'of', MPI.COMM_WORLD.size)
                    """);
            String ranks = prints(browser, 0, "(?s)of 4.*of 4.*of 4.*of 4");
            IntStream.range(0, 4)
                    .forEach(rank -> assertThat(ranks).contains("rank " + rank + " of 4"));

            // What is typed while the line is cut arrives when it is back: the page notices
            // nothing.
            testbed.cut();
            types(
                    browser,
                    1,
                    """
                    import ipyparallel as ipp
                    rc = ipp.Client(profile='job_%s')
                    print('ids', rc.ids)\
                    """
                            .formatted(id));
            testbed.mend();
            assertThat(prints(browser, 1, "ids .*\\]")).contains("ids [0, 1, 2, 3]");
        }

        ada.types("stop", id);
        testbed.exec("laptop", "rm", "-rf", "/tmp/chromium", "/tmp/chromium.log");
        Traces now = Traces.of(testbed);
        for (int look = 0; look < 60 && !withoutFiles(now).equals(withoutFiles(before)); look++) {
            Thread.sleep(500);
            now = Traces.of(testbed);
        }
        assertThat(withoutFiles(now).texts()).isEqualTo(withoutFiles(before).texts());
    }

    /** What people's programs leave at home by themselves: the notebook, caches, histories. */
    private static Traces withoutFiles(Traces traces) {
        return traces.without(
                Pattern.compile(
                        "/home/(alice|ada)/(Untitled\\.ipynb|\\.(cache|config|local/share|pki|ipython|jupyter)/)|\\.ipynb_checkpoints|/tmp/(\\.org\\.chromium|org\\.chromium)"));
    }

    /** Types a text into a cell and has it run. */
    private static void types(Browser browser, int cell, String text) throws Exception {
        browser.sees(
                "(Jupyter.notebook.select(%1$d), Jupyter.notebook.get_cell(%1$d).focus_editor(), 0)"
                        .formatted(cell));
        browser.types(text);
        browser.pressesShiftEnter();
    }

    /** Waits for what a cell prints. */
    private static String prints(Browser browser, int cell, String expected) throws Exception {
        String output =
                "document.querySelectorAll('.cell')["
                        + cell
                        + "].querySelector('.output').innerText";
        Await.until(
                expected,
                () -> Pattern.compile(expected).matcher(browser.sees(output).asText()).find());
        return browser.sees(output).asText();
    }

    @Test
    void theSecondCommandFindsTheSameServerAndItsEndLeavesTheCluster() throws Exception {
        String id = ada.submits(SLURM);
        String address = ada.types("notebook", id).strip();
        assertThat(address).matches("http://127\\.0\\.0\\.1:[0-9]+/tree\\?token=[0-9a-f]{48}");
        String token = address.replaceFirst(".*=", "");
        assertThat(knock(address.replace("/tree?", "/api/sessions?"))).isEqualTo("200");
        assertThat(knock(address.replaceFirst("/tree.*", "/api/sessions"))).isEqualTo("403");

        assertThat(ada.types("notebook", id).strip()).isEqualTo(address);
        assertThat(ada.asks("status", id).path("notebook").asBoolean()).isTrue();
        assertThat(ada.types("status", id) + ada.types("logs", id, "-n", "1000"))
                .contains("notebook")
                .doesNotContain(token);

        ada.types("disconnect", id);
        assertThat(knock(address)).isEqualTo("nobody");
        assertThat(ada.types("notebook", id).strip()).isEqualTo(address);
        assertThat(knock(address.replace("/tree?", "/api/sessions?"))).isEqualTo("200");

        assertThat(opened(id, token)).contains("url=" + address + "\"").startsWith("-rw-------");

        Outcome lab = ada.tries("notebook", id, "--lab");
        assertThat(lab.exitStatus()).isEqualTo(2);
        assertThat(lab.stderr()).contains("is no JupyterLab", "notebook 6.");

        assertThat(ada.types("notebook", id, "--stop")).contains("is stopped");
        assertThat(ada.asks("status", id).path("notebook").asBoolean()).isFalse();
        assertThat(knock(address)).isEqualTo("nobody");
        assertThat(testbed.output("nid1", "ps", "-u", "alice", "-o", "args="))
                .doesNotContain("notebook");
        assertThat(ada.runs("hello.py", "job_" + id)).contains("total ranks=4");
        assertThat(ada.types("notebook", id, "--stop")).contains("no notebook server runs");

        lab = ada.tries("notebook", id, "--lab");
        assertThat(lab.exitStatus()).isEqualTo(3);
        assertThat(lab.stderr())
                .contains("has no jupyterlab; it has notebook 6.", "pip install --user jupyterlab");
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"line: { relay: false }", "controller: { layout: separate }"})
    void itWorksWithoutARelayAndWithTwoJobs(String words) throws Exception {
        testbed.exec(
                Duration.ofMinutes(1),
                "mkdir -p ~/.config/jcluster/profiles && cat >~/.config/jcluster/profiles/other.yaml <<'END'\n"
                        + "site: { scheduler: slurm, login: cluster }\n"
                        + words
                        + "\nEND\n",
                "laptop",
                "sh");
        String address = ada.types("notebook", "--profile", "other", "-n", "2").strip();
        assertThat(knock(address.replace("/tree?", "/api/sessions?"))).isEqualTo("200");
    }

    @Tag("long")
    @Test
    void itWorksInAPbs() throws Exception {
        try (Testbed pbs = Testbed.up(Person.withJcluster().withScheduler("openpbs-toy"))) {
            String address =
                    Person.ada(pbs)
                            .types(
                                    "notebook",
                                    "--scheduler",
                                    "pbs",
                                    "--login",
                                    "cluster",
                                    "-n",
                                    "2")
                            .strip();
            assertThat(knock(pbs, address.replace("/tree?", "/api/sessions?"))).isEqualTo("200");
        }
    }

    @Tag("long")
    @Test
    void itWorksOnThisMachineAlone() throws Exception {
        String address =
                ada.types(
                                "notebook",
                                "--scheduler",
                                "local",
                                "-n",
                                "2",
                                "--python",
                                "/usr/bin/python3")
                        .strip();
        assertThat(knock(address.replace("/tree?", "/api/sessions?"))).isEqualTo("200");
        ada.types("stop", ada.asks("list").path(0).path("id").asText());
        assertThat(knock(address)).isEqualTo("nobody");
    }

    /** What a browser is given to open: not the address. */
    private String opened(String id, String token) throws InterruptedException {
        String opener =
                """
                mkdir -p ~/programs
                cat >~/programs/xdg-open <<'END'
                #!/bin/sh
                echo "$@" >~/words
                ls -l "$1" >~/opened
                cat "$1" >>~/opened
                END
                chmod +x ~/programs/xdg-open
                PATH=~/programs:$PATH /opt/jcluster/bin/jcluster notebook %s --open
                """
                        .formatted(id);
        Outcome outcome = testbed.exec(Person.PATIENCE, opener, "laptop", "sh");
        assertThat(outcome.exitStatus()).as(outcome.stderr()).isZero();
        assertThat(testbed.output("laptop", "cat", "words")).doesNotContain(token);
        return testbed.output("laptop", "cat", "opened");
    }

    private String knock(String address) throws InterruptedException {
        return knock(testbed, address);
    }

    private static String knock(Testbed testbed, String address) throws InterruptedException {
        return testbed.exec(Duration.ofMinutes(1), KNOCK, "laptop", "python3", "-", address)
                .stdout()
                .strip();
    }
}
