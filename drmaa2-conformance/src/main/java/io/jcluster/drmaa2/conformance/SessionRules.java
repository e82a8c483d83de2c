package io.jcluster.drmaa2.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.MonitoringSession;
import io.jcluster.drmaa2.SessionManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The session manager: what it is, and the life of its sessions. */
public abstract class SessionRules extends Chapter {

    protected SessionRules() {}

    @Test
    @Rule(22)
    void aManagerSaysWhatItIs() {
        assertThat(manager.drmsName()).isNotEmpty();
        assertThat(manager.drmsVersion().major()).isNotEmpty();
        assertThat(manager.drmaaName()).isNotEmpty();
        assertThat(manager.drmaaVersion().major()).isEqualTo("2");
    }

    @Test
    @Rule(23)
    void everyCapabilityCanBeAskedForAndNoneIsNotSupported() {
        for (var capability : DrmaaCapability.values()) {
            assertThatCode(() -> manager.supports(capability)).doesNotThrowAnyException();
        }
        assertThat(manager.supports(null)).isFalse();
    }

    @Test
    @Rule({25, 26})
    void aSessionIsThereUntilItIsDestroyed() {
        var name = newName();
        assertThat(manager.getJobSessionNames()).doesNotContain(name);
        var made = manager.createJobSession(name);
        assertThat(manager.getJobSessionNames()).contains(name);
        manager.closeJobSession(made);
        assertThat(manager.getJobSessionNames()).contains(name);
        manager.closeJobSession(manager.openJobSession(name));
        manager.destroyJobSession(name);
        assertThat(manager.getJobSessionNames()).doesNotContain(name);
    }

    @Test
    @Rule(27)
    void aNameIsGivenOnce() {
        var name = session.sessionName();
        fails(InvalidArgumentException.class, () -> manager.createJobSession(name));
        session.close();
        fails(InvalidArgumentException.class, () -> manager.createJobSession(name));
    }

    @Test
    @Rule(28)
    void aSessionWithoutANameGetsOneOfItsOwn() {
        var one = manager.createJobSession();
        destroyedAfterwards(one);
        var other = manager.createJobSession();
        destroyedAfterwards(other);
        assertThat(one.sessionName()).isNotEmpty().isNotEqualTo(other.sessionName());
        assertThat(manager.getJobSessionNames()).contains(one.sessionName(), other.sessionName());
        manager.openJobSession(one.sessionName()).close();
        manager.openJobSession(other.sessionName()).close();
    }

    @Test
    @Rule(29)
    void whatDoesNotExistCanNeitherBeOpenedNorDestroyed() {
        fails(InvalidArgumentException.class, () -> manager.openJobSession("no-such-session"));
        fails(InvalidArgumentException.class, () -> manager.destroyJobSession("no-such-session"));
    }

    @Test
    @Rule(30)
    void anIllegalNameCreatesNothing() {
        for (var name : List.of("", "a/b", "a@b", "x".repeat(101), "a\u0007b", "..", " a", "ä")) {
            fails(InvalidArgumentException.class, () -> manager.createJobSession(name));
            assertThat(manager.getJobSessionNames()).doesNotContain(name);
        }
    }

    @Test
    @Rule({31, 32})
    void closingTwiceIsAnErrorOfTheManagersMethodAndNoneOfTheSessionsOwn() {
        manager.closeJobSession(session);
        fails(InvalidSessionException.class, () -> manager.closeJobSession(session));
        session.close();
        session.close();
    }

    @Test
    @Rule(33)
    void aClosedSessionRefusesEverythingButItsNameAndContact() throws InterruptedException {
        var job = run(sleeper());
        manager.closeJobSession(session);
        refusesEverything(session, job);
        try (var again = manager.openJobSession(session.sessionName())) {
            assertThat(again.getJobs()).extracting(Job::jobId).containsExactly(job.jobId());
        }
    }

    @Test
    @Rule(34)
    void aDestroyedSessionIsClosedForWhoeverHasItOpen() throws InterruptedException {
        var job = running(sleeper());
        var elsewhere = anotherManager().openJobSession(session.sessionName());
        var hisJob = elsewhere.getJobs().get(0);
        manager.destroyJobSession(session.sessionName());
        try {
            refusesEverything(session, job);
            refusesEverything(elsewhere, hisJob);
        } finally {
            endForeign(job.jobId());
        }
    }

    private void refusesEverything(JobSession session, Job job) {
        assertThat(session.sessionName()).isNotEmpty();
        assertThat(session.contact()).isNotEmpty();
        var some = List.of(job);
        var template = quick().build();
        for (ThrowingRunnable call :
                List.<ThrowingRunnable>of(
                        session::jobCategories,
                        session::getJobs,
                        () -> session.getJobArray("1"),
                        () -> session.runJob(template),
                        () -> session.runBulkJobs(template, 1, 2, 1),
                        () -> session.waitAnyStarted(some, Drmaa2.ZERO_TIME),
                        () -> session.waitAnyTerminated(some, Drmaa2.ZERO_TIME),
                        job::getState,
                        job::getInfo,
                        job::suspend,
                        job::resume,
                        job::hold,
                        job::release,
                        job::terminate,
                        job::reap,
                        () -> job.waitStarted(Drmaa2.ZERO_TIME),
                        () -> job.waitTerminated(Drmaa2.ZERO_TIME))) {
            fails(InvalidSessionException.class, call);
        }
        assertThat(job.jobId()).isNotEmpty();
    }

