package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnTemplateTest {

    @TempDir private Path directory;

    @Test
    void jclustersLinesAreWhereTheHoleIsAndTheRestIsLeftAlone() throws IOException {
        assertThat(
                        around(
                                """
                                #!/bin/bash -l
                                #PBS -W x=1
                                export A='${B}'
                                {{cluster|lines}}
                                """))
                .isEqualTo(
                        """
                        #!/bin/bash -l
                        #PBS -W x=1
                        export A='${B}'
                        # ours
                        run $1 '{{python}}'
                        """);
    }

    @Test
    void whatATemplateLacksIsToldWithItsPlace() throws IOException {
        assertThat(refused("#!/bin/bash\necho a\n"))
                .isEqualTo(
                        "own.sh:2:1: it lacks the line {{cluster|lines}}, where jcluster puts what"
                                + " starts the cluster");
        assertThat(refused("#!/bin/bash\n{{cluster|lines}}\n{{cluster|lines}}\n"))
                .isEqualTo("own.sh:3:1: a second {{cluster|lines}}; one is enough");
        assertThat(refused("#!/bin/csh\n{{cluster|lines}}\n"))
                .startsWith("own.sh:1:1: a job script begins with #!/bin/bash");
        assertThat(refused("#!/bin/bash\nmpiexec -n {{n}} ipengine\n{{cluster|lines}}\n"))
                .isEqualTo(
                        "own.sh:2:1: the only hole there is, is {{cluster|lines}}, alone on its"
                                + " line");
        assertThat(refused("#!/bin/bash\n  {{cluster|lines}}\n"))
                .startsWith("own.sh:2:1: the only");
        assertThat(refused("#!/bin/bash\na\r\n{{cluster|lines}}\n"))
                .startsWith("own.sh:2:1: it has line ends of Windows");
        assertThat(refused("")).startsWith("own.sh:1:1: a job script begins");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        Path nowhere = directory.resolve("nowhere.sh");
        assertThat(problem(nowhere))
                .endsWith("nowhere.sh: there is no such file; the profile's 'templates' names it");
        Path binary = directory.resolve("binary.sh");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(problem(binary)).contains("binary.sh:1:1: it is not text in UTF-8");
        assertThat(problem(directory)).contains("it is a directory");
    }

    private String around(String text) throws IOException {
        Path file = directory.resolve("own.sh");
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        return OwnTemplate.around(file, "#!/bin/bash -l\n# ours\nrun $1 '{{python}}'\n");
    }

    private String refused(String text) throws IOException {
        Path file = directory.resolve("own.sh");
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        String said = problem(file);
        return said.substring(said.indexOf("own.sh"));
    }

    private static String problem(Path file) {
        return catchThrowableOfType(
                        ProfileException.class, () -> OwnTemplate.around(file, "#!/bin/bash\n"))
                .problems()
                .get(0)
                .toString();
    }
}
