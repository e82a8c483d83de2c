package io.jcluster.scheduler.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.JobScript;
import io.jcluster.scheduler.Refusal;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What real servers do that one would not think, each with what guards against it. Two more lie
 * elsewhere: an mpirun that knows nothing of PBS is for the job scripts of {@code templates}, and
 * logs with lines of a hundred kilobytes for {@code JobDirectory} of the launcher.
 */
class TrapsTest {

    private static final OpenPbsDialect OPENPBS = new OpenPbsDialect();
    private static final TorqueDialect TORQUE = new TorqueDialect();
    private static final Exchange<List<JobInfo>> LISTING = OPENPBS.listing();

    private static Stream<Exchange<List<JobInfo>>> questions(OpenPbsDialect pbs) {
        var all =
                Stream.of(
                        Stream.of(pbs.listing(), pbs.listingOf("ada").orElseThrow()),
                        pbs.lookUps(List.of("1", "2")).stream(),
                        pbs.search(Instant.EPOCH).stream());
        return all.flatMap(some -> some)
                .flatMap(one -> Stream.concat(Stream.of(one), one.otherwise().stream()));
    }

    private static List<Records.Told> told(String record) {
        return Records.all(record + ".txt").toList();
    }

    private static JobInfo inTorque(Outcome outcome, String owner) {
        var listing = new Outcome(outcome.exitStatus(), owner + "\n" + outcome.stdout(), "");
        return TORQUE.listing().reader().apply(listing).get(0);
    }

