package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.InternalException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobArray;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.UnsupportedAttributeException;
import io.jcluster.tunnel.HostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Job arrays, the workload manager's own and those put together from single jobs. */
class JobArrayTest {

    private static final JobTemplate JOB =
            JobTemplate.builder()
                    .remoteCommand("true")
                    .workingDirectory("/scratch/" + Drmaa2.PARAMETRIC_INDEX)
                    .build();

    private final MadeUp world = new MadeUp();
    private Path state;
    private JobSession session;

    @BeforeEach
    void openASession(@TempDir Path directory) {
        state = directory;
        session = manager().createJobSession("work");
    }

    private CommandLineSessionManager manager() {
        return new CommandLineSessionManager(
                world, world, state, Pace.REMOTE, world, Categories.NONE);
    }

    private JobArray run(boolean whole, int begin, int end, int step) {
        world.hasArrays = whole;
        return session.runBulkJobs(JOB, begin, end, step);
    }

    private long questions(String program) {
        return world.asked.stream().filter(words -> words.startsWith(program + " ")).count();
    }

    private long looks() {
        return world.asked.stream().filter("list"::equals).count();
    }

    private static List<String> ids(JobArray array) {
        return array.jobs().stream().map(Job::jobId).toList();
    }

    private static JobTemplate tagged(String tag) {
        return JOB.toBuilder().extension(Extensions.TAG, tag).build();
    }

    @ParameterizedTest
    @CsvSource({"1, 10, 3, 1 4 7 10", "1, 9, 3, 1 4 7", "5, 5, 7, 5", "2, 4, 100, 2"})
    void anArrayIsOneSubmissionAndItsMembersComeInTheOrderOfTheirIndices(
            int begin, int end, int step, String indices) {
        var array = run(true, begin, end, step);
        assertThat(array.jobArrayId()).isEqualTo("41");
        assertThat(String.join(" ", ids(array)).replace("41_", "")).isEqualTo(indices);
        assertThat(array.jobTemplate()).isEqualTo(JOB);
        assertThat(array.jobs()).allSatisfy(j -> assertThat(j.jobTemplate()).isEqualTo(JOB));
        assertThat(session.getJobs()).containsExactlyElementsOf(array.jobs());
        assertThat(questions("suball")).isEqualTo(1);
    }

