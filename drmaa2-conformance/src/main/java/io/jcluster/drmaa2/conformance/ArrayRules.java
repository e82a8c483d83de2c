package io.jcluster.drmaa2.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobArray;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Job arrays: their members, indices, and controls. */
public abstract class ArrayRules extends Chapter {

    /** The variable whose name is in DRMAA_INDEX_VAR. */
    private static final String INDEX = "eval \"index=\\$$DRMAA_INDEX_VAR\"; ";

    protected ArrayRules() {}

    private JobArray array(JobTemplate.Builder template, int begin, int end, int step) {
        return session.runBulkJobs(template.build(), begin, end, step);
    }

    private void allEnd(JobArray array) throws InterruptedException {
        for (var job : array.jobs()) {
            job.waitTerminated(soon);
        }
    }

    @Test
    @Rule({127, 135})
    void anArrayHasAMemberForEachIndexAlsoAfterItsSessionWasOpenedAgain()
            throws InterruptedException {
        var template = sleeper().build();
        var array = session.runBulkJobs(template, 1, 4, 1);
        assertThat(array.jobArrayId()).isNotEmpty();
        assertThat(array.sessionName()).contains(session.sessionName());
        assertThat(array.jobTemplate()).isEqualTo(template);
        assertThat(array.jobs()).hasSize(4).doesNotHaveDuplicates();
        assertThat(session.getJobs()).containsExactlyInAnyOrderElementsOf(array.jobs());
        assertThat(session.getJobArray(array.jobArrayId()).jobs())
                .containsExactlyElementsOf(array.jobs());
        fails(InvalidArgumentException.class, () -> session.getJobArray("no-such-array"));

        var elsewhere = anotherManager().openJobSession(session.sessionName());
        var same = elsewhere.getJobArray(array.jobArrayId());
        assertThat(same.jobs()).containsExactlyElementsOf(array.jobs());
        assertThat(same.jobTemplate()).isEqualTo(template);
        same.terminate();
        allEnd(array);
    }

    @Test
    @Rule({128, 130, 131})
    void theIndexIsKnownToTheMemberAndInItsPaths() throws InterruptedException {
        installation().run("mkdir " + there("in1") + " " + there("in4") + " " + there("in7"));
        allDone(
                array(
                        script(INDEX + "echo $index; pwd; echo err >&2")
                                .workingDirectory(there("in" + Drmaa2.PARAMETRIC_INDEX))
                                .outputPath(there("out." + Drmaa2.PARAMETRIC_INDEX))
                                .errorPath(
                                        Drmaa2.WORKING_DIRECTORY + "/e" + Drmaa2.PARAMETRIC_INDEX),
                        1,
                        9,
                        3),
                3);
        for (var index : List.of(1, 4, 7)) {
            assertThat(read(there("out." + index)))
                    .isEqualTo(index + "\n" + there("in" + index) + "\n");
            assertThat(read(there("in" + index + "/e" + index))).isEqualTo("err\n");
        }
        var out = there("x" + Drmaa2.PARAMETRIC_INDEX);
        allDone(array(script(INDEX + "echo $index").outputPath(out), 1, 10, 3), 4);
        assertThat(read(there("x10"))).isEqualTo("10\n");
        allDone(array(script(INDEX + "echo $index").outputPath(out), 6, 6, 1), 1);
        allDone(array(script(INDEX + "echo $index").outputPath(out), 8, 9, 5), 1);
        assertThat(read(there("x6")) + read(there("x8"))).isEqualTo("6\n8\n");
        assertThat(exists(there("x9"))).isFalse();
    }

    private void allDone(JobArray array, int members) throws InterruptedException {
        assertThat(array.jobs()).hasSize(members);
        for (var job : array.jobs()) {
            assertThat(ended(job).jobState()).contains(JobState.DONE);
        }
    }

    @Test
    @Rule(129)
    void indicesThatCannotBeAreRefused() {
        for (var wrong : new int[][] {{0, 1, 1}, {-1, 1, 1}, {2, 1, 1}, {1, 2, 0}, {1, 2, -1}}) {
            fails(
                    InvalidArgumentException.class,
                    () -> array(quick(), wrong[0], wrong[1], wrong[2]));
        }
        fails(
                InvalidArgumentException.class,
                () -> session.runBulkJobs(quick().build(), 1, 2, 1, 0));
        assertThat(session.getJobs()).isEmpty();
    }

    @Test
    @Rule(133)
    void noMoreMembersRunAtOnceThanWished() throws InterruptedException {
        var log = there("log");
        // A line for each start and end, in the order in which they were.
        var template = script("echo + >>" + log + "; sleep 1; echo - >>" + log).build();
        var array = session.runBulkJobs(template, 1, 6, 1, 2);
        allDone(array, 6);
        if (!manager.supports(DrmaaCapability.BULK_JOBS_MAXPARALLEL)) {
            return;
        }
        var most = 0;
        var running = 0;
        for (var line : read(log).lines().toList()) {
            running += line.equals("+") ? 1 : -1;
            most = Math.max(most, running);
        }
        assertThat(most).isBetween(1, 2);
    }