    @Test
    @Rule(35)
    void theJobsOfAClosedAndDestroyedSessionGoOn() throws InterruptedException {
        var id = running(sleeper()).jobId();
        manager.closeJobSession(session);
        assertThat(seenState(id)).isEqualTo(JobState.RUNNING);
        manager.destroyJobSession(session.sessionName());
        try {
            assertThat(seenState(id)).isEqualTo(JobState.RUNNING);
        } finally {
            endForeign(id);
        }
    }

    private JobState seenState(String id) {
        try (var look = manager.openMonitoringSession()) {
            return seen(look, id).getState();
        }
    }

    private void endForeign(String id) {
        try (var look = manager.openMonitoringSession()) {
            end(seen(look, id));
        }
    }

    private static Job seen(MonitoringSession look, String id) {
        var found = look.getAllJobs(JobInfo.builder().jobId(id).build());
        assertThat(found).as("jobs %s", id).hasSize(1);
        return found.get(0);
    }

    @Test
    @Rule(36)
    void everySessionHasItsOwnJobsAndNoOthers() {
        var jobs = new HashMap<JobSession, List<String>>();
        for (var count = 1; count <= 3; count++) {
            var one = newSession();
            var ids = new ArrayList<String>();
            for (var i = 0; i < count; i++) {
                ids.add(one.runJob(quick().build()).jobId());
            }
            jobs.put(one, ids);
        }
        jobs.forEach(
                (one, ids) ->
                        assertThat(one.getJobs())
                                .extracting(Job::jobId)
                                .containsExactlyInAnyOrderElementsOf(ids));
    }

    @Test
    @Rule(37)
    void aNameUsedAgainHasNoneOfTheOldJobs() {
        var job = run(quick());
        var name = session.sessionName();
        manager.destroyJobSession(name);
        try (var again = manager.createJobSession(name)) {
            assertThat(again.getJobs()).extracting(Job::jobId).doesNotContain(job.jobId());
        }
    }

    @Test
    @Rule(38)
    void theContactIsKnownHoweverTheSessionWasMade() {
        var contact = session.contact();
        assertThat(contact).isNotEmpty();
        var explicit = manager.createJobSession(newName(), contact);
        assertThat(explicit.contact()).isEqualTo(contact);
        explicit.close();
        assertThat(manager.openJobSession(explicit.sessionName()).contact()).isEqualTo(contact);
    }

    @Test
    @Rule(39)
    void aContactThatIsNoneIsRefused() {
        var name = newName();
        var none = "no such contact: %";
        fails(InvalidArgumentException.class, () -> manager.createJobSession(name, none));
        assertThat(manager.getJobSessionNames()).doesNotContain(name);
        fails(InvalidArgumentException.class, () -> manager.openMonitoringSession(none));
    }

    @Test
    @Rule({40, 41})
    void aSessionOpenedByAnotherProgramHasItsJobsAsSoonAsTheyAreSubmitted()
            throws InterruptedException {
        var template = sleeper().jobName("a name").build();
        var job = session.runJob(template);
        // Nothing was closed: the other program may be here because this one is dead.
        var again = anotherManager().openJobSession(session.sessionName());
        assertThat(again.getJobs()).containsExactly(job);
        var same = again.getJobs().get(0);
        assertThat(same.jobTemplate()).isEqualTo(template);
        assertThat(same.sessionName()).contains(session.sessionName());
        same.waitStarted(soon);
        same.terminate();
        same.waitTerminated(soon);
        job.waitTerminated(soon);
    }

    @Test
    @Rule(42)
    void ofTwoWhoRaceForANameOneGetsIt() throws InterruptedException, ExecutionException {
        var name = newName();
        var racers = List.of(manager, anotherManager());
        var pool = Executors.newFixedThreadPool(racers.size());
        try {
            var won = 0;
            for (var result :
                    pool.invokeAll(
                            racers.stream()
                                    .map(racer -> (Callable<Boolean>) () -> creates(racer, name))
                                    .toList())) {
                won += result.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        } finally {
            pool.shutdownNow();
        }
    }

    private static boolean creates(SessionManager racer, String name) {
        try {
            racer.createJobSession(name);
            return true;
        } catch (InvalidArgumentException e) {
            return false;
        }
    }

    @Test
    @Rule(43)
    void ofTwoHandlesOnASessionEachIsClosedAlone() throws InterruptedException {
        var other = manager.openJobSession(session.sessionName());
        session.close();
        var job = other.runJob(quick().build());
        assertThat(ended(job).jobState()).contains(JobState.DONE);
        other.close();
    }

    @Test
    @Rule(44)
    void reservationSessionsAreThereOrRefused() {
        if (manager.supports(DrmaaCapability.ADVANCE_RESERVATION)) {
            var name = newName();
            var made = manager.createReservationSession(name);
            assertThat(manager.getReservationSessionNames()).contains(name);
            fails(InvalidArgumentException.class, () -> manager.createReservationSession(name));
            manager.closeReservationSession(made);
            fails(InvalidSessionException.class, () -> manager.closeReservationSession(made));
            manager.openReservationSession(name).close();
            manager.destroyReservationSession(name);
            assertThat(manager.getReservationSessionNames()).doesNotContain(name);
            fails(InvalidArgumentException.class, () -> manager.openReservationSession(name));
            return;
        }
        for (ThrowingRunnable call :
                List.<ThrowingRunnable>of(
                        () -> manager.createReservationSession("r"),
                        () -> manager.openReservationSession("r"),
                        () -> manager.destroyReservationSession("r"),
                        manager::getReservationSessionNames)) {
            fails(DrmaaUnsupportedOperationException.class, call);
        }
    }
}
