package io.jcluster.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.launcher.doctor.Finding.Fault;
import io.jcluster.launcher.doctor.Finding.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThisMachineTest {

    @TempDir private Path directory = Path.of("");

    @Test
    void aStateDirectoryThatIsNotThereYetIsNotMade() {
        Path state = directory.resolve("state/jcluster");
        assertThat(ThisMachine.state(state).status()).isEqualTo(Status.OK);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aStateDirectoryThatOthersSeeIsAWarning() throws IOException {
        Path state = Files.createDirectory(directory.resolve("state"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(ThisMachine.state(state).advice()).isEqualTo("chmod 700 " + state);
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
        assertThat(ThisMachine.state(state).status()).isEqualTo(Status.OK);
    }

    @Test
    void aFileWhereTheStateDirectoryShouldBeIsAProblemOfThisMachine() throws IOException {
        Path state = Files.createFile(directory.resolve("state"));
        assertThat(ThisMachine.state(state.resolve("jcluster")).fault()).contains(Fault.LAPTOP);
    }

    @Test
    void aMachineWithoutPythonIsFine() {
        assertThat(ThisMachine.python(Optional.empty()).status()).isEqualTo(Status.OK);
        assertThat(ThisMachine.python(Optional.of(Versions.read("python 3.11.2\nnumpy -"))).seen())
                .isEqualTo(
                        "Python 3.11.2 (python3) with no ipyparallel, no mpi4py, no ipykernel, no"
                                + " numpy");
    }
}
