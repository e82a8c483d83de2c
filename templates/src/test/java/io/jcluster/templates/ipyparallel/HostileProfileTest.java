package io.jcluster.templates.ipyparallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jcluster.templates.ProfileException;
import io.jcluster.templates.Profiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories that are no profile, and profiles that mean harm. */
class HostileProfileTest {

    private static final String PBS = "c.Cluster.engine_launcher_class = 'PBS'\n";

    @TempDir private Path directory;
    @TempDir private Path profiles;

    @Test
    void whatIsNoDirectoryIsNamed() throws IOException {
        assertThat(refused(directory.resolve("nowhere")))
                .contains("nowhere: there is no such directory");
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(refused(file)).contains("file: it is no directory");
    }

    @Test
    void aDirectoryWithoutAProfileSaysWhatWasLookedFor() {
        assertThat(refused(directory))
                .contains(
                        "there is no profile in it", "ipcluster_config.py", "pbs.engine.template");
    }

    @Test
    void binaryFilesAndOtherEncodingsAreRefusedWithTheirPlace() throws IOException {
        Files.write(
                file("ipcluster_config.py"),
                "c.A.b = 1\n\nc.A.c = 'é'\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refused(directory)).contains("ipcluster_config.py:3:1: it is no text in UTF-8");
        Files.write(file("ipcluster_config.py"), new byte[] {'a', 0, 'b'});
        assertThat(refused(directory)).contains("ipcluster_config.py: it is no text");
        Files.writeString(file("ipcluster_config.py"), "\uFEFF" + PBS);
        assertThat(imported().files()).containsKey("x.yaml");
        Files.write(file("pbs.engine.template"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0});
        assertThat(refused(directory)).contains("pbs.engine.template:1:1: it is no text in UTF-8");
    }

    @Test
    void hugeFilesAndThingsThatAreNoFilesAreNotRead() throws IOException {
        Files.writeString(file("ipcluster_config.py"), "#".repeat((1 << 20) + 1));
        assertThat(refused(directory)).contains("larger than 1 MiB");
        Files.delete(file("ipcluster_config.py"));
        Files.createDirectory(file("ipcluster_config.py"));
        assertThat(refused(directory)).contains("ipcluster_config.py: it is no file");
        Files.delete(file("ipcluster_config.py"));
        Files.writeString(
                file("ipcluster_config.py"),
                PBS + "c.PBSEngineSetLauncher.batch_template_file = '/dev/zero'\n");
        assertThat(refused(directory)).contains("/dev/zero: it is no file");
    }

    @Test
    void aTemplateThatIsNotThereIsToldWithTheLineThatNamesIt() throws IOException {
        write(PBS + "c.PBSEngineSetLauncher.batch_template_file = 'gone.template'\n");
        assertThat(told(imported(), "gone.template"))
                .contains("ipcluster_config.py:2", "no such file");
        write(PBS + "c.PBSEngineSetLauncher.batch_template_file = 'a\\0b'\n");
        assertThat(told(imported(), "batch_template_file")).contains("no such file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SGE",
                "LSFEngineSetLauncher",
                "ipyparallel.apps.launcher.HTCondorEngineSetLauncher",
                "SSH",
                "my.own.Launcher"
            })
    void anotherLauncherIsRefusedByItsName(String launcher) throws IOException {
        write("c.Cluster.engine_launcher_class = '" + launcher + "'\n");
        assertThat(refused(directory))
                .contains("ipcluster_config.py:1", launcher, "PBS, Slurm, MPI and Local");
    }

    @Test
    void templatesOfTwoSchedulersAreRefusedUntilAClassSaysWhich() throws IOException {
        Files.writeString(file("pbs.engine.template"), "#PBS -q a\nipengine\n");
        Files.writeString(
                file("slurm.engine.template"), "#!/bin/sh\n#SBATCH -p b\nsrun ipengine\n");
        assertThat(refused(directory)).contains("for PBS and for Slurm", "engine_launcher_class");
        write("c.IPClusterEngines.engine_launcher_class = 'Slurm'\n");
        assertThat(yaml()).contains("scheduler: slurm", "queue: b");
    }

    @Test
    void templatesForOtherSchedulersAreNamed() throws IOException {
        Files.writeString(file("sge.engine.template"), "#$ -N x\nipengine\n");
        assertThat(refused(directory)).contains("scheduler that jcluster does not know");
        Files.writeString(file("pbs.engine.template"), "#PBS -q a\nipengine\n");
        assertThat(told(imported(), "sge.engine.template")).contains("does not know");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'$(touch owned)'",
                "'`touch owned`'",
                "'a\\n#PBS -W sandbox=PRIVATE'",
                "'a\\ntouch owned'",
                "'a b'",
                "'a;touch owned'",
                "'a\\x1b[2J'",
            })
    void aQueueThatIsNoNameIsNoWordAndNoDirective(String queue) throws IOException {
        Files.writeString(
                file("pbs.engine.template"),
                "#!/bin/bash\n#PBS -q {queue}\necho {queue}\nmpiexec -n {n} ipengine\n");
        write(PBS + "c.PBSLauncher.queue = " + queue + "\n");

        ImportedProfile imported = imported();

        assertThat(text(imported, "x.yaml")).doesNotContain("queue:");
        assertThat(text(imported, "x.sh").lines().filter(line -> line.startsWith("#PBS")))
                .isEmpty();
        assertThat(text(imported, "x.sh").lines())
                .noneMatch(line -> line.contains("owned") && !line.startsWith("#"));
        assertThat(imported.findings())
                .anySatisfy(one -> assertThat(one.kind()).isEqualTo(Finding.Kind.NOT_UNDERSTOOD));
        assertThat(imported.findings())
                .allSatisfy(
                        one ->
                                assertThat(one.text() + one.meaning())
                                        .doesNotContainPattern("\\p{Cntrl}"));
        usable(imported);
    }