    @Test
    void whereThereAreNoArraysTheMembersAreSubmittedOneByOne() {
        var array = run(false, 1, 10, 3);
        assertThat(ids(array)).containsExactly("41", "42", "43", "44");
        assertThat(array.jobArrayId()).startsWith("jc-");
        assertThat(array.jobs()).allSatisfy(j -> assertThat(j.jobTemplate()).isEqualTo(JOB));
        assertThat(world.asked)
                .filteredOn(words -> words.startsWith("sub"))
                .containsExactly(
                        "sub " + array.jobArrayId() + ".1",
                        "sub " + array.jobArrayId() + ".4",
                        "sub " + array.jobArrayId() + ".7",
                        "sub " + array.jobArrayId() + ".10");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 3, 1, 1",
        "-1, 3, 1, 1",
        "3, 2, 1, 1",
        "1, 3, 0, 1",
        "1, 3, -1, 1",
        "1, 3, 1, 0"
    })
    void indicesThatMakeNoSenseAreRefused(int begin, int end, int step, int most) {
        assertThatThrownBy(() -> session.runBulkJobs(JOB, begin, end, step, most))
                .isInstanceOf(InvalidArgumentException.class);
        assertThat(world.asked).isEmpty();
    }

    @Test
    void aLimitOfMembersAtATimeIsIgnoredWhereItIsNotSupported() {
        assertThat(session.runBulkJobs(JOB, 1, 3, 1, 2).jobs()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTemplateThatCannotBeHonouredIsRefusedBeforeAnythingIsRun(boolean whole) {
        world.hasArrays = whole;
        var relative = JOB.toBuilder().workingDirectory("a/" + Drmaa2.PARAMETRIC_INDEX).build();
        assertThatThrownBy(() -> session.runBulkJobs(relative, 1, 3, 1))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("workingDirectory");
        var email = JOB.toBuilder().email(List.of("a@b")).build();
        assertThatThrownBy(() -> session.runBulkJobs(email, 1, 3, 1))
                .isInstanceOf(UnsupportedAttributeException.class);
        assertThat(world.asked).isEmpty();
    }

    @Test
    void aTagTooLongForTheLastMemberIsRefusedBeforeAnythingIsRun() {
        assertThatThrownBy(() -> session.runBulkJobs(tagged("t".repeat(62)), 9, 10, 1))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining(Extensions.TAG);
        assertThat(world.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anArrayIsTheSameInAProgramThatOpensTheSessionLater(boolean whole) {
        var array = run(whole, 1, 5, 2);
        var again = manager().openJobSession("work").getJobArray(array.jobArrayId());
        assertThat(again).isEqualTo(array);
        assertThat(ids(again)).isEqualTo(ids(array));
        assertThat(again.jobTemplate()).isEqualTo(JOB);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyMemberKeepsItsIndex(boolean whole) {
        world.lost.put(whole ? "suball" : "sub", HostException.Kind.TIMED_OUT);
        run(whole, 1, 5, 2);
        var journal = new Journal(state.resolve("madeup/job/work/journal"));
        assertThat(new Ledger("s", journal, world).jobs())
                .extracting(job -> job.index().orElse(0))
                .containsExactly(1, 3, 5);
    }

    @Test
    void anArrayNobodySubmittedIsRefused() {
        assertThatThrownBy(() -> session.getJobArray("41"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("41");
        var array = run(true, 1, 2, 1);
        session.close();
        assertThatThrownBy(array::jobs).isInstanceOf(InvalidSessionException.class);
        assertThatThrownBy(array::terminate).isInstanceOf(InvalidSessionException.class);
    }

    @Test
    void aMemberRefusedOnTheWayTakesThoseBeforeItBack() {
        world.room = 2;
        assertThatThrownBy(() -> run(false, 1, 4, 1))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("no such queue any more");
        assertThat(world.asked).contains("do terminate 41", "do terminate 42");
        world.queue.clear();
        assertThat(session.getJobs())
                .hasSize(2)
                .allSatisfy(job -> assertThat(job.getState()).isEqualTo(JobState.FAILED));
    }

    @Test
    void anArrayWhoseAnswerIsLostIsRecognisedByItsTag() {
        world.lost.put("suball", HostException.Kind.TIMED_OUT);
        assertThat(ids(run(true, 1, 3, 1))).containsExactly("41_1", "41_2", "41_3");
        assertThat(questions("suball")).isEqualTo(1);
    }

    @Test
    void anArrayLostWithTheLineIsFoundWhenTheSessionIsOpenedAgain() {
        world.lost.put("suball", HostException.Kind.UNREACHABLE);
        world.lost.put("list", HostException.Kind.UNREACHABLE);
        assertThatThrownBy(() -> run(true, 1, 3, 1))
                .isInstanceOf(DrmCommunicationException.class)
                .hasMessageContaining("not known whether");
        session.close();
        world.lost.clear();
        // By now some have ended and are forgotten.
        world.queue.keySet().removeIf(id -> !id.equals("41_2"));
        var again = manager().openJobSession("work");
        assertThat(ids(again.getJobArray("41"))).containsExactly("41_1", "41_2", "41_3");
        assertThat(again.getJobs()).hasSize(3);
    }

    @Test
    void anArrayIsAlsoRecognisedByWhatIsListedOfItsWaitingRest() {
        world.lost.put("suball", HostException.Kind.TIMED_OUT);
        world.atLook =
                () -> {
                    world.queue.clear();
                    world.queue.put("41", "FAILED 1 jc-1");
                };
        world.hasArrays = true;
        assertThat(ids(session.runBulkJobs(tagged("jc-1"), 1, 2, 1)))
                .containsExactly("41_1", "41_2");
    }

    @Test
    void anArrayThatNeverArrivedIsGivenUp() {
        world.refusing.put("suball", "timed out");
        world.hasArrays = true;
        assertThatThrownBy(() -> session.runBulkJobs(tagged("jc-1"), 1, 3, 1))
                .isInstanceOf(DrmCommunicationException.class);
        assertThatThrownBy(() -> session.runBulkJobs(tagged("jc-1"), 1, 3, 1))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("used before");
        world.pass(Duration.ofMinutes(3));
        assertThat(session.getJobs()).isEmpty();
        world.refusing.clear();
        assertThat(session.runBulkJobs(tagged("jc-1"), 1, 3, 1).jobs()).hasSize(3);
    }

    @Test
    void aControlGoesToTheMembersThatAdmitItInOneCommand() {
        var array = run(true, 1, 4, 1);
        world.queue.put("41_1", "DONE 0 x");
        world.queue.put("41_2", "RUNNING - x");
        array.hold();
        assertThat(world.asked).contains("do hold 41_3 41_4");
        array.suspend();
        assertThat(world.asked).contains("do suspend 41_2");
        array.terminate();
        assertThat(world.asked).contains("do terminate 41_2 41_3 41_4");
        assertThat(array.jobs().get(0).getState()).isEqualTo(JobState.DONE);
        assertThatThrownBy(array::resume)
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("41");
    }

    @Test
    void membersSubmittedOneByOneAreControlledOneByOne() {
        var array = run(false, 1, 2, 1);
        array.terminate();
        assertThat(world.asked).contains("do terminate 41", "do terminate 42");
    }

    @Test
    void aMemberThatEndsJustBeforeAControlDoesNotKeepItFromTheOthers() {
        var array = run(true, 1, 3, 1);
        world.atAction =
                () -> {
                    world.queue.put("41_2", "FAILED 1 x");
                    world.ended.add("41_2");
                };
        array.hold();
        assertThat(world.asked).containsSubsequence("do hold 41_1 41_2 41_3", "do hold 41_1 41_3");
        world.ended.addAll(List.of("41_1", "41_3"));
        assertThatThrownBy(array::hold).isInstanceOf(InvalidStateException.class);
    }

    @Test
    void whatIsNotOfferedIsSaidOnce() {
        var array = run(false, 1, 3, 1);
        world.refusing.put("do", "no accounting");
        assertThatThrownBy(array::hold).isInstanceOf(DrmaaUnsupportedOperationException.class);
        assertThat(questions("do")).isEqualTo(1);
    }

    @Test
    void membersThatStartedBeforeTheHoldAreReleasedAgain() {
        var array = run(true, 1, 3, 1);
        array.jobs().forEach(Job::getState);
        world.queue.put("41_2", "RUNNING - x");
        array.hold();
        assertThat(world.asked).contains("do hold 41_1 41_2 41_3", "do release 41_2");
        world.queue.replaceAll((id, line) -> "RUNNING - x");
        assertThatThrownBy(array::hold).isInstanceOf(InvalidStateException.class);
    }

    @Test
    void aWaitingMemberThatIsCancelledAndVanishesHasFailed() {
        var array = run(true, 1, 3, 1);
        world.queue.put("41_1", "RUNNING - x");
        array.jobs().forEach(Job::getState);
        array.terminate();
        world.queue.clear();
        var states = array.jobs().stream().map(Job::getState).toList();
        // The one that ran may have ended otherwise: for that one there is patience.
        assertThat(states).containsExactly(JobState.RUNNING, JobState.FAILED, JobState.FAILED);
        assertThat(manager().openJobSession("work").getJobs())
                .extracting(Job::getState)
                .isEqualTo(states);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reapingAnArrayForgetsTheMembersThatHaveEnded(boolean whole) {
        var array = run(whole, 1, 3, 1);
        var members = array.jobs();
        var first = members.get(0).jobId();
        world.queue.put(first, "FAILED 3 x");
        var file =
                ".jcluster/drmaa2/"
                        + members.get(0).getInfo().extensions().get(Extensions.INFO_TAG)
                        + "/exit.1";
        world.exitFiles.put(file, "started 1\nexit 3 2");
        array.reap();
        assertThat(world.exitFiles).as("what the job wrote down itself").isEmpty();
        assertThat(array.jobs()).containsExactly(members.get(1), members.get(2));
        assertThat(session.getJobs()).containsExactly(members.get(1), members.get(2));
        assertThatThrownBy(() -> members.get(0).getState())
                .isInstanceOf(InvalidArgumentException.class);
        array.reap();
        assertThat(array.jobs()).hasSize(2);
        assertThat(manager().openJobSession("work").getJobArray(array.jobArrayId()).jobs())
                .hasSize(2);
    }

    @Test
    void aListingThatCannotBeReadChangesNothing() {
        var array = run(true, 1, 3, 1);
        world.queue.put("41_1", "RUNNING - x");
        array.jobs().forEach(Job::getState);
        var before = new ArrayList<>(world.queue.entrySet());
        world.queue.clear();
        world.queue.put("rubbish", "SLEEPING - x");
        world.pass(Duration.ofMinutes(5));
        for (var i = 0; i < 5; i++) {
            world.pass(Duration.ofMinutes(1));
            assertThatThrownBy(array.jobs().get(0)::getState)
                    .isInstanceOf(InternalException.class)
                    .hasMessageContaining("could not be read");
            assertThatThrownBy(array::terminate).isInstanceOf(InternalException.class);
        }
        world.queue.clear();
        before.forEach(line -> world.queue.put(line.getKey(), line.getValue()));
        assertThat(array.jobs())
                .extracting(Job::getState)
                .containsExactly(JobState.RUNNING, JobState.QUEUED, JobState.QUEUED);
    }

    @Test
    void tenThousandMembersCostFewCommandsAndFewLines() throws Exception {
        var array = run(true, 1, 10_000, 1);
        array.jobs().forEach(Job::getState);
        assertThat(looks()).isEqualTo(1);
        world.queue.replaceAll((id, line) -> "RUNNING - x");
        world.pass(Duration.ofMinutes(1));
        array.jobs().forEach(Job::getState);
        assertThat(looks()).isEqualTo(2);
        array.terminate();
        assertThat(questions("do")).isEqualTo(20);
        world.queue.replaceAll((id, line) -> "FAILED 1 x");
        array.reap();
        assertThat(array.jobs()).isEmpty();
        var lines = Files.readAllLines(state.resolve("madeup/job/work/journal"));
        assertThat(lines).hasSizeLessThanOrEqualTo(4 * 10_000 + 2);
        assertThat(manager().openJobSession("work").getJobs()).isEmpty();
    }
}
