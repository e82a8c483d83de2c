package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.CpuArchitecture;
import io.jcluster.drmaa2.MachineInfo;
import io.jcluster.drmaa2.OperatingSystem;
import io.jcluster.drmaa2.QueueInfo;
import io.jcluster.drmaa2.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlurmClusterTest {

    @Test
    void aPartitionIsAQueue() {
        var queues = SlurmPartitions.read(Records.printed("sinfo.txt"));
        assertThat(queues).extracting(QueueInfo::name).containsExactly("normal", "debug");
        assertThat(queues.get(0).extensions())
                .containsEntry("slurm_qi_state", "up")
                .containsEntry("slurm_qi_default", "true")
                .containsEntry("slurm_qi_max_time", "1-00:00:00")
                .containsEntry("slurm_qi_nodes", "2")
                .containsEntry("slurm_qi_total_cpus", "24")
                .doesNotContainKey("slurm_qi_default_time");
        assertThat(queues.get(1).extensions()).containsEntry("slurm_qi_default", "false");
    }

    @Test
    void aListOfQueuesOfAnotherShapeIsRefused() {
        assertThat(SlurmPartitions.read("")).isEmpty();
        assertThatThrownBy(() -> SlurmPartitions.read("Welcome to Daint\n"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNodeIsAMachine() {
        var machines = SlurmNodes.read(Records.printed("scontrol-node.txt"));
        assertThat(machines).extracting(MachineInfo::name).containsExactly("nid1", "nid2");
        var nid1 = machines.get(0);
        assertThat(nid1.available()).isTrue();
        assertThat(nid1.sockets()).isEqualTo(12);
        assertThat(nid1.coresPerSocket()).isEqualTo(1);
        assertThat(nid1.threadsPerCore()).isEqualTo(1);
        assertThat(nid1.load()).hasValue(8.91);
        assertThat(nid1.physMemory()).hasValue(12000L * 1024);
        assertThat(nid1.machineArch()).contains(CpuArchitecture.X64);
        assertThat(nid1.machineOS()).contains(OperatingSystem.LINUX);
        assertThat(nid1.machineOSVersion()).contains(new Version("6", "18"));
        assertThat(nid1.extensions())
                .containsEntry("slurm_mi_state", "MIXED")
                .containsEntry("slurm_mi_features", "gpu,mc")
                .containsEntry("slurm_mi_partitions", "normal,debug")
                .containsEntry("slurm_mi_cpus_allocated", "2")
                .doesNotContainKey("slurm_mi_gres");
    }

    @Test
    void whatAnAdministratorWritesIsNoFieldOfANode() {
        var nid2 = SlurmNodes.read(Records.printed("scontrol-node.txt")).get(1);
        assertThat(nid2.available()).isFalse();
        assertThat(nid2.machineArch()).contains(CpuArchitecture.X64);
        assertThat(nid2.extensions()).containsEntry("slurm_mi_state", "IDLE+DRAIN");
    }

    @ParameterizedTest
    @CsvSource({
        "IDLE, true",
        "MIXED, true",
        "ALLOCATED, true",
        "COMPLETING, true",
        "MIXED+PLANNED, true",
        "IDLE+CLOUD+POWERED_DOWN, true",
        "IDLE+DRAIN, false",
        "IDLE*, false",
        "IDLE*+DRAIN, false",
        "DOWN, false",
        "DOWN*, false",
        "MIXED+NOT_RESPONDING, false",
        "IDLE+MAINT, false",
        "UNKNOWN, false",
        "FUTURE, false",
    })
    void aMachineIsAvailableInThisState(String state, boolean available) {
        var machine = SlurmNodes.read("NodeName=n1 State=" + state + " ThreadsPerCore=2\n").get(0);
        assertThat(machine.available()).isEqualTo(available);
    }

    @Test
    void aNodeThatNeverReportedHasOneOfEverything() {
        var node =
                SlurmNodes.read(
                                "NodeName=n1 CoresPerSocket=0 CPULoad=N/A FreeMem=N/A State=DOWN*\n")
                        .get(0);
        assertThat(node.coresPerSocket()).isEqualTo(1);
        assertThat(node.load()).isEmpty();
        assertThat(node.machineOS()).isEmpty();
    }

    @Test
    void aListOfNodesOfAnotherShapeIsRefused() {
        assertThat(SlurmNodes.read("No nodes in the system\n")).isEmpty();
        assertThatThrownBy(() -> SlurmNodes.read("Welcome to Daint\n"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
