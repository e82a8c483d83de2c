package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.UnsupportedAttributeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** The generated job script, truly run by the shells that are somebody's /bin/sh. */
class WrapperTest {

    private static final String TAG = "jc-1";

    private final MadeUp dialect = new MadeUp();
    private final Path home;
    private final Path control;

    WrapperTest(@TempDir Path home) throws IOException {
        this.home = home;
        this.control = home.resolve(".jcluster/drmaa2/jc-1");
        Files.createDirectories(home.resolve("run"));
    }

    static List<List<String>> shells() {
        var all =
                List.of(
                        List.of("dash"),
                        List.of("bash"),
                        List.of("bash", "--posix"),
                        List.of("busybox", "sh"));
        var here = all.stream().filter(words -> onPath(words.get(0))).toList();
        if (here.size() < all.size()) {
            LoggerFactory.getLogger(WrapperTest.class)
                    .warn("NOT TESTED for want of the program: {}", missing(all, here));
        }
        return here;
    }

    private static List<List<String>> missing(List<List<String>> all, List<List<String>> here) {
        var missing = new ArrayList<>(all);
        missing.removeAll(here);
        return missing;
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private static JobTemplate.Builder command(String... words) {
        return JobTemplate.builder()
                .remoteCommand(words[0])
                .args(List.of(words).subList(1, words.length))
                .workingDirectory(Drmaa2.HOME_DIRECTORY + "/run")
                .outputPath(Drmaa2.WORKING_DIRECTORY + "/out")
                .joinFiles(true)
                .extension(Extensions.TAG, TAG);
    }

    private static JobTemplate.Builder script(String text) {
        return command("/bin/sh", "-c", text);
    }

    private Process start(List<String> shell, JobTemplate template, ArrayIndex index)
            throws IOException {
        var file = home.resolve("script");
        Files.writeString(file, JobScript.of(dialect, template, index).text());
        var words = new ArrayList<>(shell);
        words.add(file.toString());
        var builder =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(Map.of("HOME", home.toString(), "MADE_UP_INDEX", "7"));
        return builder.start();
    }

    private Path log() {
        return home.resolve("log");
    }

    private int run(List<String> shell, JobTemplate.Builder template)
            throws IOException, InterruptedException {
        return ended(start(shell, template.build(), ArrayIndex.NONE));
    }

    private static int ended(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String out() throws IOException {
        return Files.readString(home.resolve("run/out"));
    }

    private ExitRecord.Ending ending() throws IOException {
        return ExitRecord.parse(Files.readAllLines(control.resolve("exit")))
                .orElseThrow()
                .ending()
                .orElseThrow();
    }

    private String reason() throws IOException {
        return ending().reason().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void theStatusOfTheCommandIsTheJobs(List<String> shell) throws Exception {
        assertThat(run(shell, script("exit 3"))).isEqualTo(3);
        assertThat(ending().status()).contains(3);
        assertThat(ending().signal()).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(control)))
                .isEqualTo("rwx------");
        try (var files = Files.list(control)) {
            assertThat(files).containsExactly(control.resolve("exit"));
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aCommandThatDiedByASignalIsSaidToHave(List<String> shell) throws Exception {
        assertThat(run(shell, script("kill -KILL $$"))).isEqualTo(137);
        assertThat(ending().status()).contains(137);
        assertThat(ending().signal()).contains("SIGKILL");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aCommandThatDoesNotExistIsNotFound(List<String> shell) throws Exception {
        assertThat(run(shell, command("no-such-program"))).isEqualTo(127);
        assertThat(ending().status()).contains(127);
        assertThat(out()).contains("no-such-program").contains("not found");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void hardWordsAndValuesArriveUnchanged(List<String> shell) throws Exception {
        var hard = List.of("a b", "'", "\"", "$HOME", "*", "", "a\nb", "ö", "-n", "\\", "`id`");
        var template =
                script("printf '%s|' \"$HARD\" \"$@\"")
                        .args(
                                Stream.concat(
                                                Stream.of(
                                                        "-c",
                                                        "printf '%s|' \"$HARD\" \"$@\"",
                                                        "sh"),
                                                hard.stream())
                                        .toList())
                        .jobEnvironment(Map.of("HARD", String.join(",", hard)));
        assertThat(run(shell, template)).isZero();
        assertThat(out()).isEqualTo(String.join(",", hard) + "|" + String.join("|", hard) + "|");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void outputIsAppendedAndErrorsHaveAFileOfTheirOwn(List<String> shell) throws Exception {
        Files.writeString(home.resolve("run/out"), "before\n");
        var template =
                script("echo hello; echo oh >&2")
                        .joinFiles(false)
                        .errorPath(Drmaa2.HOME_DIRECTORY + "/run/err");
        assertThat(run(shell, template)).isZero();
        assertThat(out()).isEqualTo("before\nhello\n");
        assertThat(home.resolve("run/err")).content().isEqualTo("oh\n");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void outputNobodyAskedForIsInTheControlDirectory(List<String> shell) throws Exception {
        var template = script("echo hello; echo oh >&2").outputPath(null).joinFiles(null);
        assertThat(run(shell, template)).isZero();
        assertThat(control.resolve("output")).content().isEqualTo("hello\n");
        assertThat(control.resolve("error")).content().isEqualTo("oh\n");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void inputReachesTheCommandAndWithoutOneThereIsNone(List<String> shell) throws Exception {
        Files.writeString(home.resolve("run/in"), "words\n");
        assertThat(run(shell, command("cat").inputPath(Drmaa2.WORKING_DIRECTORY + "/in"))).isZero();
        assertThat(out()).isEqualTo("words\n");
        Files.delete(control.resolve("exit"));
        assertThat(run(shell, command("cat"))).isZero();
        assertThat(out()).isEqualTo("words\n");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whatCannotBeSetUpIsSaidAndNothingIsRun(List<String> shell) throws Exception {
        assertThat(run(shell, script("echo ran").workingDirectory("/no/such"))).isEqualTo(78);
        assertThat(reason()).startsWith("cannot enter the working directory /no/such: ");
        Files.delete(control.resolve("exit"));
        assertThat(run(shell, script("echo ran").inputPath("/no/such"))).isEqualTo(78);
        assertThat(reason()).startsWith("cannot read the input /no/such: ");
        Files.delete(control.resolve("exit"));
        assertThat(run(shell, script("echo ran").inputPath("/"))).isEqualTo(78);
        assertThat(reason()).isEqualTo("cannot read the input /: it is a directory");
        Files.delete(control.resolve("exit"));
        assertThat(run(shell, script("echo ran").outputPath("/no/such/file"))).isEqualTo(78);
        assertThat(reason()).startsWith("cannot write the output /no/such/file: ");
        Files.delete(control.resolve("exit"));
        var template = script("echo ran").joinFiles(false).errorPath("/no/such/err");
        assertThat(run(shell, template)).isEqualTo(78);
        assertThat(reason()).startsWith("cannot write the output /no/such/err: ");
        assertThat(out()).isEmpty(); // made, since it could be
        assertThat(log()).content().contains("jcluster: cannot enter the working directory");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aSecondStartIsRefusedAndTheFirstResultStands(List<String> shell) throws Exception {
        assertThat(run(shell, script("echo ran"))).isZero();
        assertThat(run(shell, script("echo ran"))).isEqualTo(78);
        assertThat(out()).isEqualTo("ran\n");
        assertThat(ending().status()).contains(0);
        assertThat(log()).content().contains("not rerunnable");
        Files.writeString(control.resolve("exit"), "started 1763730000\n");
        assertThat(run(shell, script("echo ran"))).isEqualTo(78);
        assertThat(reason()).contains("started before").contains("not rerunnable");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aRerunnableJobIsRunAgainAndKeepsItsFirstStart(List<String> shell) throws Exception {
        Files.createDirectories(control);
        Files.writeString(control.resolve("exit"), "started 1763730000\nexit 1 1763730001\n");
        assertThat(run(shell, script("echo ran").rerunnable(true))).isZero();
        assertThat(out()).isEqualTo("ran\n");
        assertThat(Files.readAllLines(control.resolve("exit")).get(0))
                .isEqualTo("started 1763730000");
        assertThat(ending().status()).contains(0);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aJobRunsWhereNothingCanBeWrittenDown(List<String> shell) throws Exception {
        Files.writeString(home.resolve(".jcluster"), "in the way");
        assertThat(run(shell, script("echo ran"))).isZero();
        assertThat(out()).isEqualTo("ran\n");
        assertThat(log()).content().contains("known to the workload manager only");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void signalsReachTheCommandWhichMayGoOn(List<String> shell) throws Exception {
        var fifo = home.resolve("fifo");
        ended(new ProcessBuilder("mkfifo", fifo.toString()).start());
        for (var signal : List.of("HUP", "INT", "TERM", "USR1", "USR2")) {
            Files.deleteIfExists(control.resolve("exit"));
            Files.deleteIfExists(home.resolve("run/out"));
            var text =
                    "trap 'echo heard; told=yes' SIG; told=; echo ready >FIFO;"
                            + " until [ -n \"$told\" ]; do sleep 0.05; done; exit 5";
            var process =
                    start(
                            shell,
                            script(text.replace("SIG", signal).replace("FIFO", fifo.toString()))
                                    .build(),
                            ArrayIndex.NONE);
            assertThat(fifo).content().isEqualTo("ready\n");
            ended(new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start());
            assertThat(ended(process)).as(signal).isEqualTo(5);
            assertThat(out()).as(signal).isEqualTo("heard\n");
            assertThat(ending().status()).as(signal).contains(5);
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aSignalThatEndsTheCommandEndsTheJob(List<String> shell) throws Exception {
        var fifo = home.resolve("fifo");
        ended(new ProcessBuilder("mkfifo", fifo.toString()).start());
        for (var signal : Map.of("INT", 130, "TERM", 143, "USR1", 138).entrySet()) {
            Files.deleteIfExists(control.resolve("exit"));
            var process =
                    start(
                            shell,
                            script("echo ready >" + fifo + "; exec sleep 60").build(),
                            ArrayIndex.NONE);
            assertThat(fifo).content().isEqualTo("ready\n");
            ended(new ProcessBuilder("kill", "-" + signal.getKey(), "" + process.pid()).start());
            assertThat(ended(process)).isEqualTo(signal.getValue());
            assertThat(ending().signal()).contains("SIG" + signal.getKey());
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whereAnInterruptCannotBePassedOnATerminationStandsInForIt(List<String> shell)
            throws Exception {
        var fifo = home.resolve("fifo");
        ended(new ProcessBuilder("mkfifo", fifo.toString()).start());
        var template = script("echo ready >" + fifo + "; exec sleep 60").build();
        var text = JobScript.of(dialect, template).text();
        var file = home.resolve("script");
        Files.writeString(file, text.replace("env --default-signal=INT,QUIT true", "false"));
        var words = new ArrayList<>(shell);
        words.add(file.toString());
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        var process = builder.redirectOutput(log().toFile()).start();
        assertThat(fifo).content().isEqualTo("ready\n");
        ended(new ProcessBuilder("kill", "-INT", "" + process.pid()).start());
        assertThat(ended(process)).isEqualTo(shell.get(0).equals("bash") ? 130 : 143);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void softLimitsAreSeenByTheJob(List<String> shell) throws Exception {
        var template =
                command("cat", "/proc/self/limits")
                        .resourceLimit(Drmaa2.CORE_FILE_SIZE, 0)
                        .resourceLimit(Drmaa2.FILE_SIZE, 3000)
                        .resourceLimit(Drmaa2.OPEN_FILES, 99)
                        .resourceLimit(Drmaa2.STACK_SIZE, 4096)
                        .resourceLimit(Drmaa2.DATA_SIZE, 1_000_000)
                        .resourceLimit(Drmaa2.VIRTUAL_MEMORY, 2_000_000);
        assertThat(run(shell, template)).isZero();
        requireLimits(out());
    }

    @ParameterizedTest
    @MethodSource("shells")
    void softLimitsAreTheSameWithoutPrlimit(List<String> shell) throws Exception {
        var template =
                command("cat", "/proc/self/limits")
                        .resourceLimit(Drmaa2.CORE_FILE_SIZE, 0)
                        .resourceLimit(Drmaa2.FILE_SIZE, 3000)
                        .resourceLimit(Drmaa2.OPEN_FILES, 99)
                        .resourceLimit(Drmaa2.STACK_SIZE, 4096)
                        .resourceLimit(Drmaa2.DATA_SIZE, 1_000_000)
                        .resourceLimit(Drmaa2.VIRTUAL_MEMORY, 2_000_000);
        var text = JobScript.of(dialect, template.build()).text();
        var file = home.resolve("script");
        Files.writeString(file, text.replace("command -v prlimit >/dev/null", "false"));
        var words = new ArrayList<>(shell);
        words.add(file.toString());
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        assertThat(ended(builder.redirectOutput(log().toFile()).start())).isZero();
        requireLimits(out());
    }

    private static void requireLimits(String limits) {
        var soft =
                limits.lines()
                        .filter(line -> line.startsWith("Max "))
                        .map(line -> line.substring(0, 47).stripTrailing().replaceAll(" +", " "))
                        .toList();
        assertThat(soft)
                .contains(
                        "Max core file size 0",
                        "Max file size 3072000",
                        "Max open files 99",
                        "Max stack size 4194304",
                        "Max data size 1024000000",
                        "Max address space 2048000000");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aLimitThatCannotBeSetIsAMessage(List<String> shell) throws Exception {
        var template = script("echo ran").resourceLimit(Drmaa2.OPEN_FILES, 999_999_999_999L);
        assertThat(run(shell, template)).isZero();
        assertThat(out()).contains("the limit on nofile is not set").endsWith("ran\n");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void eachMemberOfAnArrayHasFilesOfItsOwn(List<String> shell) throws Exception {
        var template =
                script("echo $DRMAA_INDEX_VAR")
                        .outputPath(Drmaa2.HOME_DIRECTORY + "/run/out." + Drmaa2.PARAMETRIC_INDEX)
                        .build();
        assertThat(ended(start(shell, template, ArrayIndex.from("MADE_UP_INDEX")))).isZero();
        assertThat(ended(start(shell, template, ArrayIndex.of(3)))).isZero();
        assertThat(home.resolve("run/out.7")).content().isEqualTo("MADE_UP_INDEX\n");
        assertThat(home.resolve("run/out.3")).content().isEqualTo("JCLUSTER_ARRAY_INDEX\n");
        for (var index : List.of(3, 7)) {
            var file = ExitFile.of(template, TAG, OptionalInt.of(index)).orElseThrow();
            assertThat(home.resolve(file.path())).exists();
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void theJobFindsTheEnvironmentOfTheStandard(List<String> shell) throws Exception {
        var template =
                script("echo $DRMAA_JOB_ID; echo $OTHER; pwd; echo ${SLURM_EXPORT_ENV-none}")
                        .jobEnvironment(Map.of("OTHER", "mine"));
        assertThat(run(shell, template)).isZero();
        assertThat(out()).isEqualTo("MADE_UP_ID\nmine\n" + home.resolve("run") + "\nnone\n");
        Files.delete(control.resolve("exit"));
        var over = script("echo $DRMAA_JOB_ID").jobEnvironment(Map.of("DRMAA_JOB_ID", "mine"));
        assertThat(run(shell, over)).isZero();
        assertThat(out()).endsWith("mine\n");
    }

    @Test
    void aLimitNobodyHonoursIsRefusedByName() {
        for (var key : List.of(Drmaa2.CPU_TIME, "BLOOD_PRESSURE")) {
            var template = script("true").resourceLimits(Map.of(key, "60")).build();
            assertThatThrownBy(() -> JobScript.of(dialect, template))
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageContaining(key);
        }
        var words = script("true").resourceLimits(Map.of(Drmaa2.OPEN_FILES, "many")).build();
        assertThatThrownBy(() -> JobScript.of(dialect, words))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage("resourceLimits: OPEN_FILES is a whole number of files, not 'many'");
        var given =
                JobTemplate.builder()
                        .extension(Extensions.SCRIPT, "date\n")
                        .resourceLimit(Drmaa2.WALLCLOCK_TIME, Duration.ofMinutes(1))
                        .build();
        assertThatThrownBy(() -> JobScript.of(dialect, given))
                .isInstanceOf(UnsupportedAttributeException.class)
                .hasMessageContaining("resourceLimits");
    }

    @Test
    void slotsAndTimesThatContradictAreRefused() {
        var noon = Instant.parse("2026-11-21T12:00:00Z");
        for (var template :
                List.of(
                        script("true").minSlots(2).maxSlots(1),
                        script("true").deadlineTime(Drmaa2.NOW),
                        script("true").startTime(noon).deadlineTime(noon))) {
            assertThatThrownBy(() -> JobScript.of(dialect, template.build()))
                    .isInstanceOf(InvalidArgumentException.class);
        }
        var fine = script("true").minSlots(2).maxSlots(2).startTime(Drmaa2.NOW).deadlineTime(noon);
        JobScript.of(dialect, fine.build());
        assertThat(JobScript.leftToDialect(fine.build()).startTime()).isEmpty();
    }
}
