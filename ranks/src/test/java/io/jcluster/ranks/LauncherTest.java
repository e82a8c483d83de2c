package io.jcluster.ranks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LauncherTest {

    @Test
    void aRankIsWhatItsOwnLauncherSaysAndNoOther() {
        // What an mpiexec within a job of Slurm hands on: every rank has the script's own 0.
        Map<String, String> both =
                Map.of(
                        "SLURM_PROCID", "0",
                        "SLURM_NTASKS", "8",
                        "OMPI_COMM_WORLD_RANK", "5",
                        "OMPI_COMM_WORLD_SIZE", "8");
        assertThat(Launcher.named("openmpi").place(both)).isEqualTo(new Launcher.Place(5, 8));
        assertThat(Launcher.named("srun").place(both)).isEqualTo(new Launcher.Place(0, 8));
    }

    @Test
    void ofAStepOfAJobTheSizeIsTheSteps() {
        assertThat(
                        Launcher.SRUN.place(
                                Map.of(
                                        "SLURM_PROCID", "1",
                                        "SLURM_STEP_NUM_TASKS", "2",
                                        "SLURM_NTASKS", "8")))
                .isEqualTo(new Launcher.Place(1, 2));
    }

    @Test
    void aLauncherThatIsSilentIsNamedWithItsVariable() {
        assertThatThrownBy(() -> Launcher.HYDRA.place(Map.of("PMI_RANK", "")))
                .isInstanceOf(RanksException.class)
                .hasMessage(
                        "hydra has not told this process its rank: there is no number in"
                                + " PMI_RANK");
        assertThatThrownBy(() -> Launcher.named("lam")).hasMessageContaining("lam");
    }
}
