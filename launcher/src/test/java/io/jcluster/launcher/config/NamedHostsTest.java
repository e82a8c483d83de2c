package io.jcluster.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jcluster.templates.Profile;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamedHostsTest {

    private static final String TWO = "site: { scheduler: hosts, hosts: [a:4, b:4] }\n";

    @Test
    void theJobIsOneOfTheControllersHostAndEverySlotHasAnEngine() {
        ClusterSpec spec = spec(TWO, "hosts", Optional.empty());

        assertThat(spec.login()).contains("a");
        assertThat(spec.scheduler()).isEqualTo("shell");
        assertThat(spec.engines()).isEqualTo(8);
        assertThat(spec.nodes()).isEmpty();
    }

    @Test
    void theControllerIsOnTheLoginHostOrWhereItIsSaid() {
        assertThat(login("site: { login: c, hosts: [a, b] }")).contains("c");
        assertThat(login("site: { hosts: [a, b] }\ncontroller: { host: c }")).contains("c");
        assertThat(login("site: { login: c, hosts: [a] }\ncontroller: { host: c }")).contains("c");
        assertThat(login("site: { hosts: [a, b] }\ncontroller: { host: localhost }")).isEmpty();
        assertThat(login("site: { hosts: [localhost, b] }")).isEmpty();
    }

    @Test
    void whatContradictsIsRefusedInASentence() {
        refused("site: { scheduler: hosts }", "needs the hosts by name");
        refused(TWO + "resources: { nodes: 2 }", "nodes 2: the hosts are named one by one");
        refused(TWO + "controller: { layout: separate }", "is for a queue");
        refused(TWO + "launch: { launcher: srun }", "needs Slurm");
        refused(TWO + "launch: { launcher: ssh }", "without MPI");
        refused(
                "site: { login: c, hosts: [a] }\ncontroller: { host: d }",
                "the login host is c and the controller's host d");
    }

    @Test
    void hostsAreNamedForNoOtherScheduler() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec(TWO, "slurm", Optional.empty()))
                .withMessageContaining("here the scheduler is slurm");
    }

    @Test
    void moreEnginesThanSlotsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec(TWO, "hosts", Optional.of(9)))
                .withMessageStartingWith("-n 9 is more than the 8 engines");
        assertThat(spec(TWO, "hosts", Optional.of(3)).engines()).isEqualTo(3);
    }

    private static Optional<String> login(String yaml) {
        return spec(yaml, "hosts", Optional.empty()).login();
    }

    private static void refused(String yaml, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec(yaml, "hosts", Optional.empty()))
                .withMessageContaining(why);
    }

    private static ClusterSpec spec(String yaml, String scheduler, Optional<Integer> engines) {
        return ClusterSpec.settle("site", Profile.read("test", yaml), scheduler, engines, false);
    }
}
