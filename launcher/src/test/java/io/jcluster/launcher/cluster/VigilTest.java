package io.jcluster.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.launcher.agent.Lines;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.scheduler.Extensions;
import io.jcluster.templates.EngineKind;
import io.jcluster.templates.Profile;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.Prompts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters under watch, on made-up hosts with a made-up scheduler. */
class VigilTest {

    private static final Duration SELDOM = Duration.ofMinutes(10);

    @TempDir private Path home = Path.of("");

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final Map<String, MadeUpSite> sites = new TreeMap<>();
    private final List<String> opened = new ArrayList<>();
    private final Map<String, HostException.Kind> unreachable = new TreeMap<>();
    private UserDirectories directories = UserDirectories.from(Map.of());
    private Desk desk = desk();

    @BeforeEach
    void open() {
        directories = UserDirectories.from(Map.of("HOME", home.toString()));
        desk = desk();
    }

    @Test
    void theSchedulerIsAskedAsSeldomAsItWantsAndTheFilesAreReadAtEachLook() throws Exception {
        ClusterRecord first = submitted("kaaaaaaa", "near");
        ClusterRecord second = submitted("kbbbbbbb", "near");
        runs("near", first, second);
        MadeUpSite site = site("near");
        site.asked.clear();
        try (Vigil vigil = vigil(Optional.empty())) {
            vigil.begin();
            for (int look = 1; look < 5; look++) {
                writes(first, look);
                now = now.plusSeconds(5);
                vigil.look();
                settle(vigil);
                assertThat(seen(vigil, first).registered()).isEqualTo(OptionalInt.of(look));
            }
        }
        assertThat(site.asked).containsExactly("list");
        assertThat(site.readings).isEqualTo(5);
    }

    @Test
    void aJobThatSpeaksHasTheSchedulerAskedUnlessThatWantsToBeAskedSeldom() throws Exception {
        ClusterRecord seldom = submitted("kaaaaaaa", "near");
        ClusterRecord often = submitted("kbbbbbbb", "far");
        site("near").jobs = List.of(inState(seldom, JobState.QUEUED).build());
        site("far").jobs = List.of(inState(often, JobState.QUEUED).build());
        try (Vigil vigil = vigil(Optional.empty())) {
            vigil.begin();
            runs("near", seldom);
            runs("far", often);
            sites.values().forEach(site -> site.asked.clear());
            for (int look = 0; look < 3; look++) {
                writes(seldom, look);
                writes(often, look);
                vigil.look();
                settle(vigil);
            }
            assertThat(seen(vigil, seldom).found().state()).isEqualTo("queued");
            assertThat(seen(vigil, often).found().state()).isEqualTo("running");
        }
        assertThat(site("near").asked).isEmpty();
        assertThat(site("far").asked).containsExactly("list");
    }

    @Test
    void theTimeOfAJobGoesOnBetweenTwoQuestions() throws Exception {
        ClusterRecord cluster = submitted("kaaaaaaa", "near");
        runs("near", cluster);
        try (Vigil vigil = vigil(Optional.empty())) {
            vigil.begin();
            now = now.plusSeconds(7);
            vigil.look();
            settle(vigil);
            WatchedJob job = seen(vigil, cluster).jobs().get(0);
            assertThat(job.elapsed()).contains(Duration.ofSeconds(67));
            assertThat(job.left()).contains(Duration.ofMinutes(20).minusSeconds(67));
            assertThat(job.queue()).contains("debug");
            assertThat(job.machines()).containsExactly(new SlotInfo("nid1", 12));
            assertThat(job.state()).isEqualTo("running");
            now = now.plusSeconds(3600);
            assertThat(seen(vigil, cluster).jobs().get(0).left()).contains(Duration.ZERO);
        }
    }

    @Test
    void aHostThatCannotBeReachedSpoilsItsOwnRowsAndIsTriedLessAndLessOften() throws Exception {
        ClusterRecord near = submitted("kaaaaaaa", "near");
        ClusterRecord far = submitted("kbbbbbbb", "far");
        runs("near", near);
        unreachable.put("far", HostException.Kind.UNREACHABLE);
        try (Vigil vigil = vigil(Optional.empty())) {
            vigil.begin();
            assertThat(seen(vigil, far).found().state()).isEqualTo("unknown");
            assertThat(seen(vigil, far).remark()).contains("no route to far");
            assertThat(seen(vigil, near).found().state()).isEqualTo("running");
            List<Integer> tries = new ArrayList<>();
            for (int look = 1; look <= 200; look++) {
                now = now.plusSeconds(5);
                opened.clear();
                vigil.look();
                settle(vigil);
                if (opened.contains("far")) {
                    tries.add(look);
                }
            }
            assertThat(tries).containsExactly(2, 6, 14, 30, 62, 122, 182);
            unreachable.clear();
            runs("far", far);
            now = now.plus(SELDOM);
            vigil.look();
            settle(vigil);
            assertThat(seen(vigil, far).found().state()).isEqualTo("running");
        }
    }

