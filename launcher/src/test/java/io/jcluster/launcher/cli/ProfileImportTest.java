package io.jcluster.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A profile of ipyparallel moved in, and what jcluster then asks a scheduler for. */
class ProfileImportTest {

    private static final long PATIENCE_SECONDS = 120;

    private static final String PBS_CONFIG =
            """
            c = get_config()
            c.IPClusterStart.controller_launcher_class = 'PBSControllerLauncher'
            c.IPClusterEngines.engine_launcher_class = 'PBSEngineSetLauncher'
            c.PBSControllerLauncher.batch_template_file = 'pbs.controller.template'
            c.PBSEngineSetLauncher.batch_template_file = 'pbs.engine.template'
            c.PBSLauncher.queue = 'debug'
            """;

    @TempDir private Path home = Path.of("");
    private Path old = Path.of("");
    private Path profiles = Path.of("");

    private record Said(int status, String out, String err) {}

    @BeforeEach
    void directories() throws IOException {
        old = Files.createDirectories(home.resolve(".ipython/profile_carc"));
        profiles = home.resolve(".config/jcluster/profiles");
    }

    @Test
    void torqueIsAskedForWhatItWasAskedForBefore() throws Exception {
        torque();
        assertThat(imported().status()).isZero();

        String engines = jcluster("script", "--profile", "carc", "--job", "engines").out();
        assertThat(engines)
                .startsWith("#!/bin/bash -l\n#PBS ")
                .contains(
                        "#PBS -l nodes=2:ppn=8",
                        "walltime=01:00:00",
                        "#PBS -q debug\n",
                        "#PBS -W x=FLAGS:ADVRES:course.12\n",
                        "cd $PBS_O_WORKDIR\n",
                        "engines=16\n",
                        "modules=(openmpi-3.1.2)\n",
                        "source activate mpi_env\n",
                        "mpiexec")
                .doesNotContain("{{", "ipengine --profile-dir", "ipython_engine");

        String controller = jcluster("script", "--profile", "carc", "--job", "controller").out();
        assertThat(controller)
                .contains("nodes=1:ppn=1", "walltime=08:00:00", "#PBS -q debug\n", "#PBS -V\n")
                .doesNotContain("{{", "nodes=2");
    }

    @Test
    void openPbsIsAskedForTheSameChunks() throws Exception {
        Files.writeString(
                old.resolve("ipcluster_config.py"), "c.Cluster.engine_launcher_class = 'pbs'\n");
        Files.writeString(
                old.resolve("pbs.engine.template"),
                """
                #PBS -l select=2:ncpus=8:mpiprocs=4:mem=16gb
                #PBS -l place=scatter:excl
                #PBS -l walltime=2:30:00
                #PBS -P laser
                mpiexec -n {n} ipengine
                """);
        assertThat(imported().status()).isZero();

        assertThat(jcluster("script", "--profile", "carc").out())
                .contains(
                        "select=2:ncpus=8:mpiprocs=4:ompthreads=2:mem=16",
                        "walltime=02:30:00",
                        "#PBS -l place=scatter:excl\n",
                        "#PBS -P laser\n",
                        "engines=8\n");
    }

    @Test
    void slurmIsAskedForWhatItWasAskedForBefore() throws Exception {
        Files.writeString(
                old.resolve("ipcluster_config.py"),
                """
                c.Cluster.engine_launcher_class = 'slurm'
                c.SlurmLauncher.account = 'g123'
                """);
        Files.writeString(
                old.resolve("slurm.engine.template"),
                """
                #!/bin/bash -l
                #SBATCH --nodes=2 --ntasks-per-node=12
                #SBATCH --constraint=gpu
                #SBATCH --account={account}
                #SBATCH --time=00:20:00
                #SBATCH --mail-type=ALL
                module load daint-gpu
                export OMP_NUM_THREADS=1
                srun --mpi=pmi2 -n {n} ipengine --profile-dir={profile_dir}
                """);
        assertThat(imported().status()).isZero();

        assertThat(jcluster("script", "--profile", "carc").out())
                .startsWith("#!/bin/bash -l\n#SBATCH ")
                .contains(
                        "#SBATCH --ntasks=24\n",
                        "#SBATCH --nodes=2\n",
                        "#SBATCH --ntasks-per-node=12\n",
                        "#SBATCH --constraint=gpu\n",
                        "#SBATCH --account=g123\n",
                        "#SBATCH --time=0:20:00\n",
                        "#SBATCH --mail-type=ALL\n",
                        "modules=(daint-gpu)\n",
                        "export OMP_NUM_THREADS=1\n",
                        "flavour=pmi2\n")
                .doesNotContain("{{");
    }

    @Test
    void theFilesAreForTheirOwnerOnlyAndNotWrittenOver() throws Exception {
        torque();
        assertThat(imported().status()).isZero();
        try (var files = Files.list(profiles)) {
            assertThat(files.toList())
                    .hasSize(3)
                    .allSatisfy(
                            file ->
                                    assertThat(
                                                    PosixFilePermissions.toString(
                                                            Files.getPosixFilePermissions(file)))
                                            .isEqualTo("rw-------"));
        }

        Path mine = profiles.resolve("carc-engines.sh");
        Files.delete(profiles.resolve("carc.yaml"));
        Files.writeString(mine, "mine");
        Said again = imported();
        assertThat(again.status()).isEqualTo(2);
        assertThat(again.err()).contains("is there already", "try: --name", "--force");
        assertThat(Files.readString(mine)).isEqualTo("mine");
        assertThat(profiles.resolve("carc.yaml")).doesNotExist();

        assertThat(imported("--name", "wheeler-2").status()).isZero();
        assertThat(profiles.resolve("wheeler-2-engines.sh")).exists();
        assertThat(imported("--force").status()).isZero();
        assertThat(Files.readString(mine)).contains("{{cluster|lines}}");
    }