    /** Guarded by {@link OpenPbsAnswer}, which looks at the exit status and the complaints. */
    @ParameterizedTest
    @CsvSource({
        "openpbs/unknown-json, GONE",
        "openpbs/finished-json, GONE",
        "openpbs/server-down, REFUSED",
        "openpbs/no-history, REFUSED",
        "openpbs/empty-json, UNREADABLE",
    })
    void trap1AnAnswerWithoutJobsIsFiveDifferentThings(String record, String meaning) {
        var outcome = Records.of(record + ".txt");
        var meant =
                !LISTING.answered().test(outcome)
                        ? "REFUSED"
                        : outcome.stderr().isBlank() ? "UNREADABLE" : "GONE";
        assertThat(meant).isEqualTo(meaning);
        if (meaning.equals("GONE")) {
            assertThat(LISTING.reader().apply(outcome)).isEmpty();
        } else if (meaning.equals("UNREADABLE")) {
            assertThatThrownBy(() -> LISTING.reader().apply(outcome))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Guarded by {@code -E}, with which there is one request, and one object of JSON, for all. */
    @Test
    void trap2SeveralIdsMayBeAnsweredWithOnlyTheFirstUnlessAskedForTogether() {
        assertThat(questions(OPENPBS))
                .hasSize(10)
                .allSatisfy(one -> assertThat(one.question().toString()).contains("qstat -E "));
    }

    /** Guarded by {@link PbsJson}, which keeps a number's letters, and by the second form. */
    @ParameterizedTest
    @ValueSource(strings = {"odd-1e5", "odd-0x10", "odd-true", "odd-007"})
    void trap3ANameThatIsANumberIsEitherReadAsItIsOrAskedForAgain(String record) {
        var outcome = Records.of("openpbs/" + record + ".txt");
        assertThat(LISTING.otherwise()).isPresent();
        try {
            assertThat(LISTING.reader().apply(outcome).get(0).jobName())
                    .contains(record.substring("odd-".length()));
        } catch (IllegalArgumentException invalid) {
            assertThat(invalid).hasMessageContaining("not JSON");
        }
    }

    /** Guarded by what is asked for: JSON, or the form whose line breaks are escaped. */
    @Test
    void trap4AVariableCanForgeLinesOfPlainTextSoThatIsNeverAskedFor() {
        assertThat(questions(OPENPBS))
                .allSatisfy(
                        one ->
                                assertThat(one.question().toString())
                                        .containsPattern("-f [-x ]*(-F json|-w) "));
        assertThat(TORQUE.listing().question().toString()).contains("qstat -t -x");
    }

    /** Guarded by {@link PbsCommands#onlyMissingJobs}. */
    @Test
    void trap5OneUnknownIdDoesNotSpoilTheOthers() {
        var recorded = Records.of("openpbs/one-unknown.txt");
        var outcome = new Outcome(153, recorded.stdout(), recorded.stderr());
        assertThat(LISTING.answered()).accepts(outcome);
        assertThat(LISTING.reader().apply(outcome)).hasSize(1);
        var worse = new Outcome(153, recorded.stdout(), recorded.stderr() + "qstat: End of File\n");
        assertThat(LISTING.answered()).rejects(worse);
    }

    /** Guarded by {@link PbsState}. */
    @Test
    void trap6OutputThatCannotBeDeliveredKeepsAJobRunningAndItsStatusBack() {
        var job = LISTING.reader().apply(Records.of("openpbs/exiting-badout.txt")).get(0);
        assertThat(job.jobSubState()).contains("E/51");
        assertThat(job.jobState()).contains(JobState.RUNNING);
        assertThat(job.exitStatus()).isEmpty();
        assertThat(job.finishTime()).isEmpty();
    }

    /** The same with a live output: the job is held by PBS before it ever ran. */
    @Test
    void trap6OutputThatCannotBeOpenedIsAJobThatNeverStarts() {
        var job = LISTING.reader().apply(Records.of("openpbs/held-by-failure.txt")).get(0);
        assertThat(job.jobState()).contains(JobState.REQUEUED_HELD);
        assertThat(job.exitStatus()).isEmpty();
        assertThat(job.finishTime()).isEmpty();
        assertThat(job.extensions().get("pbs_ji_never_starts"))
                .isEqualTo("job held, too many failed attempts to run");
        assertThat(job.annotation().orElseThrow()).contains("a directory for its output");
    }

    /** Guarded by {@link PbsJobs}: an end is what PBS says, and never a time that has passed. */
    @Test
    void trap7AJobOverItsTimeLimitHasNotEndedBeforePbsEndsIt() {
        var openPbs = told("openpbs/over-limit");
        over(LISTING.reader().apply(openPbs.get(0).outcome()).get(0));
        ended(LISTING.reader().apply(openPbs.get(1).outcome()).get(0));
        var torque = told("torque/over-limit");
        over(inTorque(torque.get(0).outcome(), "alice"));
        ended(inTorque(torque.get(1).outcome(), "alice"));
    }

    private static void over(JobInfo job) {
        assertThat(job.jobState()).contains(JobState.RUNNING);
        assertThat(job.finishTime()).isEmpty();
        assertThat(job.exitStatus()).isEmpty();
    }

    private static void ended(JobInfo job) {
        assertThat(job.jobState()).contains(JobState.FAILED);
        assertThat(job.annotation().orElseThrow()).startsWith("TimeLimit");
        assertThat(job.exitStatus()).isEmpty();
        assertThat(job.wallclockTime().orElseThrow()).isGreaterThan(Duration.ofSeconds(5));
        assertThat(
                        Duration.between(
                                job.dispatchTime().orElseThrow(), job.finishTime().orElseThrow()))
                .isGreaterThan(Duration.ofSeconds(5));
    }

    /** Guarded by the advice of {@link PbsRefusals} and by {@link PbsJobs}. */
    @Test
    void trap8ADeadMachineLeavesItsJobRunningAndOnlyForceEndsItWithoutAStatus() {
        for (var dialect : List.<Dialect>of(OPENPBS, TORQUE)) {
            var record = dialect == OPENPBS ? "openpbs/dead-machine" : "torque/dead-machine";
            var said = told(record).get(0).outcome();
            var qdel = dialect.control(Action.TERMINATE, List.of("1.control"));
            assertThat(qdel.answered()).rejects(said);
            var refusal = qdel.refusal().apply(said);
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.UNREACHABLE);
            assertThat(refusal.advice().orElseThrow())
                    .contains("OpenPBS removes the job with qdel -W force")
                    .contains("TORQUE with qdel -p by an operator");
            assertThat(told(record).get(1).outcome().stdout()).contains("job_state = R");
        }
        var forced = told("openpbs/dead-machine").get(3);
        var job = LISTING.reader().apply(forced.outcome()).get(0);
        assertThat(job.jobState()).contains(JobState.FAILED);
        assertThat(job.exitStatus()).isEmpty();
        assertThat(job.terminatingSignal()).isEmpty();
        assertThat(job.annotation().orElseThrow()).contains("machine lost");
        var theirs = told("torque/dead-machine");
        assertThat(theirs.get(2).outcome().stderr()).contains("Unauthorized Request");
        assertThat(PbsCommands.onlyMissingJobs(theirs.get(3).outcome())).isTrue();
    }

    /** Guarded by the script's own first line: both PBS start it by its path from that shell. */
    @Test
    void trap9TheLoginShellStartsTheScriptAndDoesNotReadIt() {
        var template = JobTemplate.builder().remoteCommand("true").build();
        for (var dialect : List.<Dialect>of(OPENPBS, TORQUE)) {
            assertThat(JobScript.of(dialect, template).lines().get(0)).isEqualTo("#!/bin/sh");
        }
    }

    /** Guarded by {@link PbsExit}. */
    @Test
    void trap9AJobThatTrapsTheSignalOfQdelIsTerminatedAllTheSame() {
        var job = LISTING.reader().apply(Records.of("openpbs/deleted-running.txt")).get(0);
        assertThat(job.terminatingSignal()).contains("SIGTERM");
        assertThat(job.exitStatus()).isEmpty();
    }

    /** Guarded by {@link PbsCommands}, in whatever state the PATH is. */
    @Test
    void trap10CommandsThatAreNotOnThePathAreFoundAndElseItIsSaidWhereTheyWereLookedFor(
            @TempDir Path directory) throws IOException, InterruptedException {
        var bin = Files.createDirectories(directory.resolve("site/bin"));
        program(bin.resolve("qstat"), "echo pbs_version = 23.06.06");
        var conf = Files.writeString(directory.resolve("pbs.conf"), "PBS_EXEC=" + bin.getParent());
        var version = OPENPBS.version();
        var which = new PbsFamily().which();
        try (var here = new LocalHost()) {
            var configured = Map.of("PATH", "/usr/bin:/bin", "PBS_CONF_FILE", conf.toString());
            var found = here.run(version.question().withEnvironment(configured));
            assertThat(found.succeeded()).as(found.toString()).isTrue();
            assertThat(version.reader().apply(found)).isEqualTo("23.06.06");
            var family = here.run(which.question().withEnvironment(configured));
            assertThat(which.answered()).accepts(family);
            assertThat(which.reader().apply(family).name()).isEqualTo("pbspro");
            Files.delete(bin.resolve("qstat"));
            var none = here.run(version.question().withEnvironment(configured));
            assertThat(none.exitStatus()).isEqualTo(127);
            // The PATH, what the site says, the usual places: in this order.
            assertThat(none.stderr()).contains("no PBS in /usr/bin:/bin:");
            assertThat(none.stderr()).contains(":" + bin + ":/opt/pbs/bin:");
        }
    }

    /** Guarded by the listings: with five hundred jobs, one qselect and one qstat, or one qstat. */
    @ParameterizedTest
    @CsvSource({"pbspro, 'qselect,qstat'", "torque, 'qstat'"})
    void trap13EveryCommandCostsSoThatAListingIsOneHoweverManyJobs(
            String name, String commands, @TempDir Path directory)
            throws IOException, InterruptedException {
        var log = directory.resolve("log");
        program(
                directory.resolve("qselect"),
                "echo qselect >>"
                        + log
                        + "; i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo $i.srv; done");
        program(directory.resolve("qstat"), "echo qstat >>" + log);
        var dialect = name.equals("torque") ? TORQUE : OPENPBS;
        try (var here = new LocalHost()) {
            Command question = dialect.listing().question();
            var outcome =
                    here.run(
                            question.withEnvironment(
                                    Map.of("PATH", directory + ":/usr/bin:/bin", "USER", "ada")));
            assertThat(outcome.succeeded()).as(outcome.stderr()).isTrue();
        }
        assertThat(Files.readAllLines(log)).containsExactly(commands.split(","));
    }

    private static void program(Path path, String text) throws IOException {
        Files.writeString(path, "#!/bin/sh\n" + text + "\n");
        assertThat(path.toFile().setExecutable(true)).isTrue();
    }
}
