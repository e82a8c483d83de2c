package io.jcluster.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.templates.EngineKind;
import io.jcluster.templates.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterStoreTest {

    @TempDir private Path home = Path.of("");
    private ClusterStore store = storeIn(home);

    @BeforeEach
    void open() {
        store = storeIn(home);
    }

    @Test
    void aClusterIsReadBackAsItWasSaved() {
        ClusterRecord saved =
                cluster("kaaaaaaa", Optional.of("daint"))
                        .submittedAs("77", "77")
                        .connectedOn(Map.of("registration", 40001, "iopub", 40002))
                        .in(Phase.READY);
        store.save(saved);
        assertThat(storeIn(home).all()).containsExactly(saved);
    }

    @Test
    void recordAndScriptAreForTheirOwnerOnly() throws Exception {
        ClusterRecord cluster = cluster("kaaaaaaa", Optional.empty());
        store.save(cluster);
        store.saveScripts(cluster, List.of("#!/bin/bash\n"));
        try (AutoCloseable alone = store.lock(cluster).orElseThrow();
                Stream<Path> files = Files.walk(clusters())) {
            assertThat(alone).isNotNull();
            for (Path path : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void aClusterIsCalledByItsJob() {
        ClusterRecord named = store.withJob(saved("kaaaaaaa", Optional.of("daint")), "77");
        assertThat(named.id()).isEqualTo("77");
        assertThat(named.phase()).isEqualTo(Phase.SUBMITTED);
        assertThat(store.find("77")).contains(named);
        assertThat(store.find("kaaaaaaa")).contains(named);
        assertThat(store.withJob(named, "78")).isEqualTo(named);
    }

    @Test
    void aClusterOfPbsIsCalledByTheNumberOfItsJobAndFoundByItsWholeIdToo() {
        ClusterRecord named = store.withJob(saved("kaaaaaaa", Optional.of("wheeler")), "12.server");
        assertThat(named.id()).isEqualTo("12");
        assertThat(named.jobId()).contains("12.server");
        assertThat(named.ipythonProfile()).isEqualTo("job_12");
        assertThat(store.find("12")).contains(named);
        assertThat(store.find("12.server")).contains(named);
    }

    @Test
    void twoLiveClustersOfTwoHostsWithTheSameJobNumberAreToldApart() {
        ClusterRecord first = store.withJob(saved("kaaaaaaa", Optional.of("daint")), "77");
        ClusterRecord second = store.withJob(saved("kbbbbbbb", Optional.of("eiger")), "77");
        assertThat(second.id()).isEqualTo("77-kbbbbbbb");
        assertThat(second.jobId()).contains("77");
        assertThat(store.find("77")).contains(first);
        assertThat(store.find("77-kbbbbbbb")).contains(second);
        assertThat(first.ipythonProfile()).isNotEqualTo(second.ipythonProfile());
    }

    @Test
    void anEndedClusterGivesItsNameUp() {
        ClusterRecord ended =
                store.withJob(saved("kaaaaaaa", Optional.of("daint")), "77")
                        .endedBecause("cancelled");
        store.save(ended);
        ClusterRecord fresh = store.withJob(saved("kbbbbbbb", Optional.of("eiger")), "77");
        assertThat(fresh.id()).isEqualTo("77");
        assertThat(store.find("77")).contains(fresh);
        assertThat(store.find("77-kaaaaaaa")).contains(ended.calling("77-kaaaaaaa"));
    }

    @Test
    void aHalfWrittenRecordIsNamedAndNotTakenForACluster() throws Exception {
        ClusterRecord cluster = saved("kaaaaaaa", Optional.empty());
        Path file = clusters().resolve("kaaaaaaa/cluster.json");
        Files.writeString(file, Files.readString(file).substring(0, 40));
        assertThatThrownBy(() -> store.reread(cluster))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aRecordThatCannotBeReadHidesNoOther() throws Exception {
        ClusterRecord well = saved("kaaaaaaa", Optional.empty());
        for (String text :
                List.of("", "{\"key\": \"kbbbbbbb\"", "[]", "{}", "{\"key\": \"kbbbbbbb\"}")) {
            Path broken = Files.createDirectories(clusters().resolve("kbbbbbbb"));
            Files.writeString(broken.resolve("cluster.json"), text);
            assertThat(store.all()).as(text).containsExactly(well);
            assertThat(store.find("kaaaaaaa")).as(text).contains(well);
            assertThat(store.unreadable()).as(text).containsExactly(broken.resolve("cluster.json"));
        }
    }

    @Test
    void anEmptyDirectoryIsNoCluster() throws Exception {
        assertThat(store.all()).isEmpty();
        Files.createDirectories(clusters().resolve("kaaaaaaa"));
        assertThat(store.all()).isEmpty();
    }

    @Test
    void onlyOneAtATimeIsAtWorkOnACluster() throws Exception {
        ClusterRecord cluster = saved("kaaaaaaa", Optional.empty());
        AutoCloseable first = store.lock(cluster).orElseThrow();
        assertThat(store.lock(cluster)).isEmpty();
        first.close();
        store.lock(cluster).orElseThrow().close();
    }

    @Test
    void nothingIsLeftOfAForgottenCluster() {
        ClusterRecord cluster = saved("kaaaaaaa", Optional.empty());
        store.saveScripts(cluster, List.of("#!/bin/bash\n"));
        store.forget(cluster);
        assertThat(clusters().resolve("kaaaaaaa")).doesNotExist();
        assertThat(store.reread(cluster)).isEmpty();
        assertThat(store.scripts(cluster)).isEmpty();
    }

    @Test
    void aKeyIsNeverTakenForAJobsNumber() {
        for (int i = 0; i < 100; i++) {
            assertThat(ClusterStore.newKey()).matches("k[a-z2-9]{7}");
        }
    }

    private ClusterRecord saved(String key, Optional<String> login) {
        ClusterRecord cluster = cluster(key, login);
        store.save(cluster);
        return cluster;
    }

    private static ClusterRecord cluster(String key, Optional<String> login) {
        return new ClusterRecord(
                key,
                key,
                "site",
                login,
                "slurm",
                8,
                true,
                Optional.of(Duration.ofMinutes(10)),
                JobDirectory.pathFor(key),
                Instant.parse("2026-01-02T03:04:05Z"),
                Phase.RECORDED,
                Optional.empty(),
                Map.of(),
                Optional.of(Duration.ofSeconds(10)),
                Optional.empty(),
                Optional.empty(),
                Profile.Line.EMPTY,
                new ClusterRecord.Request(
                        Optional.of(List.of("--engines=8", "--hold")),
                        Optional.of("/home/me"),
                        Duration.ofMinutes(5)),
                EngineKind.PYTHON);
    }

    private Path clusters() {
        return UserDirectories.from(Map.of("HOME", home.toString())).clusters();
    }

    private static ClusterStore storeIn(Path home) {
        return new ClusterStore(UserDirectories.from(Map.of("HOME", home.toString())));
    }
}