    @Test
    @Rule(134)
    void anArrayWithAnInvalidAttributeLeavesNoJob() {
        fails(InvalidArgumentException.class, () -> array(quick().outputPath("relative"), 1, 3, 1));
        if (!installation().refusedAttributes().contains("queueName")) {
            fails(
                    InvalidArgumentException.class,
                    () -> array(quick().queueName("no-such-queue"), 1, 3, 1));
        }
        assertThat(session.getJobs()).isEmpty();
    }

    @Test
    @Rule({136, 138})
    void terminatingAnArrayEndsWhatHasNotEnded() throws InterruptedException {
        var array = array(script(INDEX + "if [ $index = 1 ]; then exit 7; fi; sleep 600"), 1, 3, 1);
        var members = array.jobs();
        members.get(0).waitTerminated(soon);
        members.get(1).waitStarted(soon);
        array.terminate();
        allEnd(array);
        assertThat(members).extracting(Job::getState).containsOnly(JobState.FAILED);
        assertThat(members.get(0).getInfo().exitStatus()).hasValue(7);
        for (ThrowingRunnable call :
                List.<ThrowingRunnable>of(
                        array::terminate,
                        array::suspend,
                        array::resume,
                        array::hold,
                        array::release)) {
            fails(InvalidStateException.class, call);
        }
    }

    @Test
    @Rule(137)
    void aHeldArrayIsReleasedAsAWhole() throws InterruptedException {
        var begun = there("begun");
        var template = script("echo begun >>" + begun + "; sleep 600").submitAsHold(true);
        var array = array(template, 1, 3, 1);
        assertThat(array.jobs()).extracting(Job::getState).containsOnly(JobState.QUEUED_HELD);
        array.release();
        for (var job : array.jobs()) {
            job.waitStarted(soon);
            becomes(JobState.RUNNING, job);
        }
        if (installation().suspends()) {
            // A job counts as running while its processes are still on their way.
            await(
                    () -> exists(begun) && read(begun).lines().count() == 3,
                    () -> "three members that have begun");
            array.suspend();
            for (var job : array.jobs()) {
                becomes(JobState.SUSPENDED, job);
            }
            array.resume();
            for (var job : array.jobs()) {
                becomes(JobState.RUNNING, job);
            }
        }
        array.terminate();
        allEnd(array);
    }

    @Test
    @Rule(139)
    void reapingAnArrayForgetsTheMembersThatHaveEnded() throws InterruptedException {
        var array =
                array(script(INDEX + "if [ $index -lt 3 ]; then exit 0; fi; sleep 600"), 1, 4, 1);
        var members = array.jobs();
        members.get(0).waitTerminated(soon);
        members.get(1).waitTerminated(soon);
        array.reap();
        assertThat(array.jobs()).containsExactly(members.get(2), members.get(3));
        assertThat(session.getJobs()).containsExactlyInAnyOrder(members.get(2), members.get(3));
        array.terminate();
        allEnd(array);
        array.reap();
        assertThat(array.jobs()).isEmpty();
    }

    @Test
    @Rule(140)
    void aMemberThatIsTerminatedBeforeItsStartFailsAlone() throws InterruptedException {
        var array = array(quick().submitAsHold(true), 1, 3, 1);
        var members = array.jobs();
        members.get(1).terminate();
        members.get(1).waitTerminated(soon);
        assertThat(members.get(1).getState()).isEqualTo(JobState.FAILED);
        array.release();
        allEnd(array);
        assertThat(members)
                .extracting(Job::getState)
                .containsExactly(JobState.DONE, JobState.FAILED, JobState.DONE);
    }

    @Test
    @Rule(141)
    void aLargeArrayIsOneThing() throws InterruptedException {
        var size = installation().largeArray();
        var array = array(sleeper().submitAsHold(true), 1, size, 1);
        assertThat(array.jobs()).hasSize(size).doesNotHaveDuplicates();
        assertThat(session.getJobs()).hasSize(size);
        array.terminate();
        for (var job : array.jobs()) {
            job.waitTerminated(soon);
        }
        assertThat(array.jobs()).extracting(Job::getState).containsOnly(JobState.FAILED);
        array.reap();
        assertThat(session.getJobs()).isEmpty();
    }

    @Test
    @Rule(142)
    void theMembersOfAnArrayCanBeWaitedForOneByOne() throws InterruptedException {
        var array = array(script(INDEX + "exit $index"), 1, 4, 1);
        var members = array.jobs();
        var left = new ArrayList<>(members);
        while (!left.isEmpty()) {
            left.remove(session.waitAnyTerminated(left, soon));
        }
        assertThat(members)
                .extracting(job -> job.getInfo().exitStatus().orElse(-1))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 4).boxed().toList());
    }
}
