package io.jcluster.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcluster.launcher.doctor.Finding;
import io.jcluster.launcher.doctor.Finding.Fault;
import io.jcluster.launcher.doctor.Finding.Status;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class DiagnosisTest {

    private static final List<Finding> FINDINGS =
            List.of(
                    new Finding("java", Status.OK, "Java 17", "", "", Optional.empty()),
                    new Finding(
                            "start files",
                            Status.WARNING,
                            "print",
                            "scp may fail",
                            "mend them",
                            Optional.empty()),
                    new Finding(
                            "queue",
                            Status.PROBLEM,
                            "not there",
                            "refused",
                            "another",
                            Optional.of(Fault.REQUEST)));

    @Test
    void peopleReadAColumnOfNamesAndWhatToDoUnderIt() {
        assertThat(printed(Ansi.OFF, false))
                .isEqualTo(
                        """
                        ok       java         Java 17
                        warning  start files  print
                                   means: scp may fail
                                   try: mend them
                        problem  queue        not there
                                   means: refused
                                   try: another

                        1 problem, 1 warning, no unknown
                        """);
    }

    @Test
    void colourIsForTerminalsAndChangesNoColumn() {
        String coloured = printed(Ansi.ON, false);
        assertThat(coloured).contains("\u001b[");
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo(printed(Ansi.OFF, false));
    }

    @Test
    void scriptsReadEveryFieldOfEveryFinding() throws Exception {
        JsonNode array = new ObjectMapper().readTree(printed(Ansi.ON, true));
        assertThat(array).hasSize(3);
        assertThat(array.get(2).toString())
                .isEqualTo(
                        """
                        {"name":"queue","status":"problem","seen":"not there","means":"refused","try":"another"}""");
    }

    private static String printed(Ansi ansi, boolean json) {
        StringWriter text = new StringWriter();
        new Diagnosis(new PrintWriter(text, true), ansi).print(FINDINGS, json);
        return text.toString();
    }
}
