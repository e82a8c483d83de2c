package io.jcluster.drmaa2.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.Drmaa2;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a job finds when it runs: its words, variables, directory, files and limits. */
public abstract class ExecutionRules extends Chapter {

    private static final String HARD = "a b  '\"$HOME* \\ `id` ü☃\n- ! # ; & | ~ {a,b} \t%s";

    protected ExecutionRules() {}

    @Test
    @Rule(52)
    void argumentsArriveAsTheyAre() throws InterruptedException {
        assertThat(printed(command("printf", "%s|", "-x", "", HARD, "*", "--", " ")))
                .isEqualTo("-x||" + HARD + "|*|--| |");
    }

    @Test
    @Rule(53)
    void variablesArriveAsTheyAreAndGoOverThoseOfTheMachine() throws InterruptedException {
        var environment = new HashMap<>(Map.of("HARD", HARD, "EMPTY", ""));
        environment.put("LANG", "xx_XX");
        assertThat(
                        printed(
                                script("printf '%s|%s|%s' \"$HARD\" \"${EMPTY-unset}\" \"$LANG\"")
                                        .jobEnvironment(environment)))
                .isEqualTo(HARD + "||xx_XX");
    }

    @Test
    @Rule({55, 62})
    void aJobRunsWhereItIsTold() throws InterruptedException {
        var directory = there("two words");
        installation().run("mkdir " + ShellWord.of(directory));
        assertThat(printed(command("pwd").workingDirectory(directory))).isEqualTo(directory + "\n");
        var home = printed(script("cd && pwd"));
        assertThat(printed(command("pwd").workingDirectory(Drmaa2.HOME_DIRECTORY))).isEqualTo(home);
        assertThat(printed(command("pwd"))).isEqualTo(home);
    }

    @Test
    @Rule(56)
    void aWorkingDirectoryThatIsNotThereFailsTheJob() throws InterruptedException {
        failed(quick().workingDirectory(there("none")));
    }

    @Test
    @Rule(58)
    void outputIsCreatedAndAppended() throws InterruptedException {
        var builder =
                script("echo one; echo two >&2").outputPath(there("o%ut")).errorPath(there("err"));
        done(builder);
        assertThat(read(there("o%ut"))).isEqualTo("one\n");
        assertThat(read(there("err"))).isEqualTo("two\n");
        done(builder);
        assertThat(read(there("o%ut"))).isEqualTo("one\none\n");
        assertThat(read(there("err"))).isEqualTo("two\ntwo\n");
    }

    @Test
    @Rule(59)
    void aFileThatCannotBeUsedFailsTheJobAndSaysSo() throws InterruptedException {
        assertThat(failed(quick().outputPath(there("none/out"))).annotation()).isPresent();
        assertThat(failed(quick().errorPath(there("none/err"))).annotation()).isPresent();
        assertThat(failed(quick().inputPath(there("none"))).annotation()).isPresent();
    }

    @Test
    @Rule(60)
    void joinedFilesKeepTheOrderOfWhatWasPrinted() throws InterruptedException {
        done(
                script("echo one; echo two >&2; echo three")
                        .outputPath(there("out"))
                        .errorPath(there("err"))
                        .joinFiles(true));
        assertThat(read(there("out"))).isEqualTo("one\ntwo\nthree\n");
        assertThat(exists(there("err"))).isFalse();
    }

    @Test
    @Rule(61)
    void inputIsTheFileThatIsNamedOrNothing() throws InterruptedException {
        write(there("in"), HARD);
        assertThat(printed(command("cat").inputPath(there("in")))).isEqualTo(HARD);
        assertThat(printed(command("cat"))).isEmpty();
    }

    @Test
    @Rule({62, 63})
    void placeholdersStandForDirectoriesAndTheIndex() throws InterruptedException {
        write(there("in-0"), "input");
        done(
                script("cat; pwd; echo x >&2")
                        .workingDirectory(there("."))
                        .inputPath(Drmaa2.WORKING_DIRECTORY + "/in-" + Drmaa2.PARAMETRIC_INDEX)
                        .outputPath(
                                Drmaa2.WORKING_DIRECTORY
                                        + "/"
                                        + Drmaa2.PARAMETRIC_INDEX
                                        + "-"
                                        + Drmaa2.PARAMETRIC_INDEX)
                        .errorPath(there("err")));
        assertThat(read(there("0-0"))).startsWith("input/");
        var home = printed(script("printf %s ~"));
        var name = "drmaa2-" + session.sessionName();
        done(command("echo", "x").outputPath(Drmaa2.HOME_DIRECTORY + "/" + name));
        assertThat(
                        installation()
                                .run(
                                        "cat "
                                                + ShellWord.of(home + "/" + name)
                                                + "; rm "
                                                + ShellWord.of(home + "/" + name)))
                .isEqualTo("x\n");
    }

    @Test
    @Rule(77)
    void softLimitsAreSeenByTheJob() throws InterruptedException {
        var limits =
                printed(
                        script("ulimit -S -c; ulimit -S -n; ulimit -S -s")
                                .resourceLimit(Drmaa2.CORE_FILE_SIZE, 0)
                                .resourceLimit(Drmaa2.OPEN_FILES, 77)
                                .resourceLimit(Drmaa2.STACK_SIZE, 4096));
        assertThat(limits).isEqualTo("0\n77\n4096\n");
    }

    @Test
    @Rule(82)
    void aJobCanFindItsOwnId() throws InterruptedException {
        var template =
                script("eval \"printf %s \\\"\\$$DRMAA_JOB_ID\\\"\"")
                        .outputPath(there("id"))
                        .build();
        var job = session.runJob(template);
        ended(job);
        assertThat(read(there("id"))).isEqualTo(job.jobId());
        assertThat(job.jobTemplate()).isEqualTo(template);
        assertThat(
                        printed(
                                script("printf %s \"$DRMAA_JOB_ID\"")
                                        .jobEnvironment(Map.of("DRMAA_JOB_ID", "mine"))))
                .isEqualTo("mine");
    }

    @Test
    @Rule(132)
    void aJobThatIsInNoArrayHasNoIndex() throws InterruptedException {
        assertThat(printed(script("printf %s \"${DRMAA_INDEX_VAR-none}\""))).isEqualTo("none");
    }
}
