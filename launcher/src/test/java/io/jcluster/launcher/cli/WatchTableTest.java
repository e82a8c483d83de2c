package io.jcluster.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Phase;
import io.jcluster.launcher.cluster.Survey;
import io.jcluster.launcher.cluster.WatchedCluster;
import io.jcluster.launcher.cluster.WatchedJob;
import io.jcluster.templates.EngineKind;
import io.jcluster.templates.Profile;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a watch shows of given clusters, as a table and as lines. */
class WatchTableTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static final WatchedCluster READY =
            cluster(
                    "77",
                    "ready",
                    OptionalInt.of(24),
                    Optional.of("up"),
                    "",
                    job(
                            "77",
                            "ready",
                            "debug",
                            List.of(new SlotInfo("nid1", 12), new SlotInfo("nid2", 12)),
                            371));
    private static final WatchedCluster QUEUED =
            cluster(
                    "78",
                    "queued",
                    OptionalInt.empty(),
                    Optional.empty(),
                    "Priority",
                    job("78", "queued", "normal", List.of(), 0));
    private static final WatchedCluster OF_TWO_JOBS =
            cluster(
                    "258371.wheeler-sn",
                    "queued",
                    OptionalInt.of(0),
                    Optional.of("up"),
                    "",
                    job(
                            "258371.wheeler-sn",
                            "running",
                            "default",
                            List.of(new SlotInfo("wheeler291", 1)),
                            371),
                    job("258372.wheeler-sn", "queued", "default", List.of(), 0));
    private static final WatchedCluster AWAY =
            cluster(
                    "79",
                    "unknown",
                    OptionalInt.empty(),
                    Optional.empty(),
                    "no route to daint: the name is not known",
                    new WatchedJob[0]);

    @Test
    void aWideTerminalHasAllColumnsAndTheNodesUnderEachJob() {
        assertThat(table(120, READY, QUEUED, AWAY))
                .isEqualTo(
                        """
                        ID  WHERE  QUEUE   STATE    ENGINES  ELAPSED  LEFT     LINE
                        77  daint  debug   ready    24/24    0:06:11  0:53:49  up
                            nid[1-2]:12
                            used 0.21 of 2 node-hours, 2.47 of 24 core-hours
                        78  daint  normal  queued   -/24     -        1:00:00  -
                            Priority
                        79  daint          unknown  -/24                       -
                            no route to daint: the name is not known
                        """);
    }

    @Test
    void aClusterOfSeveralJobsHasALineForEach() {
        assertThat(table(80, READY, OF_TWO_JOBS))
                .isEqualTo(
                        """
                        ID                   WHERE  QUEUE    STATE    ENGINES  ELAPSED  LEFT     LINE
                        77                   daint  debug    ready    24/24    0:06:11  0:53:49  up
                            nid[1-2]:12
                            used 0.21 of 2 node-hours, 2.47 of 24 core-hours
                        258371.wheeler-sn    daint           queued   0/24                       up
                          258371.wheeler-sn         default  running           0:06:11  0:53:49
                            wheeler291:1
                          258372.wheeler-sn         default  queued            -        1:00:00
                            used 0.1 of 1 node-hours, 0.1 of 1 core-hours
                        """);
    }

    @Test
    void aNarrowTerminalDoesWithoutTheLesserColumns() {
        assertThat(table(75, OF_TWO_JOBS))
                .isEqualTo(
                        """
                        ID                   QUEUE    STATE    ENGINES  ELAPSED  LEFT     LINE
                        258371.wheeler-sn             queued   0/24                       up
                          258371.wheeler-sn  default  running           0:06:11  0:53:49
                            wheeler291:1
                          258372.wheeler-sn  default  queued            -        1:00:00
                            used 0.1 of 1 node-hours, 0.1 of 1 core-hours
                        """);
        assertThat(table(60, OF_TWO_JOBS))
                .isEqualTo(
                        """
                        ID                   STATE    ENGINES  ELAPSED  LEFT
                        258371.wheeler-sn    queued   0/24
                          258371.wheeler-sn  running           0:06:11  0:53:49
                            wheeler291:1
                          258372.wheeler-sn  queued            -        1:00:00
                            used 0.1 of 1 node-hours, 0.1 of 1 core-hours
                        """);
        assertThat(table(20, READY)).startsWith("ID  STATE  ENGINES\n77  ready  24/24\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 60, 80, 120})
    void noLineIsWiderThanTheTerminal(int width) {
        WatchedCluster large =
                cluster(
                        "x".repeat(200),
                        "running",
                        OptionalInt.of(24),
                        Optional.of("reconnecting"),
                        "a reason that goes on and on ".repeat(20),
                        job(
                                "y".repeat(200),
                                "running",
                                "q".repeat(200),
                                IntStream.range(0, 500)
                                        .mapToObj(i -> new SlotInfo("rack" + i + "node-a", 12))
                                        .toList(),
                                371));
        List<String> lines =
                WatchTable.picture(List.of(large, READY, OF_TWO_JOBS), NOW, width, "5s", true);
        assertThat(lines).allMatch(line -> line.length() <= width);
        assertThat(lines).hasSizeLessThan(20).anyMatch(line -> line.contains("and more: 500"));
    }

    @Test
    void nothingThatComesFromElsewhereIsObeyedByTheTerminal() {
        String evil = "a\u001b[2J\u009b1m\u202eb\r\nc\td\u0007";
        WatchedCluster hostile =
                cluster(
                        "80",
                        evil,
                        OptionalInt.of(1),
                        Optional.of(evil),
                        evil,
                        job(evil, evil, evil, List.of(new SlotInfo(evil, 12)), 1));
        String shown =
                table(WatchTable.UNLIMITED, hostile)
                        + String.join(
                                "\n", new Changes(ZoneOffset.UTC).lines(List.of(hostile), NOW));
        assertThat(shown).contains("a[2J1mb c d");
        assertThat(shown.replace("\n", "")).doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
        assertThat(shown.lines()).hasSize(6);
    }

    @Test
    void noClusterIsATableWithoutRows() {
        assertThat(table(80)).isEqualTo("ID  WHERE  QUEUE  STATE  ENGINES  ELAPSED  LEFT  LINE\n");
    }

    @Test
    void elsewhereThereIsALineForEachChangeAndNoneForTheTimeThatPasses() {
        Changes changes = new Changes(ZoneOffset.ofHours(1));
        assertThat(changes.lines(List.of(READY, QUEUED), NOW))
                .containsExactly(
                        "2026-11-21T13:00:00+01:00 77 ready engines=24/24 line=up job=77 queue=debug"
                                + " nodes=nid[1-2]:12",
                        "2026-11-21T13:00:00+01:00 78 queued engines=-/24 line=- job=78"
                                + " queue=normal (Priority)");
        WatchedCluster later =
                cluster(
                        "77",
                        "ready",
                        OptionalInt.of(24),
                        Optional.of("up"),
                        "",
                        job("77", "ready", "debug", READY.jobs().get(0).machines(), 400));
        assertThat(changes.lines(List.of(later, QUEUED), NOW.plusSeconds(29))).isEmpty();
        assertThat(changes.lines(List.of(later, AWAY), NOW.plusMillis(60_900)))
                .containsExactly(
                        "2026-11-21T13:01:00+01:00 79 unknown engines=-/24 line=-"
                                + " (no route to daint: the name is not known)");
        assertThat(new Changes(ZoneOffset.UTC).lines(List.of(OF_TWO_JOBS), NOW))
                .containsExactly(
                        "2026-11-21T12:00:00Z 258371.wheeler-sn queued engines=0/24 line=up"
                                + " job=258371.wheeler-sn state=running queue=default"
                                + " nodes=wheeler291:1 job=258372.wheeler-sn state=queued"
                                + " queue=default");
    }

    @Test
    void aTimeThatIsNearlyOverIsSaidInTheTableAndOnceInTheLog() {
        WatchedCluster near = running(3000);
        assertThat(table(120, near))
                .contains(
                        "    less than 10 min of its time left; jcluster restart 77 --overlap begins"
                                + " another\n");
        Changes changes = new Changes(ZoneOffset.UTC);
        assertThat(changes.lines(List.of(running(2999)), NOW)).hasSize(1);
        assertThat(changes.lines(List.of(near), NOW))
                .singleElement()
                .asString()
                .contains("less than 10 min of its time left");
        assertThat(changes.lines(List.of(running(3100)), NOW)).isEmpty();
        assertThat(table(120, running(EngineKind.MPJ, 3000)))
                .as("a program, which a restart would only run once more")
                .contains("    less than 10 min of its time left\n");
    }

    private static WatchedCluster running(int elapsed) {
        return running(EngineKind.PYTHON, elapsed);
    }

    private static WatchedCluster running(EngineKind kind, int elapsed) {
        return cluster(
                kind,
                "77",
                "ready",
                OptionalInt.of(24),
                Optional.of("up"),
                "",
                job("77", "ready", "debug", READY.jobs().get(0).machines(), elapsed));
    }

    @Test
    void timesAreWrittenAsSchedulersWriteThem() {
        assertThat(WatchTable.clock(Duration.ZERO)).isEqualTo("0:00:00");
        assertThat(WatchTable.clock(Duration.ofSeconds(371))).isEqualTo("0:06:11");
        assertThat(WatchTable.clock(Duration.ofHours(23))).isEqualTo("23:00:00");
        assertThat(WatchTable.clock(Duration.ofHours(36))).isEqualTo("1-12:00:00");
    }

    private static String table(int width, WatchedCluster... clusters) {
        return String.join("\n", WatchTable.lines(List.of(clusters), width)) + "\n";
    }

    private static WatchedJob job(
            String id, String state, String queue, List<SlotInfo> machines, int elapsed) {
        Duration limit = Duration.ofHours(1);
        return new WatchedJob(
                id,
                state,
                Optional.of(queue),
                machines,
                machines.isEmpty()
                        ? OptionalInt.empty()
                        : OptionalInt.of(
                                machines.stream().mapToInt(it -> it.slots().orElse(1)).sum()),
                elapsed == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(elapsed)),
                Optional.of(limit.minusSeconds(elapsed)));
    }

    private static WatchedCluster cluster(
            String id,
            String state,
            OptionalInt registered,
            Optional<String> line,
            String remark,
            WatchedJob... jobs) {
        return cluster(EngineKind.PYTHON, id, state, registered, line, remark, jobs);
    }

    private static WatchedCluster cluster(
            EngineKind kind,
            String id,
            String state,
            OptionalInt registered,
            Optional<String> line,
            String remark,
            WatchedJob... jobs) {
        ClusterRecord record =
                new ClusterRecord(
                        "k" + id,
                        id,
                        "daint",
                        Optional.of("daint"),
                        "slurm",
                        24,
                        true,
                        Optional.empty(),
                        ".jcluster/jobs/kabcdefg",
                        Instant.EPOCH,
                        Phase.SUBMITTED,
                        Optional.of(id),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Profile.Line.EMPTY,
                        ClusterRecord.Request.UNKNOWN,
                        kind);
        return new WatchedCluster(
                new Survey.Found(record, state, remark, List.of(), line),
                List.of(jobs),
                registered,
                Optional.empty(),
                remark);
    }
}
