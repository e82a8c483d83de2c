package io.jcluster.templates.ipyparallel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.templates.ipyparallel.Start.Program;
import org.junit.jupiter.api.Test;

/** Which lines of shell can move into a profile, where the order of things is another. */
class SoftwareTest {

    @Test
    void modulesThenSettingsThenVariables() {
        Software software =
                of(
                        """
                        module load gcc/12 openmpi
                        ml load python
                        source ~/venv/bin/activate
                        export OMP_NUM_THREADS=1 B='x y'
                        """);
        assertThat(software.modules()).containsExactly("gcc/12", "openmpi", "python");
        assertThat(software.prologue()).containsExactly("source ~/venv/bin/activate");
        assertThat(software.environment())
                .containsEntry("OMP_NUM_THREADS", "1")
                .containsEntry("B", "x y");
    }

    @Test
    void aModuleBehindASettingStaysBehindIt() {
        Software software =
                of(
                        """
                        module load a
                        source /etc/profile.d/modules.sh
                        module load b
                        """);
        assertThat(software.modules()).containsExactly("b");
        assertThat(software.prologue()).isEmpty();
        assertThat(software.lines()).hasSize(1);
    }

    @Test
    void nothingMovesPastALineThatIsNotUnderstood() {
        Software software =
                of(
                        """
                        module load a
                        ./configure-something
                        module load b
                        echo about to start
                        """);
        assertThat(software.modules()).containsExactly("b");
    }

    @Test
    void aVariableThatASettingMayReadComesBeforeIt() {
        Software software = of("export VENV=x\nsource $HOME/$VENV/activate\n");
        assertThat(software.prologue())
                .containsExactly("export VENV=x", "source $HOME/$VENV/activate");
        assertThat(software.environment()).isEmpty();
    }

    @Test
    void whereModulesAreLookedForIsSaidBeforeTheyAreLoaded() {
        Software software = of("export MODULEPATH=/opt/m\nmodule load a\n");
        assertThat(software.modules()).containsExactly("a");
        assertThat(software.environment()).isEmpty();
        assertThat(software.lines()).hasSize(1);
    }

    @Test
    void aSettingBeforeAChangeOfDirectoryStays() {
        assertThat(of("source env.sh\ncd /work\n").prologue()).isEmpty();
        assertThat(of("cd /work\nsource env.sh\n").prologue()).containsExactly("source env.sh");
    }

    @Test
    void loopsAndHereDocumentsStayWhole() {
        assertThat(of("if true; then\nmodule load a\nfi\n").modules()).isEmpty();
        assertThat(of("cat >f <<EOF\nmodule load a\nEOF\n").modules()).isEmpty();
        assertThat(of("for i in 1 2; do echo $i; done\nmodule load a\n").modules())
                .containsExactly("a");
    }

    private static Software of(String lines) {
        return Software.of(
                ShellBlock.of(lines.lines().toList(), new Origin("t", 1), Program.ENGINES));
    }
}
