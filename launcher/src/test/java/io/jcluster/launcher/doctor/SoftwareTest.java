package io.jcluster.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.launcher.doctor.Finding.Fault;
import io.jcluster.launcher.doctor.Finding.Status;
import io.jcluster.templates.Profile;
import io.jcluster.templates.SetUp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoftwareTest {

    private static final String OFFERED =
            """
            MPI plugin types are...
            	pmix
            	none
            	pmi2
            specific pmix plugin versions available: pmix_v4
            """;

    private static final Versions HERE = versions("python 3.11.2", "ipyparallel 7.1.0");

    @Test
    void theListOfFlavoursIsReadInItsOldFormAndItsNewOne() {
        assertThat(Software.flavours(OFFERED)).containsExactly("pmix", "none", "pmi2", "pmix_v4");
        assertThat(Software.flavours("srun: MPI types are...\nsrun: none\nsrun: pmi2\n"))
                .containsExactly("none", "pmi2");
        assertThat(Software.flavours("srun: command not found")).isEmpty();
    }

    @Test
    void whatAHealthyLoginNodeHasIsNoProblem() {
        assertThat(look("srun", Optional.of("pmix"), good()))
                .allMatch(finding -> finding.status() == Status.OK)
                .extracting(Finding::name)
                .containsExactly(
                        "modules",
                        "launcher",
                        "mpi",
                        "python",
                        "ipyparallel",
                        "mpi4py",
                        "functions",
                        "relay");
    }

    @Test
    void aFlavourThatSrunDoesNotOfferIsTheProfilesFault() {
        Finding mpi = named("mpi", look("srun", Optional.of("cray"), good()));
        assertThat(mpi.fault()).contains(Fault.REQUEST);
        assertThat(mpi.seen())
                .isEqualTo(
                        "srun does not offer 'cray' of the profile; it offers pmix, none, pmi2,"
                                + " pmix_v4");
        assertThat(mpi.advice()).contains("'mpi' in 'launch' of the profile");
    }

    @Test
    void withoutAWordOfTheProfileTheJobsOwnChoiceIsTold() {
        Map<String, String> facts = good();
        facts.put("flavour.default", "none");
        assertThat(named("mpi", look("srun", Optional.empty(), facts)).seen()).startsWith("pmix, ");
        facts.put("flavours", "MPI plugin types are...\n\tnone\n");
        assertThat(named("mpi", look("srun", Optional.empty(), facts)).status())
                .isEqualTo(Status.WARNING);
    }

    @Test
    void aMissingLauncherIsAProblem() {
        Map<String, String> facts = good();
        facts.remove("mpiexec");
        assertThat(named("launcher", look("mpiexec", Optional.empty(), facts)).seen())
                .isEqualTo("there is no mpiexec on the path of a job");
    }

    @Test
    void aModuleThatCannotBeLoadedEndsTheLook() {
        List<Finding> findings =
                software(
                                "srun",
                                Optional.empty(),
                                Map.of("module.failed", "gcc/99"),
                                "no such module")
                        .look(Optional.empty());
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).seen()).isEqualTo("'module load gcc/99' failed: no such module");
    }

    @Test
    void aPrologueThatFailsIsToldWithItsLine() {
        List<Finding> findings =
                software("srun", Optional.empty(), Map.of("prologue", "status 1 of: false"), "")
                        .look(Optional.empty());
        assertThat(findings.get(0).name()).isEqualTo("prologue");
        assertThat(findings.get(0).seen()).isEqualTo("it failed, with status 1 of: false");
    }

    @Test
    void aShellThatEndsByItselfIsAProblemToo() {
        assertThat(
                        software("srun", Optional.empty(), Map.of(), "bye")
                                .look(Optional.empty())
                                .get(0)
                                .seen())
                .isEqualTo("a login shell of bash ended before its end: bye");
    }

    @Test
    void aPythonThatIsNotThereOrDoesNotRunIsTold() {
        Map<String, String> facts = good();
        facts.put("versions", "");
        assertThat(named("python", look("srun", Optional.empty(), facts)).seen())
                .startsWith("'python3' does not run");
        facts.put("python", "");
        assertThat(named("python", look("srun", Optional.empty(), facts)).seen())
                .isEqualTo("there is no program 'python3' on the path of a job");
    }

    @ParameterizedTest
    @CsvSource({
        "7.1.0, 7.0.1, OK",
        "7.1.0, 9.1.0, PROBLEM",
        "9.1.0, 7.1.0, PROBLEM",
        "6.3.0, 7.1.0, PROBLEM",
        "6.0.9, 6.3.0, PROBLEM",
        "8.8.0.dev0, 8.6.1, OK",
    })
    void majorVersionsOfIpyparallelMustBeTheSame(String there, String here, Status status) {
        assertThat(
                        Software.ipyparallel(
                                        versions("ipyparallel " + there),
                                        Optional.of(versions("ipyparallel " + here)))
                                .status())
                .isEqualTo(status);
    }

    @Test
    void theAdviceForAMismatchNamesTheVersionToInstall() {
        Finding finding =
                Software.ipyparallel(
                        versions("ipyparallel 9.1.0"),
                        Optional.of(
                                versions("executable /opt/py/bin/python3", "ipyparallel 7.1.0")));
        assertThat(finding.seen()).isEqualTo("9.1.0 there, 7.1.0 here");
        assertThat(finding.advice())
                .startsWith("/opt/py/bin/python3 -m pip install 'ipyparallel==9.*', here");
    }

    @Test
    void withoutIpyparallelThereOrHereItIsSaid() {
        assertThat(Software.ipyparallel(versions("python 3.11.2"), Optional.of(HERE)).advice())
                .contains("-m pip install --user ipyparallel");
        assertThat(Software.ipyparallel(HERE, Optional.empty()).seen())
                .isEqualTo("7.1.0 there, none here");
    }

    @Test
    void mpi4pyIsNeededUnlessTheProfileWantsNoMpi() {
        Map<String, String> facts = good();
        facts.put("versions", "python 3.11.2\nipyparallel 7.1.0\nmpi4py -\n");
        assertThat(named("mpi4py", look("srun", Optional.empty(), facts)).status())
                .isEqualTo(Status.PROBLEM);
        assertThat(named("mpi4py", look("srun", Optional.of("none"), facts)).status())
                .isEqualTo(Status.OK);
    }

    @Test
    void anMpiLibraryThatCannotBeLoadedIsAWarningWithItsOwnWords() {
        Map<String, String> facts = good();
        facts.put("library", "ImportError: libmpi.so.40: cannot open shared object file");
        Finding finding = named("mpi4py", look("srun", Optional.empty(), facts));
        assertThat(finding.status()).isEqualTo(Status.WARNING);
        assertThat(finding.seen()).contains("libmpi.so.40");
    }

    @Test
    void anOldPythonCannotRunTheRelayAndAnotherPythonMayRefuseFunctions() {
        Map<String, String> facts = good();
        facts.put("versions", "python 3.5.1\nipyparallel 7.1.0\nmpi4py 3.1.4\n");
        List<Finding> findings = look("srun", Optional.empty(), facts);
        assertThat(named("relay", findings).status()).isEqualTo(Status.WARNING);
        assertThat(named("functions", findings).seen()).isEqualTo("Python 3.5 there, 3.11 here");
    }

    @Test
    void anMpiThatIsNotTheOneItWasBuiltWithIsAWarning() {
        Map<String, String> facts = good();
        facts.put("library", "loaded Open MPI v4.1.4; built with Open MPI 4.0.5 (/opt/bin/mpicc)");
        assertThat(named("mpi4py", look("srun", Optional.of("pmix"), facts)).status())
                .isEqualTo(Status.OK);
        facts.put("library", "loaded Open MPI v4.1.4; built with MPICH 4.0.2");
        assertThat(named("mpi4py", look("srun", Optional.of("pmix"), facts)).status())
                .isEqualTo(Status.WARNING);
    }

    @Test
    void theScriptMakesReadyWhatAJobMakesReadyAndSaysWhatFails() {
        SetUp setUp =
                SetUp.of(
                        Profile.read(
                                        "a test",
                                        """
                                        software:
                                          purge: true
                                          module-use: ~/modules
                                          modules: [gcc/12, "it's"]
                                          prologue: source env
                                          venv: ~/venv
                                          environment: { A: b }
                                          container: { image: x.sif }
                                        """)
                                .software());
        assertThat(Software.text(setUp, setUp.inside() + "say python\n"))
                .containsSubsequence(
                        "module purge",
                        "module use",
                        "load gcc/12\n",
                        "load 'it'\\''s'\n",
                        "\nsource env\n",
                        "venv='~/venv'",
                        "export A=b\n",
                        "inside=(apptainer exec x.sif)",
                        "say python\n");
        assertThat(Software.text(setUp.withoutEnvironment(), "say python\n"))
                .contains("export A=b\n")
                .doesNotContain("venv='~/venv'", "apptainer");
        assertThat(
                        software(
                                        "srun",
                                        Optional.empty(),
                                        Map.of("setup", "there is no virtual environment"),
                                        "")
                                .look(Optional.of(HERE)))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.status()).isEqualTo(Status.PROBLEM);
                            assertThat(finding.seen()).startsWith("there is no virtual");
                        });
    }

    private static List<Finding> look(
            String launcher, Optional<String> mpi, Map<String, String> facts) {
        return software(launcher, mpi, facts, "").look(Optional.of(HERE));
    }

    private static Software software(
            String launcher, Optional<String> mpi, Map<String, String> facts, String complaints) {
        Profile launch =
                Profile.read(
                        "a test",
                        "launch: { launcher: %s, mpi: %s }".formatted(launcher, mpi.orElse("")));
        return new Software(launch, "slurm", new Facts(facts, complaints));
    }

    private static Map<String, String> good() {
        return new HashMap<>(
                Map.of(
                        "python", "/usr/bin/python3",
                        "versions", "python 3.11.2\nipyparallel 7.1.0\nmpi4py 3.1.4\n",
                        "library", "loaded Open MPI v4.1.4",
                        "mpiexec", "/usr/bin/mpiexec",
                        "srun", "/usr/bin/srun",
                        "flavours", OFFERED,
                        "flavour.default", "pmix"));
    }

    private static Finding named(String name, List<Finding> findings) {
        return findings.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    private static Versions versions(String... lines) {
        return Versions.read(String.join("\n", lines));
    }
}
