package io.jcluster.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.templates.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a command, kept and given again. */
class ClusterOptionsTest {

    @TempDir private Path home = Path.of("");

    @Command(name = "try")
    private static final class Tried implements Runnable {
        @Spec private CommandSpec spec = CommandSpec.create();
        @Mixin private ClusterOptions options = new ClusterOptions();

        @Option(names = "--json")
        private boolean json;

        private List<String> given = List.of();

        @Override
        public void run() {
            assertThat(json).isIn(true, false);
            given = options.givenWith(spec);
        }
    }

    private static List<String> given(String... words) {
        Tried command = new Tried();
        assertThat(new CommandLine(command).execute(words)).isZero();
        return command.given;
    }

    @Test
    void onlyWhatDescribesTheClusterIsKeptInItsLongForm() {
        assertThat(given("-n", "4", "-s", "slurm", "--hold", "--json", "-C", "a b"))
                .containsExactlyInAnyOrder(
                        "--engines=4", "--scheduler=slurm", "--hold", "--constraint=a b");
        assertThat(given()).isEmpty();
    }

    @Test
    void theFileOfAProfileIsKeptSoThatItIsFoundFromAnywhere() {
        assertThat(given("-p", "site.yaml"))
                .containsExactly("--profile=" + Path.of("site.yaml").toAbsolutePath());
        assertThat(given("-p", "daint")).containsExactly("--profile=daint");
    }

    @Test
    void anOptionGivenAgainTakesThePlaceOfTheEarlierOneAndTheOthersStay() {
        assertThat(
                        ClusterOptions.merged(
                                List.of("--scheduler=slurm", "--engines=4", "--walltime=2h"),
                                List.of("--engines=8", "--nodes=2")))
                .containsExactly("--scheduler=slurm", "--walltime=2h", "--engines=8", "--nodes=2");
    }

    @Test
    void enginesOfAnotherKindAreToldNothingThatWasSaidOfTheFirst() {
        List<String> java =
                List.of(
                        "--engines=4",
                        "--kind=jshell",
                        "--jar=/a.jar",
                        "--maven=org.example:app:1",
                        "--implementation=mpjexpress");
        assertThat(ClusterOptions.merged(java, List.of("--kind=python")))
                .containsExactly("--engines=4", "--kind=python");
        assertThat(ClusterOptions.merged(java, List.of("--kind=jshell", "--engines=2")))
                .containsExactly(
                        "--jar=/a.jar",
                        "--maven=org.example:app:1",
                        "--implementation=mpjexpress",
                        "--kind=jshell",
                        "--engines=2");
        assertThat(
                        ClusterOptions.merged(
                                List.of("--mpi=none", "--argument=--debug", "--nodes=2"),
                                List.of("--kind=jshell")))
                .containsExactly("--nodes=2", "--kind=jshell");
    }

    @Test
    void theSameClusterIsSettledFromThem() {
        List<String> earlier = given("-s", "slurm", "-n", "4", "-t", "2h", "--layout", "separate");
        ClusterSpec same = settled(earlier, List.of());
        assertThat(same.engines()).isEqualTo(4);
        assertThat(same.scheduler()).isEqualTo("slurm");
        assertThat(settled(earlier, given("-n", "6")).engines()).isEqualTo(6);
        assertThat(settled(earlier, given("--nodes", "2", "-n", "6")).nodes())
                .isEqualTo(Optional.of(2));
        assertThatThrownBy(() -> settled(earlier, given("--nodes", "2", "--tasks-per-node", "3")))
                .hasMessageContaining(
                        "-n 4 contradicts nodes 2 (--nodes) x tasks-per-node 3 (--tasks-per-node)"
                                + " = 6");
        assertThat(
                        settled(given("--memory", "4G"), given("--memory-per-cpu", "1G"))
                                .profile()
                                .resources()
                                .memory())
                .isEmpty();
    }

    @Test
    void anOptionTakesThePlaceOfOtherWordsForTheSameThingInTheProfile() throws IOException {
        Path file =
                Files.writeString(
                        home.resolve("p.yaml"),
                        """
                        site: { scheduler: slurm }
                        resources: { memory: 4G, gpus-per-node: 4 }
                        """);
        Profile.Resources wanted =
                settled(
                                given("-p", file.toString(), "--memory-per-cpu", "1G"),
                                given("--gpus-per-engine", "1"))
                        .profile()
                        .resources();
        assertThat(wanted.memory()).isEmpty();
        assertThat(wanted.memoryPerCpu()).contains("1G");
        assertThat(wanted.gpusPerNode()).isEmpty();
        assertThatThrownBy(
                        () ->
                                settled(
                                        given("-s", "slurm", "--memory", "1G"),
                                        given("--nodes", "1", "-n", "2", "--tasks-per-node", "1")))
                .hasMessageContaining("-n 2 contradicts");
        assertThatThrownBy(
                        () ->
                                settled(
                                        given("-s", "slurm"),
                                        given("--memory", "1G", "--memory-per-cpu", "1G")))
                .hasMessageContaining("cannot both be said");
    }

    private ClusterSpec settled(List<String> earlier, List<String> now) {
        return ClusterOptions.again(earlier, now)
                .settle(UserDirectories.from(Map.of("HOME", home.toString())));
    }
}
