package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.tunnel.Outcome;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Commands to engines, as they are typed: to four ranks of two nodes behind the tunnel. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShellTest {

    private static final String RANK = "from mpi4py import MPI; comm = MPI.COMM_WORLD; comm.rank";

    private static Testbed testbed;
    private static Person ada;
    private static String id;

    @BeforeAll
    static void submit() throws InterruptedException {
        testbed = Testbed.up(Person.withJcluster());
        ada = Person.ada(testbed);
        id =
                ada.submits(
                        "--scheduler",
                        "slurm",
                        "--login",
                        "cluster",
                        "--nodes",
                        "2",
                        "--tasks-per-node",
                        "2",
                        "-t",
                        "30m");
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @Test
    @Order(1)
    void verifyShowsRanksAndHostsAndMeasuresTheWayBetweenThem() throws InterruptedException {
        assertThat(ada.types("verify", id, "--svg", "/tmp/ranks.svg"))
                .contains(
                        "one MPI world of 4 ranks on 2 hosts, psum of the ranks 6 as it should be",
                        "  nid1  ##..",
                        "  nid2  ..##",
                        "every message arrived")
                .containsPattern("nid1 - nid2 +[\\d.]+ MB/s +[\\d.]+ us   ranks 0 and 2")
                .containsPattern("within nid1 +[\\d.]+ MB/s");
        assertThat(testbed.output("laptop", "cat", "/tmp/ranks.svg"))
                .contains("<title>rank 3 on nid2</title>");
        JsonNode proof = ada.asks("verify", id);
        assertThat(proof.path("holds").asBoolean()).isTrue();
        assertThat(proof.path("worlds").path(0).path("links").size()).isEqualTo(3);
    }

    @Test
    @Order(1)
    void enginesAreListedWithTheirWorldRankAndHost() throws InterruptedException {
        assertThat(ada.types("engines", id))
                .containsPattern("0 +0 +0 of 4 +nid1 +\\d+ +idle")
                .containsPattern("3 +0 +3 of 4 +nid2 +\\d+ +idle")
                .doesNotContain("world 1");
        assertThat(ada.asks("engines", id).findValuesAsText("rank"))
                .containsExactly("0", "1", "2", "3");
    }

    @Test
    @Order(1)
    void whatEnginesPrintAlikeIsShownOnce() throws InterruptedException {
        assertThat(ada.types("px", id, "--group", "print('hello'); 6 * 7"))
                .isEqualTo("[0-3] hello\n[0-3] 42\n");
        assertThat(ada.types("px", id, "--group", RANK)).isEqualTo("[0] 0\n[1] 1\n[2] 2\n[3] 3\n");
        assertThat(
                        ada.types(
                                "px",
                                id,
                                "--group",
                                "-t",
                                "::2",
                                "import socket; socket.gethostname()"))
                .isEqualTo("[0] 'nid1'\n[2] 'nid2'\n");
    }

    @Test
    @Order(1)
    void codeComesFromStandardInputToo() throws InterruptedException {
        Outcome outcome =
                reads(
                        "total = 0\nfor i in range(4):\n    total += i\ntotal\n",
                        "px",
                        id,
                        "--group");
        assertThat(outcome.stdout()).isEqualTo("[0-3] 6\n");
    }

    @Test
    @Order(1)
    void anEngineThatFailsIsNamedAndMakesTheStatusNonZero() throws InterruptedException {
        ada.types("px", id, RANK);
        Outcome some = ada.tries("px", id, "if comm.rank == 2: 1/0");
        assertThat(some.exitStatus()).isEqualTo(8);
        assertThat(some.stderr())
                .contains("[2] ZeroDivisionError: division by zero", "1 of 4 engines failed, on 2");
        Outcome syntax = ada.tries("px", id, "def f(:");
        assertThat(syntax.exitStatus()).isEqualTo(8);
        assertThat(syntax.stderr()).contains("[0-3] SyntaxError", "4 of 4 engines failed");
        JsonNode answers =
                Person.read(ada.tries("px", id, "--json", "if comm.rank == 2: 1/0").stdout());
        assertThat(answers.findValuesAsText("status")).containsExactly("ok", "ok", "error", "ok");
        assertThat(answers.path(2).path("error").path("name").asText())
                .isEqualTo("ZeroDivisionError");
    }

    @Test
    @Order(1)
    void aCollectiveOnAPartOfTheWorldIsRefusedWithTheReason() throws InterruptedException {
        ada.types("px", id, RANK);
        Outcome outcome = ada.tries("px", id, "-t", "0-1", "comm.Barrier()");
        assertThat(outcome.exitStatus()).isEqualTo(2);
        assertThat(outcome.stderr()).contains("would hang", "engines 2-3 as well", "--mixed");
        assertThat(ada.types("px", id, "--group", "comm.allreduce(comm.rank)"))
                .isEqualTo("[0-3] 6\n");
    }

    @Test
    @Order(1)
    void valuesGoThereAndBack() throws InterruptedException {
        ada.types("push", id, "n=1000", "name=steel", "grid=[0.5, 1]", "flag=True");
        assertThat(ada.types("pull", id, "n")).isEqualTo("[0-3] 1000\n");
        assertThat(ada.asks("pull", id, "-t", "1", "[n, name, grid, flag]"))
                .hasToString("{\"1\":[1000,\"steel\",[0.5,1],true]}");
        Outcome outcome = ada.tries("pull", id, "nothing_there");
        assertThat(outcome.exitStatus()).isEqualTo(8);
        assertThat(outcome.stderr()).contains("[0-3] NameError");
    }

    @Test
    @Order(1)
    void aScriptOfTheLaptopRunsWithItsArguments() throws InterruptedException {
        reads(
                "import sys\ndef main():\n    print(sys.argv[1:])\n    raise ValueError('late')\nmain()\n",
                "laptop",
                List.of("sh", "-c", "cat >/tmp/script.py"));
        Outcome outcome = ada.tries("run", id, "--group", "/tmp/script.py", "a", "b");
        assertThat(outcome.exitStatus()).isEqualTo(8);
        assertThat(outcome.stdout()).isEqualTo("[0-3] ['a', 'b']\n");
        assertThat(outcome.stderr())
                .contains("File /tmp/script.py:4, in main()", "ValueError: late");
        assertThat(ada.tries("run", id, "/tmp/none.py").exitStatus()).isEqualTo(2);
        // A file from Windows, in Latin-1, and an expression that is none.
        assertThat(reads("\uFEFFprint('mark')\n", "px", id, "--group").stdout())
                .isEqualTo("[0-3] mark\n");
        Outcome latin = inShell("printf \"print('\\\\351')\" | \"$@\"", "px", id);
        assertThat(latin.exitStatus()).isEqualTo(2);
        assertThat(latin.stderr()).contains("standard input", "it is not text in UTF-8");
        assertThat(ada.tries("pull", id, "(1 +").stderr())
                .contains("[0-3]     (1 +", "SyntaxError")
                .doesNotContain("_jcluster");
    }

    @Test
    @Order(1)
    void outputThatCannotBeDeliveredIsNoSuccessAndLettersDoNotNeedALocale()
            throws InterruptedException {
        Outcome full = inShell("\"$@\" >/dev/full", "pull", id, "1", "--json");
        assertThat(full.exitStatus()).isEqualTo(7);
        assertThat(full.stderr()).contains("cannot be written", "No space left on device");
        Outcome left =
                inShell(
                        "{ \"$@\"; echo status $? >&2; } | head -n 1",
                        "px",
                        id,
                        "-t",
                        "0",
                        "for i in range(100000): print('line')");
        assertThat(left.stdout()).isEqualTo("[0] line\n");
        assertThat(left.stderr()).isEqualTo("status 141\n");
        assertThat(inShell("LC_ALL=C \"$@\"", "px", id, "-t", "0", "print('ü🐝')").stdout())
                .isEqualTo("[0] ü🐝\n");
    }

    @Test
    @Order(1)
    void ctrlCDropsWhatWaitsAndLeavesTheCodeOfOthersAlone() throws Exception {
        String gate =
                "import os, time\nwhile not os.path.exists('/home/alice/gate'): time.sleep(0.1)\n";
        String[] others =
                ada.types("px", id, "--noblock", gate + "'undisturbed'").strip().split("\\s+");
        Process px = testbed.start("laptop", ada.jcluster(), "px", id, "'mine'");
        try (BufferedReader err = px.errorReader(StandardCharsets.UTF_8)) {
            assertThat(err.readLine()).contains("have not begun yet");
            new ProcessBuilder("kill", "-INT", Long.toString(px.pid())).start().waitFor();
            assertThat(String.join("\n", err.lines().toList()))
                    .contains("dropped on engines 0-3", "at work on earlier requests");
            assertThat(px.waitFor()).isEqualTo(130);
        } finally {
            px.destroyForcibly();
        }
        testbed.output("login", "touch", "/home/alice/gate");
        assertThat(ada.types(words("results", id, others))).isEqualTo("[0-3] 'undisturbed'\n");
    }

    @Test
    @Order(1)
    void resultsAreFetchedByAnotherCommand() throws InterruptedException {
        String[] ids =
                ada.types("px", id, "--noblock", "print('later'); 7 * 6").strip().split("\\s+");
        assertThat(ids).hasSize(4);
        assertThat(ada.types(words("results", id, ids))).isEqualTo("[0-3] later\n[0-3] 42\n");
        assertThat(ada.types("results", id)).contains(ids);
        Outcome unknown = ada.tries("results", id, "nonsense");
        assertThat(unknown.exitStatus()).isEqualTo(2);
        assertThat(unknown.stderr()).contains("keeps no request nonsense");
    }

    @Test
    @Order(1)
    void theConsoleTakesStatementsAndWordsOfItsOwn() throws InterruptedException {
        Outcome outcome =
                reads(
                        """
                        def twice(x):
                            return 2 * x

                        twice(21)
                        %targets 0-1
                        twice('a')
                        %px -t 3 twice(1)
                        %exit
                        """,
                        "console", id);
        assertThat(outcome.stdout()).isEqualTo("[0-3] 42\n0-1\n[0-1] 'aa'\n[3] 2\n");
        assertThat(outcome.exitStatus()).isZero();
    }

    @Test
    @Order(1)
    void whatWaitsIsDroppedAndWhatRunsIsInterrupted() throws InterruptedException {
        ada.types("px", id, "--noblock", "import time; time.sleep(600)");
        String[] behind = ada.types("px", id, "--noblock", "1").strip().split("\\s+");
        assertThat(ada.asks("queue", id).findValuesAsText("queued")).containsOnly("2");
        // What it said of itself before is known all the same.
        assertThat(ada.types("engines", id)).containsPattern("3 +0 +3 of 4 +nid2 +\\d+ +busy");
        Outcome waiting = ada.tries("px", id, "--timeout", "1s", "2");
        assertThat(waiting.exitStatus()).isEqualTo(5);
        assertThat(waiting.stderr()).contains("at work on earlier requests: 0-3");
        // Before ipyparallel 9 it is done when the engines have finished what they are at.
        ada.tries("abort", id);
        assertThat(ada.types("interrupt", id)).isEqualTo("interrupted: engines 0-3\n");
        assertThat(ada.tries(words("results", id, behind)).stderr()).contains("[0-3] Aborted");
        assertThat(ada.types("interrupt", id)).contains("nothing to interrupt");
    }

    @Test
    @Order(1)
    void ctrlCInterruptsTheEnginesAndShowsWhatTheyAnswered() throws Exception {
        Process px =
                testbed.start(
                        "laptop",
                        ada.jcluster(),
                        "px",
                        id,
                        "import time; print('begun', flush=True); time.sleep(600)");
        try (BufferedReader out = px.inputReader(StandardCharsets.UTF_8);
                BufferedReader err = px.errorReader(StandardCharsets.UTF_8)) {
            // Not all of them at once, perhaps.
            assertThat(out.readLine()).contains("begun");
            new ProcessBuilder("kill", "-INT", Long.toString(px.pid())).start().waitFor();
            assertThat(String.join("\n", err.lines().toList()))
                    .contains("interrupting engines 0-3", "KeyboardInterrupt");
            assertThat(px.waitFor()).isEqualTo(130);
        } finally {
            px.destroyForcibly();
        }
    }

    @Test
    @Order(1)
    void aClusterThatCannotBeAskedIsAnsweredWithWhy() throws InterruptedException {
        Outcome unknown = ada.tries("px", "999", "1");
        assertThat(unknown.exitStatus()).isEqualTo(2);
        assertThat(unknown.stderr()).contains("there is no cluster 999");
        Outcome target = ada.tries("px", id, "-t", "0-9", "1");
        assertThat(target.exitStatus()).isEqualTo(2);
        assertThat(target.stderr()).contains("there is no engine 9; engines: 0-3");
    }

    @Test
    @Order(2)
    void aClusterThatIsNotHomeIsBroughtHomeFirst() throws InterruptedException {
        ada.types("disconnect", id);
        assertThat(ada.types("px", id, "--group", "1 + 1")).isEqualTo("[0-3] 2\n");
    }

    @Test
    @Order(3)
    void ranksThatHangInACollectiveAreToldFromThoseThatAreIdle() throws InterruptedException {
        ada.types("px", id, RANK);
        Outcome outcome =
                ada.tries(
                        "px",
                        id,
                        "--timeout",
                        "5s",
                        "if comm.rank == 1: raise ValueError('no input')\ncomm.Barrier()");
        assertThat(outcome.exitStatus()).isEqualTo(5);
        assertThat(outcome.stderr())
                .contains(
                        "[1] ValueError: no input",
                        "inside the code: 0,2-3",
                        "done: 1",
                        "jcluster interrupt " + id + " --targets 0,2-3",
                        "jcluster restart " + id);
        // The missing rank joins, and all are free again.
        ada.types("px", id, "-t", "1", "--mixed", "comm.Barrier()");
        assertThat(ada.types("px", id, "--group", "'free'")).isEqualTo("[0-3] 'free'\n");
    }

    @Test
    @Order(4)
    void enginesOfAFurtherJobAreAnotherWorldOfTheCluster() throws InterruptedException {
        Outcome refused = ada.tries("add-engines", id, "-n", "2");
        assertThat(refused.exitStatus()).isEqualTo(2);
        assertThat(refused.stderr()).contains("an MPI world cannot grow", "--separate-world");
        Outcome nowhere =
                ada.tries("add-engines", id, "-n", "2", "--separate-world", "-q", "nosuch");
        assertThat(nowhere.exitStatus()).isEqualTo(1);
        assertThat(ada.asks("list").get(0).has("added")).isFalse();

        JsonNode added = ada.asks("add-engines", id, "-n", "2", "--separate-world", "-t", "20m");
        assertThat(added.path("world").asInt()).isEqualTo(1);
        assertThat(added.path("ranks").findValuesAsText("psum")).containsExactly("1", "1");
        String job = added.path("added").get(0).path("job").asText();
        assertThat(ada.types("engines", id))
                .containsPattern("0 +0 +0 of 4 +nid1 .* " + id + "\n")
                .containsPattern("4 +1 +\\d of 2 .* " + job + "\n")
                .contains("world 1: --targets world1, engines 4-5");
        assertThat(ada.types("verify", id))
                .contains("MPI world 0 of 4 ranks on 2 hosts", "MPI world 1 of 2 ranks on");
        assertThat(ada.types("status", id)).contains("2 engines, job " + job + " running");
        assertThat(ada.types("script", id, "--world", "1"))
                .contains("#SBATCH --time=0:20:00", "own=engines-1");

        assertThat(ada.types("px", id, "--group", "-t", "world1", RANK + ", comm.Get_size()"))
                .contains("(0, 2)", "(1, 2)");
        assertThat(ada.types("px", id, "--group", "-t", "world0:rank3,world1:rank1", "comm.rank"))
                .contains("[3] 3\n", "] 1\n");
        Outcome ambiguous = ada.tries("px", id, "-t", "rank1", "1");
        assertThat(ambiguous.exitStatus()).isEqualTo(2);
        assertThat(ambiguous.stderr()).contains("write world0:rank1");
        assertThat(ada.tries("px", id, "comm.Barrier()").stderr()).contains("are 2 MPI worlds");
    }

    @Test
    @Order(5)
    void aWorldThatHangsIsStartedAnewInItsJobAndTheOthersGoOn() throws InterruptedException {
        JsonNode other = ada.asks("pull", id, "-t", "world1", "__import__('os').getpid()");
        Outcome hung =
                ada.tries(
                        "px",
                        id,
                        "-t",
                        "world0",
                        "--timeout",
                        "3s",
                        "if comm.rank == 1: raise ValueError('no input')\ncomm.allreduce(1)");
        assertThat(hung.exitStatus()).isEqualTo(5);
        assertThat(hung.stderr()).contains("inside the code: 0,2-3", "done: 1", " --world N");

        assertThat(ada.types("restart", id, "--world", "0"))
                .contains(
                        "READY  world 0: one MPI world of 4 ranks, engines 0-3, psum of the ranks 6");
        assertThat(ada.types("px", id, "--group", "-t", "world0", RANK))
                .isEqualTo("[0] 0\n[1] 1\n[2] 2\n[3] 3\n");
        assertThat(ada.types("px", id, "--group", "-t", "world0", "comm.allreduce(comm.rank)"))
                .isEqualTo("[0-3] 6\n");
        assertThat(ada.asks("pull", id, "-t", "world1", "__import__('os').getpid()"))
                .isEqualTo(other);
        assertThat(ada.asks("list").get(0).path("state").asText()).isEqualTo("ready");
    }

    @Test
    @Order(5)
    void aWorldIsStoppedByItselfAndItsNumberIsFreeAgain() throws InterruptedException {
        ada.types("add-engines", id, "-n", "1", "--separate-world", "--detach");
        assertThat(ada.types("stop", id, "--world", "2")).contains("the cluster goes on");
        assertThat(ada.asks("list").get(0).path("added")).hasSize(1);
        assertThat(ada.tries("stop", id, "--world", "2").stderr()).contains("joined have worlds 1");
        assertThat(ada.tries("stop", id, "--world", "0").exitStatus()).isEqualTo(2);
    }

    @Test
    @Order(5)
    void enginesThatTakeJavaJoinThoseOfPythonAndAreNotTakenForThem() throws InterruptedException {
        String place = "world2:rank0-1";
        assertThat(ada.types("add-engines", id, "-n", "2", "--separate-world", "--kind", "jshell"))
                .contains("READY  world 2: engines ");
        JsonNode engines = ada.asks("engines", id);
        assertThat(engines.findValuesAsText("language"))
                .containsExactly(
                        "python", "python", "python", "python", "python", "python", "java", "java");
        assertThat(engines.get(7).path("world").asInt()).isEqualTo(2);
        Outcome both = ada.tries("px", id, "1 + 1");
        assertThat(both.exitStatus()).isEqualTo(2);
        assertThat(both.stderr()).contains(" take Java: this code would be wrong on some of them");
        assertThat(ada.types("px", id, "--group", "-t", place, "IntStream.range(0, 32).sum()"))
                .endsWith("] 496\n");
        assertThat(ada.types("verify", id)).contains("world 2 of 2 engines on", "Java ");
        tabCompletesInTheLanguageOfTheEngines(place);
        ada.types("stop", id, "--world", "2");
        assertThat(ada.asks("engines", id)).hasSize(6);
    }

    @Test
    @Order(6)
    void anEngineThatDiesIsNamedAndAClusterThatHasEndedSaysSo() throws Exception {
        Outcome dead = ada.tries("px", id, "-t", "3", "import os; os._exit(1)");
        assertThat(dead.exitStatus()).isEqualTo(8);
        assertThat(dead.stderr()).contains("[3] EngineLost");
        Await.until(
                "the end of the job",
                () -> ada.tries("px", id, "1").stderr().contains("has ended"));
        Outcome ended = ada.tries("px", id, "1");
        assertThat(ended.exitStatus()).isEqualTo(3);
        assertThat(ended.stderr()).contains("cluster " + id + " has ended", "jcluster restart");
        // The end of the controller is the end of the engines that joined it.
        Await.until(
                "the end of the further job",
                () -> testbed.output("control", "squeue", "-h").isBlank());
        ada.types("stop", id);
    }

    @Test
    @Order(7)
    void enginesOfThisMachineAreProvenAndUsedAlike() throws Exception {
        String local = ada.submits("--scheduler", "local", "-n", "4");
        assertThat(ada.types("verify", local))
                .contains("one MPI world of 4 ranks on 1 host", "####", "every message arrived");
        ada.types("px", local, RANK);
        assertThat(ada.types("px", local, "--group", "comm.allreduce(comm.rank)"))
                .isEqualTo("[0-3] 6\n");
        ada.types("add-engines", local, "-n", "2", "--separate-world");
        assertThat(ada.types("verify", local))
                .contains("MPI world 1 of 2 ranks on 1 host, engines 4-5");
        whoWaitsIsToldThatTheControllerHasDied(local);
        ada.types("stop", local);
    }

    private static void whoWaitsIsToldThatTheControllerHasDied(String local) throws Exception {
        Process px =
                testbed.start(
                        "laptop",
                        ada.jcluster(),
                        "px",
                        local,
                        "import time; print('begun', flush=True); time.sleep(600)");
        try (BufferedReader out = px.inputReader(StandardCharsets.UTF_8);
                BufferedReader err = px.errorReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).contains("begun");
            testbed.output("laptop", "pkill", "-KILL", "-f", "ipyparallel.controller");
            assertThat(String.join("\n", err.lines().toList()))
                    .contains("cluster " + local + " has ended");
            assertThat(px.waitFor()).isEqualTo(3);
        } finally {
            px.destroyForcibly();
        }
    }

    private static void tabCompletesInTheLanguageOfTheEngines(String java)
            throws InterruptedException {
        ada.types("px", id, "-t", "0", "def threefold(x): return 3 * x");
        ada.types("px", id, "-t", java, "int fourfold(int x) { return 4 * x; }");
        String answers =
                "leaves=%px -t 0 threef\t(14)\n[0] 42=%px -t " + java + " fourf\t4)\n] 16=%exit";
        Outcome outcome =
                testbed.exec(
                        Person.PATIENCE,
                        "",
                        "laptop",
                        "env",
                        "TERM=xterm",
                        "NO_COLOR=1",
                        "python3",
                        "-c",
                        Person.resource("person.py"),
                        answers,
                        ada.jcluster(),
                        "console",
                        id);
        assertThat(outcome.stdout()).contains("[0] 42", "] 16", "not asked:\n", "status 0");
    }

    private static String[] words(String verb, String id, String[] more) {
        return Stream.concat(Stream.of(verb, id), Stream.of(more)).toArray(String[]::new);
    }

    /** A line of the shell in which "$@" is jcluster with these words. */
    private static Outcome inShell(String line, String... words) throws InterruptedException {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", line, "sh", ada.jcluster()));
        argv.addAll(List.of(words));
        return reads("", "laptop", argv);
    }

    private static Outcome reads(String text, String... words) throws InterruptedException {
        List<String> argv = new ArrayList<>(List.of(ada.jcluster()));
        argv.addAll(List.of(words));
        return reads(text, "laptop", argv);
    }

    private static Outcome reads(String text, String host, List<String> argv)
            throws InterruptedException {
        return testbed.exec(Person.PATIENCE, text, host, argv.toArray(String[]::new));
    }
}
