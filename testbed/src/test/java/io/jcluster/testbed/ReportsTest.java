package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What jcluster says of clusters is what is there, and costs the scheduler one question. */
class ReportsTest {

    /** Each question to the scheduler leaves a line behind, then goes its way. */
    private static final String COUNTED =
            """
            mkdir -p ~/bin
            for program in squeue scontrol sacct; do
                printf '#!/bin/sh\\necho "$0 $*" >>~/questions\\nexec /usr/bin/%s "$@"\\n' $program >~/bin/$program
            done
            chmod +x ~/bin/*
            echo 'PATH=$HOME/bin:$PATH' >~/.bashrc
            """;

    private static Testbed testbed;
    private static Person ada;
    private static final List<String> ids = new ArrayList<>();

    @BeforeAll
    static void submit() throws InterruptedException {
        testbed = Testbed.up(Person.withJcluster());
        testbed.output("login", "sh", "-c", COUNTED);
        ada = Person.ada(testbed);
        ids.add(ada.submits("--scheduler", "slurm", "--login", "cluster", "-n", "2", "-t", "20m"));
        for (int i = 0; i < 3; i++) {
            ids.add(
                    ada.asks(
                                    "submit",
                                    "--detach",
                                    "--scheduler",
                                    "slurm",
                                    "--login",
                                    "cluster",
                                    "--nodes",
                                    "2",
                                    "-n",
                                    "24",
                                    "-t",
                                    "20m")
                            .path("id")
                            .asText());
        }
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @Test
    void theScriptThatIsShownIsTheScriptThatSlurmHas() throws Exception {
        for (String id : ids) {
            // Slurm's own copy ends with one newline more.
            assertThat(
                            testbed.output("login", "scontrol", "write", "batch_script", id, "-")
                                    .strip())
                    .isEqualTo(ada.types("script", id).strip());
        }
    }

    @Test
    void everyClusterIsListedInTheOrderOfItsSubmission() throws Exception {
        JsonNode list = ada.asks("list");
        assertThat(list).extracting(row -> row.path("id").asText()).isEqualTo(ids);
        assertThat(list.path(0).path("state").asText()).isEqualTo("ready");
        assertThat(list.path(0).path("connected").asBoolean()).isTrue();
        for (int i = 1; i < ids.size(); i++) {
            JsonNode row = list.path(i);
            String state = row.path("state").asText();
            String queued =
                    testbed.output(
                            "login", "squeue", "--noheader", "--format=%T", "--jobs=" + ids.get(i));
            assertThat(state).isEqualTo(queued.strip().equals("PENDING") ? "queued" : "running");
            assertThat(row.path("connected").asBoolean()).isFalse();
        }
    }

    @Test
    void oneQuestionServesAllJobs() throws Exception {
        testbed.output("login", "sh", "-c", ": >questions");
        assertThat(ada.asks("list")).hasSize(ids.size());
        assertThat(testbed.output("login", "cat", "questions").lines()).hasSize(1);
    }

    @Test
    void theStatusOfAClusterIsAJsonObjectWithPortsAndSoftware() throws Exception {
        JsonNode status = ada.asks("status", ids.get(0));
        assertThat(status.path("id").asText()).isEqualTo(ids.get(0));
        assertThat(status.path("state").asText()).isEqualTo("ready");
        assertThat(status.path("job_phase").asText()).isEqualTo("running");
        assertThat(status.path("registered").asInt()).isEqualTo(2);
        assertThat(status.path("ports")).hasSize(7);
        assertThat(status.path("software").path("ipyparallel").asText()).matches("[0-9.]+");
        assertThat(status.path("node").asText()).matches("nid[12]");
        String listening = testbed.output("laptop", "ss", "-tlnH");
        status.path("ports").forEach(port -> assertThat(listening).contains("127.0.0.1]:" + port));
    }

    @Test
    void theLogsAreTheEndsOfTheJobsOwn() throws Exception {
        String key = ada.asks("status", ids.get(0)).path("key").asText();
        String log = testbed.output("login", "cat", ".jcluster/jobs/" + key + "/controller.log");
        List<String> lines = log.lines().toList();
        String shown = ada.types("logs", ids.get(0), "--controller", "-n", "2");
        assertThat(shown.lines())
                .containsExactly(
                        "==> ./controller.log <==",
                        lines.get(lines.size() - 2),
                        lines.get(lines.size() - 1));
    }
}