    @Test
    void aQueueThatIsNoNameIsNoWordWithoutATemplateEither() throws IOException {
        write(PBS + "c.PBSLauncher.queue = '$(touch owned)'\n");
        assertThat(yaml()).doesNotContain("queue", "owned");
        write("c.Cluster.engine_launcher_class = 'slurm'\nc.SlurmLauncher.account = 'a\\nb'\n");
        assertThat(yaml()).doesNotContain("account");
    }

    @Test
    void valuesOfTheEnvironmentAreWordsAndNothingElse() throws IOException {
        write(
                PBS
                        + "c.PBSEngineSetLauncher.environment = {'A': '$(touch owned) \"x\": [1]', 'B C': 'd', 'E': 'f\\ng'}\n");
        ImportedProfile imported = imported();
        usable(imported);
        assertThat(profile(imported).software().environment())
                .isEqualTo(Map.of("A", "$(touch owned) \"x\": [1]"));
    }

    @Test
    void bracesThatWouldBeAHoleAreACommentAndTold() throws IOException {
        Files.writeString(
                file("pbs.engine.template"),
                "#!/bin/bash\nawk '{{{{print}}}}' f\n#PBS -W x={{{{y\nmpiexec -n {n} ipengine\n");
        assertThat(told(imported(), "awk")).contains("a comment now");
        usable(imported());
    }

    @Test
    void windowsLineEndsAreNoPartOfTheLines() throws IOException {
        Files.writeString(
                file("pbs.engine.template"),
                "#!/bin/bash\r\n#PBS -q batch\r\nmpiexec -n {n} ipengine\r\n");
        assertThat(yaml()).contains("queue: batch");
        assertThat(text(imported(), "x.sh")).doesNotContain("\r");
    }

    @Test
    void aScriptThatIsNotBashBecomesComments() throws IOException {
        Files.writeString(
                file("pbs.engine.template"),
                "#!/bin/csh\n#PBS -q batch\nsetenv A b\nmpiexec -n {n} ipengine\n");
        assertThat(text(imported(), "x.sh"))
                .isEqualTo(
                        """
                        #!/bin/bash -l
                        # setenv A b
                        {{cluster|lines}}
                        """);
        assertThat(told(imported(), "setenv")).contains("not bash");
        assertThat(yaml()).contains("queue: batch");
    }

    @Test
    void directivesAfterTheFirstCommandStayWithoutEffect() throws IOException {
        Files.writeString(
                file("pbs.engine.template"),
                "#!/bin/bash\nmodule load a\n#PBS -q other\nmpiexec -n {n} ipengine\n");
        assertThat(text(imported(), "x.sh"))
                .isEqualTo(
                        """
                        #!/bin/bash -l
                        # #PBS -q other
                        {{cluster|lines}}
                        """);
    }

    @Test
    void aScriptThatStartsNothingGetsItsHoleAtTheEnd() throws IOException {
        Files.writeString(file("pbs.engine.template"), "#!/bin/bash\n#PBS -q a\n./run-engines\n");
        assertThat(text(imported(), "x.sh")).endsWith("./run-engines\n{{cluster|lines}}\n");
        assertThat(told(imported(), "ipengine")).contains("at the end");
        Files.writeString(file("pbs.engine.template"), "");
        usable(imported());
    }

    private void write(String config) throws IOException {
        Files.writeString(file("ipcluster_config.py"), config);
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private ImportedProfile imported() {
        return ImportedProfile.from(directory, "x");
    }

    private String yaml() {
        return text(imported(), "x.yaml");
    }

    private static String text(ImportedProfile imported, String file) {
        return Optional.ofNullable(imported.files().get(file)).orElse("");
    }

    private static String told(ImportedProfile imported, String text) {
        return imported.findings().stream()
                .filter(
                        one ->
                                one.kind() == Finding.Kind.NOT_UNDERSTOOD
                                        && one.text().contains(text))
                .findFirst()
                .map(one -> one.file() + ":" + one.line() + " " + one.meaning())
                .orElseThrow();
    }

    private static String refused(Path directory) {
        return String.valueOf(
                catchThrowableOfType(
                                ProfileException.class, () -> ImportedProfile.from(directory, "x"))
                        .getMessage());
    }

    private io.jcluster.templates.Profile profile(ImportedProfile imported) throws IOException {
        for (Map.Entry<String, String> file : imported.files().entrySet()) {
            Files.writeString(profiles.resolve(file.getKey()), file.getValue());
        }
        return new Profiles(profiles).named("x");
    }

    /** The reader of profiles takes it, and each job script has its hole. */
    private void usable(ImportedProfile imported) throws IOException {
        profile(imported);
        imported.files().entrySet().stream()
                .filter(file -> file.getKey().endsWith(".sh"))
                .forEach(
                        file ->
                                assertThat(
                                                file.getValue()
                                                        .replaceFirst(
                                                                "\\{\\{cluster\\|lines}}", ""))
                                        .doesNotContain("{{"));
    }
}
