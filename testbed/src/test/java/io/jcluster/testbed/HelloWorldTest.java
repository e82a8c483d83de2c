package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Python client on the laptop, and eight engines on two nodes behind the tunnel. */
class HelloWorldTest {

    private static Testbed testbed;
    private static Person ada;
    private static String profile;

    @BeforeAll
    static void submit() throws InterruptedException {
        testbed = Testbed.up(Person.withJcluster());
        ada = Person.ada(testbed);
        profile =
                "job_"
                        + ada.submits(
                                "--scheduler",
                                "slurm",
                                "--login",
                                "cluster",
                                "--nodes",
                                "2",
                                "--tasks-per-node",
                                "4",
                                "-t",
                                "30m");
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @Test
    void everyRankSaysHelloOnce() throws Exception {
        assertThat(ada.runs("hello.py", profile).lines())
                .containsExactlyInAnyOrder(
                        IntStream.range(0, 8)
                                .mapToObj(rank -> hello(rank, rank < 4 ? "nid1" : "nid2"))
                                .toArray(String[]::new));
    }

    static String hello(int rank, String host) {
        return "Hello World from rank " + rank + " on host " + host + ". total ranks=8";
    }

    @Test
    void aScatteredArrayIsAddedUpOnAllRanks() throws Exception {
        assertThat(ada.runs("psum.py", profile)).isEqualTo("496.0 ".repeat(8).strip() + "\n");
    }

    @Test
    void everyVerbOfADirectViewWorks() throws Exception {
        String pair = "[100, \"gr\\u00fcezi\"]";
        assertThat(ada.runs("verbs.py", profile))
                .isEqualTo(
                        """
                        push-pull [%s]
                        scatter-pull [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9], [10, 11], [12, 13], [14, 15]]
                        gather [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
                        apply [200, 200, 200, 200, 200, 200, 200, 200]
                        execute [102, 102, 102, 102, 102, 102, 102, 102]
                        one [6, 7]
                        map [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]
                        error ["ZeroDivisionError", 5]
                        """
                                .formatted(
                                        String.join(", ", java.util.Collections.nCopies(8, pair))));
    }

    @Test
    void theMagicsWorkInIPython() throws Exception {
        assertThat(ada.runs("magic.py", profile))
                .contains("typed on 1\n", "typed on 6\n", "squares [0, 1, 4, 9, 16, 25, 36, 49]")
                .doesNotContain("typed on 0");
    }

    @Test
    void workIsBalancedAndBroadcast() throws Exception {
        assertThat(ada.runs("views.py", profile).lines())
                .containsExactly(
                        "balanced " + IntStream.range(0, 64).map(x -> x * x).boxed().toList(),
                        "after 42",
                        "broadcast " + java.util.Collections.nCopies(8, "\"allall\""));
    }
}