    @Test
    void eachLineIsToldToPeopleAndToPrograms() throws Exception {
        torque();
        assertThat(imported().out())
                .contains(
                        "understood",
                        "  pbs.engine.template:3  #PBS -l nodes=2:ppn=8\n      resources: nodes: 2, tasks-per-node: 8\n",
                        "kept",
                        "  pbs.engine.template:6  #PBS -W x=FLAGS:ADVRES:course.12\n",
                        profiles.resolve("carc.yaml") + "\n",
                        "jcluster script --profile carc");

        JsonNode json = new ObjectMapper().readTree(imported("--json", "--force").out());
        assertThat(json.path("profile").asText()).isEqualTo("carc");
        assertThat(json.path("files")).hasSize(3);
        assertThat(json.path("understood").toString())
                .contains(
                        "{\"file\":\"pbs.engine.template\",\"line\":3,\"text\":\"#PBS -l nodes=2:ppn=8\"");
        assertThat(json.path("ours")).isNotEmpty();
        assertThat(json.path("kept")).isNotEmpty();
        assertThat(json.path("not_understood")).isEmpty();
    }

    @Test
    void aNameThatComesWithJclusterIsSaidToBePutOverIt() throws Exception {
        torque();
        assertThat(imported("--name", "slurm").out()).contains("over the profile slurm");
    }

    @ParameterizedTest(name = "jcluster profile import {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "                        | Missing required parameter",
                "nowhere                 | there is no such directory",
                "file                    | it is no directory",
                "empty                   | there is no profile in it",
                "empty --name ../../x    | no name for a profile",
                "empty --name a.yaml     | no name for a profile",
                "empty --colour          | --colour",
            })
    void aWrongRequestIsRefusedWithStatus2AndWritesNothing(String words, String wrong)
            throws Exception {
        Files.writeString(home.resolve("file"), "");
        Files.createDirectory(home.resolve("empty"));
        List<String> line = new ArrayList<>(List.of("profile", "import"));
        if (words != null) {
            line.addAll(List.of(words.split(" ")));
        }
        Said said = jcluster(line.toArray(String[]::new));
        assertThat(said.status()).as(said.err()).isEqualTo(2);
        assertThat(said.err()).startsWith("jcluster: ").contains(wrong);
        assertThat(said.err()).doesNotContain("fault of jcluster itself");
        assertThat(home.resolve(".config")).doesNotExist();
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsThisMachinesFault() throws Exception {
        torque();
        Files.writeString(home.resolve(".config"), "in the way");
        Said said = imported();
        assertThat(said.status()).isEqualTo(7);
        assertThat(said.err()).contains("cannot write into " + profiles);
    }

    @Test
    void theHelpShowsUsageAndExamples() throws Exception {
        Said said = jcluster("profile", "import", "--help");
        assertThat(said.status()).isZero();
        assertThat(said.out())
                .startsWith("Usage: jcluster profile import")
                .containsPattern("Examples:\\n  jcluster profile import ");
    }

    private void torque() throws IOException {
        Files.writeString(old.resolve("ipcluster_config.py"), PBS_CONFIG);
        Files.writeString(
                old.resolve("pbs.controller.template"),
                """
                #!/bin/bash
                #PBS -N ipython_controller
                #PBS -V
                #PBS -l walltime=08:00:00,nodes=1:ppn=1
                #PBS -q {queue}
                cd $PBS_O_WORKDIR
                module load openmpi-3.1.2
                source activate mpi_env
                ipcontroller --profile-dir={profile_dir} --ip='*'
                """);
        Files.writeString(
                old.resolve("pbs.engine.template"),
                """
                #!/bin/bash
                #PBS -N ipython_engine
                #PBS -l nodes=2:ppn=8
                #PBS -l walltime=01:00:00
                #PBS -q {queue}
                #PBS -W x=FLAGS:ADVRES:course.12
                cd $PBS_O_WORKDIR
                module load openmpi-3.1.2
                source activate mpi_env
                mpiexec -machinefile $PBS_NODEFILE -n {n} ipengine --profile-dir={profile_dir}
                """);
    }

    private Said imported(String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("profile", "import", old.toString()));
        words.addAll(List.of(options));
        return jcluster(words.toArray(String[]::new));
    }

    private Said jcluster(String... words) throws Exception {
        List<String> argv =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        argv.addAll(List.of(words));
        Path out = Files.createTempFile("said", ".out");
        Path err = Files.createTempFile("said", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(argv)
                            .directory(home.toFile())
                            .redirectInput(new File("/dev/null"))
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(Map.of("HOME", home.toString(), "PATH", "/usr/bin:/bin"));
            Process process = builder.start();
            try {
                assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            } finally {
                process.destroyForcibly();
            }
            return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
