package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import org.junit.jupiter.api.Test;

/** How the script of an array's member learns which one it is. */
class ArrayIndexTest {

    private static final ArrayIndex NATIVE = ArrayIndex.from("MADE_UP_INDEX");

    private final MadeUp dialect = new MadeUp();

    private static String word(String path, ArrayIndex index) {
        var job = JobTemplate.builder().workingDirectory("/scratch/$DRMAA2_INDEX$").build();
        return RemotePath.of("inputPath", path, job, index).shellWord();
    }

    @Test
    void anIndexOnlyTheJobKnowsIsAVariableBetweenQuotedPieces() {
        assertThat(word("/data/it's $DRMAA2_INDEX$.txt", NATIVE))
                .isEqualTo("'/data/it'\\''s '\"$MADE_UP_INDEX\".txt");
        assertThat(word(Drmaa2.HOME_DIRECTORY + "/$DRMAA2_INDEX$/$DRMAA2_INDEX$", NATIVE))
                .isEqualTo("\"$HOME\"/\"$MADE_UP_INDEX\"/\"$MADE_UP_INDEX\"");
    }

    @Test
    void anIndexOfTheWorkingDirectoryIsResolvedInPathsBelowIt() {
        assertThat(word(Drmaa2.WORKING_DIRECTORY + "/in", NATIVE))
                .isEqualTo("/scratch/\"$MADE_UP_INDEX\"/in");
        assertThat(word(Drmaa2.WORKING_DIRECTORY + "/in", ArrayIndex.of(7)))
                .isEqualTo("/scratch/7/in");
        assertThat(word(Drmaa2.WORKING_DIRECTORY + "/in", ArrayIndex.NONE))
                .isEqualTo("/scratch/0/in");
    }

    @Test
    void theEnvironmentNamesTheVariableThatHoldsTheIndex() {
        var job = JobTemplate.builder().remoteCommand("true").build();
        assertThat(JobScript.of(dialect, job, NATIVE).lines())
                .contains("export DRMAA_INDEX_VAR=MADE_UP_INDEX");
        assertThat(JobScript.of(dialect, job, ArrayIndex.of(3)).lines())
                .containsSubsequence(
                        "export JCLUSTER_ARRAY_INDEX=3",
                        "export DRMAA_INDEX_VAR=JCLUSTER_ARRAY_INDEX");
        assertThat(JobScript.of(dialect, job).text()).doesNotContain("DRMAA_INDEX_VAR");
    }

    @Test
    void aGivenShellScriptIsToldItsIndexAndAnotherLanguageIsRefused() {
        var shell = script("#!/usr/bin/env bash\necho hello\n");
        assertThat(JobScript.of(dialect, shell, ArrayIndex.of(3)).text())
                .startsWith("#!/usr/bin/env bash\n")
                .contains("export JCLUSTER_ARRAY_INDEX=3\n")
                .endsWith("echo hello\n");
        var python = script("#!/usr/bin/python3\nprint(1)\n");
        assertThat(JobScript.of(dialect, python, NATIVE).text()).doesNotContain("INDEX");
        assertThatThrownBy(() -> JobScript.of(dialect, python, ArrayIndex.of(3)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("#!/usr/bin/python3");
    }

    private static JobTemplate script(String text) {
        return JobTemplate.builder().extension(Extensions.SCRIPT, text).build();
    }
}
