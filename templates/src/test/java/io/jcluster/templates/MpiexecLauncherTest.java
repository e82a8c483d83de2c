package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What mpiexec is told inside a job of PBS: the lines of the script are run as they are, with
 * commands on the path that write down their words.
 */
class MpiexecLauncherTest {

    private static final String OPEN_MPI = "mpiexec (OpenRTE) 4.1.4";
    private static final String HYDRA = "HYDRA build details: Version: 4.0.2";
    private static final String NASTY = "it's \"a\" $HOME `id` *";

    private final Path home;
    private final Path commands;
    private final Path profile;
    private final Path nodeFile;

    MpiexecLauncherTest(@TempDir Path home) {
        this.home = home;
        commands = home.resolve("bin");
        profile = home.resolve("job").resolve("profile");
        nodeFile = home.resolve("nodefile");
    }

    @BeforeEach
    void systemCommands() throws IOException {
        Files.createDirectories(commands);
        Files.createDirectories(profile);
        for (String name : List.of("cat", "chmod", "env", "grep", "sed", "sleep", "tee")) {
            executable(name, "PATH=/usr/bin:/bin exec " + name + " \"$@\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"pbspro", "torque"})
    void openMpiWithoutPbsIsGivenTheHostsWithTheirSlotsAndAnAgent(String scheduler)
            throws Exception {
        starterOf(scheduler);
        mpiexec(OPEN_MPI);
        listed("nid-2", "here", "nid-2", "here");

        String said =
                run(
                        scheduler,
                        4,
                        1,
                        "printf '%s\\n' \"${launch[*]}\" \"$OMPI_MCA_plm_rsh_agent\""
                                + " \"$PRTE_MCA_plm_ssh_agent\"");

        assertThat(said)
                .isEqualTo(
                        "mpiexec -n 4%s --hostfile %s\n%s\n%s\n"
                                .formatted(asRoot(), hosts(), agent(), agent()));
        assertThat(hosts()).hasContent("nid-2 slots=2\nhere slots=2\n");
    }

    @ParameterizedTest
    @CsvSource({"pbspro", "torque"})
    void hydraIsGivenTheHostsWithTheirNumbersAndAnAgent(String scheduler) throws Exception {
        starterOf(scheduler);
        mpiexec(HYDRA);
        listed("nid2", "here", "here", "nid2", "here");

        assertThat(launch(scheduler, 5, 1))
                .isEqualTo(
                        "mpiexec -n 5 -machinefile "
                                + hosts()
                                + " -bootstrap rsh -bootstrap-exec "
                                + agent());
        assertThat(hosts()).hasContent("nid2:2\nhere:3\n");
    }

    @Test
    void intelsMpiIsHydraToo() throws Exception {
        starterOf("pbspro");
        mpiexec("Intel(R) MPI Library for Linux* OS, Version 2021.5 Build 20211102");
        listed("here", "nid2");

        assertThat(launch("pbspro", 2, 1)).contains(" -machinefile ", " -bootstrap rsh ");
    }

    @Test
    void anMpiBuiltForPbsFindsEverythingItself() throws Exception {
        starterOf("torque");
        mpiexec(OPEN_MPI);
        executable("ompi_info", "echo '                 MCA plm: tm (MCA v2.1.0, API v2.0.0)'");
        listed("here", "nid2");
        assertThat(launch("torque", 2, 1)).isEqualTo("mpiexec -n 2" + asRoot());

        mpiexec(HYDRA + "\n    Launchers available:      ssh rsh fork pbs manual");
        assertThat(launch("torque", 2, 1)).isEqualTo("mpiexec -n 2");
    }

    @Test
    void anMpiBuiltForPbsIsToldTheEnginesOfAHostWhereTorqueListsItsCores() throws Exception {
        starterOf("torque");
        mpiexec(OPEN_MPI);
        executable("ompi_info", "echo '                 MCA plm: tm (MCA v2.1.0, API v2.0.0)'");
        listed("here", "here", "here", "here", "nid2", "nid2");

        assertThat(launch("torque", 3, 2))
                .isEqualTo("mpiexec -n 3" + asRoot() + " --bind-to none --hostfile " + hosts());
        assertThat(hosts()).hasContent("here slots=2\nnid2 slots=1\n");
    }

    @Test
    void enginesWithSeveralCpusHaveOneLineEachInOpenPbs() throws Exception {
        starterOf("pbspro");
        mpiexec(HYDRA);
        listed("here", "here", "nid2");

        assertThat(launch("pbspro", 3, 2)).contains(" -machinefile ");
        assertThat(hosts()).hasContent("here:2\nnid2:1\n");
    }

    @Test
    void aJobOnOneHostNeedsNoAgent() throws Exception {
        mpiexec(OPEN_MPI);
        listed("here", "here");
        assertThat(launch("pbspro", 2, 1))
                .isEqualTo("mpiexec -n 2" + asRoot() + " --hostfile " + hosts());
        assertThat(agent()).doesNotExist();
    }

    @Test
    void anMpiexecNobodyKnowsIsTrustedToKnowWhereItIs() throws Exception {
        starterOf("pbspro");
        mpiexec("a vendor's");
        listed("here", "nid2");
        assertThat(launch("pbspro", 2, 1)).isEqualTo("mpiexec -n 2");
    }

    @ParameterizedTest
    @CsvSource({"pbspro, nid2", "torque, -h nid2"})
    void theAgentStartsACommandWithTheEnvironmentOfHereAsOneProgramWithItsFullPath(
            String scheduler, String words) throws Exception {
        Path starter = starterOf(scheduler);
        mpiexec(HYDRA);
        listed("here", "nid2");

        String said =
                run(
                        scheduler,
                        2,
                        1,
                        "export GREETING=\"$NASTY\" PBS_NODENUM=0\n"
                                + "\"$scratch/agent\" nid2 '\"printf\"' \"'%s|'\""
                                + " '\"$GREETING\" \"$PBS_NODENUM\" $(umask)'");

        assertThat(said).isEqualTo(NASTY + "|1|0077|");
        assertThat(Files.readString(home.resolve(starter.getFileName() + ".said")))
                .matches(words + " /bin/bash " + agent() + "\\.nid2\\.[0-9]+\n");
    }

    @Test
    void whatACommandLeavesOnAnotherHostEndsWithItAndItsStatusCounts() throws Exception {
        starterOf("pbspro");
        mpiexec(HYDRA);
        listed("here", "nid2");

        String said =
                run(
                        "pbspro",
                        2,
                        1,
                        """
                        export JCLUSTER_RUN=this.one PATH=/usr/bin:/bin
                        "$scratch/agent" nid2 'setsid sleep 600 & echo $!; exit 7'
                        echo $?""");

        List<String> lines = said.lines().toList();
        assertThat(lines.get(1)).isEqualTo("7");
        // Killed, but known until its parent has taken note.
        for (ProcessHandle left :
                ProcessHandle.of(Long.parseLong(lines.get(0))).stream().toList()) {
            left.onExit().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void withoutACommandOfTheSchedulersTheAgentIsSsh() throws Exception {
        executable("ssh", "echo \"ssh $*\"");
        mpiexec(HYDRA);
        listed("here", "nid2");

        assertThat(run("torque", 2, 1, "\"$scratch/agent\" nid2 hostname"))
                .matches(
                        "ssh -x -o BatchMode=yes nid2 /bin/bash " + agent() + "\\.nid2\\.[0-9]+\n");
    }

    @Test
    void whatIsMissingIsSaidWhereNothingReachesTheOtherHosts() throws Exception {
        mpiexec(OPEN_MPI);
        listed("here", "nid2");

        assertThat(run("pbspro", 2, 1, "echo started"))
                .startsWith("failed 3: mpiexec on here cannot start processes on the job's other")
                .contains("load an MPI that was built for it in 'modules'");
    }

    @Test
    void aJobWithoutAListOfHostsIsNotOfPbs() throws Exception {
        mpiexec(OPEN_MPI);

        assertThat(run("pbspro", 2, 1, "echo started"))
                .startsWith("failed 4: there is no list of hosts '" + nodeFile + "'");
    }

    @Test
    void whatAJobOfTorqueSaysCanBeReadAtOnceAndIsBroughtAtTheEnd() throws Exception {
        mpiexec(HYDRA);
        listed("here");

        String brought =
                job(
                        "torque",
                        1,
                        1,
                        "echo out; echo err >&2; writer=$!; exec >&- 2>&-; wait \"$writer\"");

        assertThat(brought).isEqualTo("out\nerr\n");
        assertThat(home.resolve("job").resolve("job.log")).hasContent("out\nerr\n");
    }

    @Test
    void whereASiteHasTorqueWriteTheOutputInItsPlaceItIsWrittenOnce() throws Exception {
        mpiexec(HYDRA);
        listed("here");
        Path log = home.resolve("job").resolve("job.log");
        Files.createSymbolicLink(home.resolve("output"), log);

        assertThat(job("torque", 1, 1, "echo out; echo err >&2")).isEqualTo("out\nerr\n");
        assertThat(log).hasContent("out\nerr\n");
    }

    @Test
    void theOtherHostAndTheNamesOfTheJobComeFromPbs() throws Exception {
        mpiexec(HYDRA);
        starterOf("pbspro");
        listed("here.site", "nid2.site", "nid3.site");
        assertThat(run("pbspro", 3, 1, "echo $job $submit_host $managed $peer"))
                .isEqualTo("7.server login yes nid2.site\n");
    }

    private Path hosts() {
        return profile.resolve("hosts");
    }

    private Path agent() {
        return profile.resolve("agent");
    }

    /** Open MPI wants to be told by root that root means it. */
    private static String asRoot() {
        return "root".equals(System.getProperty("user.name")) ? " --allow-run-as-root" : "";
    }

    private void listed(String... names) throws IOException {
        Files.writeString(nodeFile, String.join("\n", names) + "\n");
    }

    private void mpiexec(String version) throws IOException {
        executable("mpiexec", "echo '" + version + "'");
    }

    /** A starter that has its own environment, as that of the scheduler has. */
    private Path starterOf(String scheduler) throws IOException {
        String name = scheduler.equals("torque") ? "pbsdsh" : "pbs_tmrsh";
        return executable(
                name,
                "echo \"$*\" >'"
                        + home.resolve(name + ".said")
                        + "'\n"
                        + (scheduler.equals("torque") ? "shift 2\n" : "shift\n")
                        + "exec env -i PBS_NODENUM=1 \"$@\"");
    }

    private Path executable(String name, String text) throws IOException {
        Path file = Files.writeString(commands.resolve(name), "#!/bin/bash\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private String launch(String scheduler, int engines, int cpus) throws Exception {
        return run(scheduler, engines, cpus, "echo \"${launch[@]}\"").stripTrailing();
    }

    /** What the lines after the launcher's print, or with which words the job fails. */
    private String run(String scheduler, int engines, int cpus, String then) throws Exception {
        Path said = home.resolve("said");
        job(scheduler, engines, cpus, "{\n" + then + "\n} >'" + said + "' 2>&1");
        return Files.readString(said);
    }

    /** What comes to where the scheduler collects a job's output. */
    private String job(String scheduler, int engines, int cpus, String then) throws Exception {
        String script =
                String.join(
                        "\n",
                        "fail() { echo \"failed $1: $2\" >\"$HOME/said\"; exit \"$1\"; }",
                        "directory=$HOME/job scratch=$HOME/job/profile job_log=$HOME/job/job.log",
                        "node=here HOSTNAME=here",
                        Resource.foreign("schedulers/" + scheduler + ".sh").orElseThrow(),
                        new MpiexecLauncher()
                                .lines(
                                        new EngineLauncher.Launch(
                                                engines, cpus, Optional.empty(), List.of())),
                        then,
                        "");
        ProcessBuilder builder =
                new ProcessBuilder(
                                "/bin/bash",
                                Files.writeString(home.resolve("script"), script).toString())
                        .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("HOME", home.toString());
        builder.environment().put("PATH", commands.toString());
        builder.environment().put("NASTY", NASTY);
        builder.environment().put("PBS_JOBID", "7.server");
        builder.environment().put("PBS_O_HOST", "login");
        builder.environment().put("PBS_NODEFILE", nodeFile.toString());
        builder.environment().put("PBS_CONF_FILE", home.resolve("no.conf").toString());
        Path output = home.resolve("output");
        Process process = builder.redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the script ends").isTrue();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }
}
