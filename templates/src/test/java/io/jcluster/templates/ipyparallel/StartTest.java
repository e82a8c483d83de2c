package io.jcluster.templates.ipyparallel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.templates.ipyparallel.Start.Program;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The line of a job script that starts the engines. */
class StartTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mpiexec -n {n} ipengine --profile-dir={profile_dir}                 | {launcher=mpiexec} []",
                "mpirun -np {n} -machinefile $PBS_NODEFILE ipengine                  | {launcher=mpiexec} []",
                "mpiexec --mca btl ^openib -n 16 {program_and_args}                  | {launcher=mpiexec} [--mca, btl, ^openib]",
                "srun --mpi=pmix -n {n} --overlap -l ipengine                        | {launcher=srun, mpi=pmix} [-l]",
                "srun {program}                                                      | {launcher=srun} []",
                "exec mpiexec -n {n} python3 -m ipyparallel.engine --mpi &           | {launcher=mpiexec} []",
                "ipengine --profile-dir={profile_dir}                                | {} []",
            })
    void itsLauncherAndOptionsAreToldFromTheProgram(String line, String launch) {
        Start start = start(line);
        assertThat(start.launch() + " " + start.options()).isEqualTo(launch);
        assertThat(start.lost()).isEmpty();
    }

    @Test
    void enginesWithoutALauncherAreAlone() {
        assertThat(start("ipengine").alone()).isTrue();
        assertThat(start("srun ipengine").alone()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mpiexec -n 4 /opt/py/bin/ipengine                          | /opt/py/bin/python",
                "mpiexec -n 4 /opt/py/bin/python3.9 -m ipyparallel.engine   | /opt/py/bin/python3.9",
                "mpiexec -n 4 $HOME/venv/bin/python -m ipyparallel.engine   | ~/venv/bin/python",
                "mpiexec -n 4 ~/venv/bin/ipengine                           | ~/venv/bin/python",
            })
    void thePythonOfAPathIsTheProfiles(String line, String python) {
        assertThat(start(line).python()).contains(python);
    }

    @Test
    void whatStandsBeforeTheLauncherStaysBeforeIt() {
        assertThat(start("cd $WORK && OMP_NUM_THREADS=2 mpiexec -n {n} ipengine").before())
                .containsExactly("cd $WORK || exit 1", "export OMP_NUM_THREADS=2");
    }

    @Test
    void theDirectoryOfALauncherIsKept() {
        assertThat(start("/opt/openmpi/bin/mpiexec -n {n} ipengine").path())
                .contains("/opt/openmpi/bin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mpiexec -machinefile hosts -n {n} ipengine",
                "mpiexec -n {n} --wdir $SCRATCH ipengine",
                "aprun -n {n} ipengine",
                "srun singularity exec image.sif ipengine",
                "mpiexec -n {n} ipengine --custom",
                "mpiexec -n {n} ipengine | tee log",
                "mpiexec -n {n} $CONDA_PREFIX/bin/ipengine",
            })
    void whatHasNoCounterpartIsTold(String line) {
        assertThat(start(line).lost()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo starting ipengine",
                "which ipengine",
                "module load ipyparallel",
                "export P=ipengine",
                "# mpiexec ipengine",
                "mpiexec hostname",
                "python -m venv x",
                "echo 'not closed",
            })
    void otherLinesStartNothing(String line) {
        assertThat(Start.program(line, Program.ENGINES)).isEmpty();
    }

    @Test
    void theProgramOfAHoleIsThatOfTheScript() {
        String line = new Holes(Map.of()).resolve("{program} {program_args}");
        assertThat(
                        List.of(
                                Start.program(line, Program.CONTROLLER).orElseThrow(),
                                Start.program(line, Program.ENGINES).orElseThrow()))
                .containsExactly(Program.CONTROLLER, Program.ENGINES);
    }

    private static Start start(String line) {
        return Start.of(new Holes(Map.of()).resolve(line), Program.ENGINES);
    }
}
