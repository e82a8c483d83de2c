package io.jcluster.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The import rules inside this module, where no module-info can say them. */
class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.jcluster.launcher");

    @Test
    void theClassesOfAllPackagesAreLookedAt() {
        assertThat(CLASSES)
                .extracting(it -> it.getPackageName())
                .contains(
                        "io.jcluster.launcher.agent",
                        "io.jcluster.launcher.background",
                        "io.jcluster.launcher.cli",
                        "io.jcluster.launcher.cluster",
                        "io.jcluster.launcher.config",
                        "io.jcluster.launcher.doctor",
                        "io.jcluster.launcher.keeper",
                        "io.jcluster.launcher.shell");
    }

    @Test
    void importsPointDownFromCliOverDoctorClusterAndAgentToBackgroundAndConfig() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy("io.jcluster.launcher.cli..")
                .layer("doctor")
                .definedBy("io.jcluster.launcher.doctor..")
                .layer("shell")
                .definedBy("io.jcluster.launcher.shell..")
                .layer("cluster")
                .definedBy("io.jcluster.launcher.cluster..")
                .layer("agent")
                .definedBy("io.jcluster.launcher.agent..")
                .layer("keeper")
                .definedBy("io.jcluster.launcher.keeper..")
                .layer("background")
                .definedBy("io.jcluster.launcher.background..")
                .layer("config")
                .definedBy("io.jcluster.launcher.config..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("doctor")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("shell")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("shell")
                .mayNotAccessAnyLayer()
                .whereLayer("cluster")
                .mayOnlyBeAccessedByLayers("cli", "doctor")
                .whereLayer("agent")
                .mayOnlyBeAccessedByLayers("cli", "doctor", "cluster")
                .whereLayer("keeper")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("background")
                .mayOnlyBeAccessedByLayers("agent", "keeper")
                .whereLayer("config")
                .mayNotAccessAnyLayer()
                .ensureAllClassesAreContainedInArchitectureIgnoring("io.jcluster.launcher")
                .check(CLASSES);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.jcluster.launcher.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nothingKnowsWhichLibrarySpeaksSsh() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.jcraft..", "io.jcluster.tunnel.ssh..")
                .check(CLASSES);
    }

    @Test
    void noDialectIsNamed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.jcluster.scheduler.*..")
                .check(CLASSES);
    }

    /**
     * The package mpi of three implementations that differ; which one is there the nodes decide.
     */
    @Test
    void noModuleOfOursIsCompiledAgainstAnMpiForJava() {
        JavaClasses all =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.jcluster");
        assertThat(all)
                .extracting(it -> it.getPackageName())
                .contains("io.jcluster.engine", "io.jcluster.ranks", "io.jcluster.client");
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("mpi..", "mpjbuf..", "mpjdev..", "xdev..")
                .check(all);
    }

    @Test
    void onlyTheCommandLineKnowsTheCommandLineLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.jcluster.launcher.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CLASSES);
    }
}