    @Test
    void aRefusedLoginIsNotTriedAgain() throws Exception {
        submitted("kaaaaaaa", "far");
        unreachable.put("far", HostException.Kind.LOGIN_REFUSED);
        try (Vigil vigil = vigil(Optional.empty())) {
            vigil.begin();
            now = now.plus(Duration.ofDays(1));
            vigil.look();
            settle(vigil);
        }
        assertThat(opened).containsExactly("far");
    }

    @Test
    void aLineThatWasLostIsMadeAnew() throws Exception {
        ClusterRecord cluster = submitted("kaaaaaaa", "near");
        runs("near", cluster);
        try (Vigil vigil = vigil(Optional.empty())) {
            vigil.begin();
            site("near").broken = Optional.of(HostException.Kind.UNREACHABLE);
            now = now.plusSeconds(5);
            vigil.look();
            settle(vigil);
            site("near").broken = Optional.empty();
            now = now.plus(SELDOM);
            vigil.look();
            settle(vigil);
            assertThat(seen(vigil, cluster).found().state()).isEqualTo("running");
        }
        assertThat(opened).containsExactly("near", "near");
    }

    @Test
    void aHostThatHangsHoldsUpNoOther() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        ClusterRecord near = submitted("kaaaaaaa", "near");
        runs("near", near);
        try (Vigil vigil =
                new Vigil(
                        desk,
                        Optional.empty(),
                        (where, pollInterval) -> {
                            if (where.login().equals(Optional.of("far"))) {
                                answered.await();
                            }
                            return place(where, pollInterval);
                        },
                        () -> now)) {
            vigil.begin();
            ClusterRecord far = submitted("kbbbbbbb", "far");
            writes(near, 3);
            vigil.look();
            while (seen(vigil, near).registered().isEmpty()) {
                assertThat(vigil.settled()).isFalse();
            }
            assertThat(seen(vigil, far).remark()).isEqualTo("no answer yet");
            runs("far", far);
            answered.countDown();
            settle(vigil);
            assertThat(seen(vigil, far).found().state()).isEqualTo("running");
        }
    }

    @Test
    void clustersThatComeAreWatchedTooUnlessSomeWereNamed() throws Exception {
        ClusterRecord first = submitted("kaaaaaaa", "near");
        runs("near", first);
        try (Vigil all = vigil(Optional.empty());
                Vigil one = vigil(Optional.of(Set.of(first.key())))) {
            all.begin();
            one.begin();
            ClusterRecord second = submitted("kbbbbbbb", "near");
            runs("near", first, second);
            all.look();
            one.look();
            settle(all);
            settle(one);
            assertThat(all.sights()).hasSize(2);
            assertThat(one.sights()).hasSize(1);
        }
    }

    @Test
    void aClusterThatEndsStaysInSightAndOneThatWasStoppedToo() throws Exception {
        ClusterRecord first = submitted("kaaaaaaa", "near");
        ClusterRecord second = submitted("kbbbbbbb", "near");
        desk.store().save(submitted("kccccccc", "near").endedBecause("done (long ago)"));
        runs("near", first, second);
        site("near").jobs =
                List.of(inState(first, JobState.DONE).exitStatus(0).build(), running(second));
        try (Vigil vigil = vigil(Optional.empty())) {
            vigil.begin();
            assertThat(vigil.sights()).hasSize(2);
            assertThat(seen(vigil, first).found().state()).isEqualTo("ended");
            desk.store().forget(second);
            vigil.look();
            settle(vigil);
            assertThat(seen(vigil, second).remark()).contains("stopped");
            assertThat(vigil.sights()).hasSize(2).allMatch(Sight::over);
        }
        assertThat(desk.store().reread(second)).isEmpty();
    }

    @Test
    void whatTheJobsWriteIsNotMixedUp() throws Exception {
        ClusterRecord first = submitted("kaaaaaaa", "near");
        ClusterRecord second = submitted("kbbbbbbb", "near");
        ClusterRecord third = submitted("kccccccc", "near");
        runs("near", first, second, third);
        writes(first, 4);
        // Another cluster's word, a file that is no file, heads that look like those of the answer.
        Files.writeString(
                directory(second).resolve("status.json"),
                Files.readString(directory(first).resolve("status.json")));
        Files.createDirectories(directory(third).resolve("status.json"));
        try (Vigil vigil = vigil(Optional.empty())) {
            vigil.begin();
            assertThat(seen(vigil, first).registered()).isEqualTo(OptionalInt.of(4));
            assertThat(seen(vigil, second).registered()).isEmpty();
            assertThat(seen(vigil, third).registered()).isEmpty();
        }
    }

    private Vigil vigil(Optional<Set<String>> keys) {
        return new Vigil(desk, keys, this::place, () -> now);
    }

    private synchronized Place place(Survey.HostAndScheduler where, Duration pollInterval) {
        String login = where.login().orElseThrow();
        opened.add(login);
        HostException.Kind kind = unreachable.get(login);
        if (kind != null) {
            throw new HostException(
                    kind, "no route to " + login, Optional.empty(), Optional.empty());
        }
        return new Place(desk, where.login(), site(login), () -> scheduler(login, pollInterval));
    }

    private Scheduler scheduler(String login, Duration pollInterval) {
        MadeUpSite site = site(login);
        return Scheduler.open(
                site, site, Optional.of(login), directories, Optional.of(pollInterval));
    }

    private MadeUpSite site(String login) {
        return sites.computeIfAbsent(login, name -> new MadeUpSite(home));
    }

    /** A cluster that was submitted by somebody else just now. */
    private ClusterRecord submitted(String key, String login) throws Exception {
        ClusterRecord cluster =
                new ClusterRecord(
                        key,
                        key,
                        "made-up",
                        Optional.of(login),
                        "madeup",
                        24,
                        true,
                        Optional.of(Duration.ofMinutes(20)),
                        JobDirectory.pathFor(key),
                        Instant.EPOCH.plusSeconds(key.charAt(1)),
                        Phase.RECORDED,
                        Optional.empty(),
                        Map.of(),
                        login.equals("far") ? Optional.empty() : Optional.of(SELDOM),
                        Optional.empty(),
                        Optional.empty(),
                        Profile.Line.EMPTY,
                        ClusterRecord.Request.UNKNOWN,
                        EngineKind.PYTHON);
        desk.store().save(cluster);
        Files.createDirectories(directory(cluster));
        try (Scheduler scheduler = scheduler(login, SELDOM)) {
            String job =
                    scheduler
                            .session()
                            .runJob(
                                    JobTemplate.builder()
                                            .remoteCommand("/bin/true")
                                            .extension(Extensions.TAG, key)
                                            .build())
                            .jobId();
            return desk.store().withJob(cluster, job);
        }
    }

    private void runs(String login, ClusterRecord... clusters) {
        site(login).jobs = List.of(clusters).stream().map(VigilTest::running).toList();
    }

    private static JobInfo running(ClusterRecord cluster) {
        return inState(cluster, JobState.RUNNING)
                .queueName("debug")
                .wallclockTime(Duration.ofMinutes(1))
                .allocatedMachines(List.of(new SlotInfo("nid1", 12)))
                .build();
    }

    private static JobInfo.Builder inState(ClusterRecord cluster, JobState state) {
        return JobInfo.builder().jobId(cluster.jobId().orElseThrow()).jobState(state);
    }

    private void writes(ClusterRecord cluster, int registered) throws Exception {
        Files.writeString(
                directory(cluster).resolve("status.json"),
                "{\"tag\": \"%s\", \"job\": \"%s\", \"phase\": \"running\", \"registered\": %d}"
                        .formatted(cluster.key(), cluster.jobId().orElseThrow(), registered));
    }

    private Path directory(ClusterRecord cluster) {
        return home.resolve(cluster.directory());
    }

    private WatchedCluster seen(Vigil vigil, ClusterRecord cluster) {
        return vigil.sights().stream()
                .filter(sight -> sight.found().cluster().key().equals(cluster.key()))
                .findFirst()
                .orElseThrow()
                .at(now);
    }

    private static void settle(Vigil vigil) throws InterruptedException {
        while (!vigil.settled()) {
            Thread.onSpinWait();
        }
    }

    private Desk desk() {
        Prompts nobody =
                new Prompts() {
                    @Override
                    public void show(String text) {}

                    @Override
                    public Optional<String> ask(String question, boolean echo) {
                        return Optional.empty();
                    }
                };
        Progress silent =
                new Progress() {
                    @Override
                    public void waiting(String what) {}

                    @Override
                    public void done(String what) {}

                    @Override
                    public void note(String what) {}
                };
        return new Desk(
                directories, new ClusterStore(directories), new Lines(directories, nobody), silent);
    }
}
