package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CategoriesTest {

    private static final String SITE =
            """
            # Of the site.
            [mpi]
            description = MPI program started once per slot
            extension.slurm_jt_nodes = 2
            environment.OMP_NUM_THREADS = 1
            launcher = srun --mpi=pmix
            limit.WALLCLOCK_TIME = 3600
            queueName = big

            [default]
            queueName = small
            """;

    private final Path directory;

    CategoriesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private Categories categories(String text) throws IOException {
        var file = directory.resolve("slurm.categories");
        Files.writeString(file, text);
        return Categories.read(file);
    }

    @Test
    void aCategoryCountsAgainstTheTemplateAndSaysSo() throws IOException {
        var template =
                JobTemplate.builder()
                        .jobCategory("mpi")
                        .remoteCommand("solve")
                        .args("in.dat")
                        .queueName("mine")
                        .jobEnvironment(Map.of("OMP_NUM_THREADS", "8", "OTHER", "x"))
                        .build();
        var applied = categories(SITE).applied(template);
        assertThat(applied.template())
                .isEqualTo(
                        JobTemplate.builder()
                                .remoteCommand("srun")
                                .args("--mpi=pmix", "solve", "in.dat")
                                .queueName("big")
                                .jobEnvironment(Map.of("OMP_NUM_THREADS", "1", "OTHER", "x"))
                                .resourceLimit(Drmaa2.WALLCLOCK_TIME, 3600)
                                .extension("slurm_jt_nodes", "2")
                                .build());
        assertThat(applied.overruled())
                .containsExactly("queueName", "jobEnvironment OMP_NUM_THREADS");
    }

    @Test
    void theDefaultIsForJobsWithoutACategoryAndDoesNotCountAgainstThem() throws IOException {
        var categories = categories(SITE);
        var job = JobTemplate.builder().remoteCommand("date").build();
        assertThat(categories.applied(job).template().queueName()).contains("small");
        var mine = job.toBuilder().queueName("mine").build();
        assertThat(categories.applied(mine).template()).isEqualTo(mine);
        assertThat(categories.names()).containsExactly("mpi");
    }

    @Test
    void aCategoryThatIsNotThereIsRefusedWithThoseThatAre() throws IOException {
        var job = JobTemplate.builder().remoteCommand("date").jobCategory("gpu").build();
        assertThatThrownBy(() -> categories(SITE).applied(job))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("'gpu'")
                .hasMessageContaining("[mpi]");
        assertThatThrownBy(() -> Categories.NONE.applied(job))
                .hasMessageContaining("there are none");
    }

    @Test
    void aScriptOfItsOwnCannotBeGivenALauncher() throws IOException {
        var job =
                JobTemplate.builder()
                        .jobCategory("mpi")
                        .extension(Extensions.SCRIPT, "date\n")
                        .build();
        assertThatThrownBy(() -> categories(SITE).applied(job))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("launcher");
    }

    @ParameterizedTest
    @CsvSource({
        "queueName = x, 1, in no [category]",
        "[a b], 1, no [name]",
        "'[a]|color = red', 2, 'color'",
        "'[a]|remoteCommand = rm', 2, 'remoteCommand'",
        "'[a]|extension.nothing = 1', 2, nothing",
        "'[a]|extension.jcluster_jt_script = 1', 2, own affair",
        "'[a]|environment.1X = 1', 2, no name for a variable",
        "'[a]|minSlots = many', 2, minSlots",
        "'[a]|queueName = x|queueName = y', 3, twice",
        "'[a]|[a]', 2, twice",
        "'[a]|just words', 2, key = value",
    })
    void whatIsNotUnderstoodIsAnErrorThatNamesItsLine(String text, int line, String complaint) {
        assertThatThrownBy(() -> categories(text.replace('|', '\n')))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("slurm.categories, line " + line + ": ")
                .hasMessageContaining(complaint);
    }

    @Test
    void theUsersFileComesBeforeTheSites() throws IOException {
        var user = Files.createDirectories(directory.resolve("user"));
        var site = Files.createDirectories(directory.resolve("site"));
        Files.writeString(user.resolve("slurm@daint.categories"), "[mpi]\nqueueName = daint\n");
        Files.writeString(user.resolve("slurm.categories"), "[mpi]\nqueueName = mine\n");
        Files.writeString(site.resolve("slurm.categories"), "[mpi]\nqueueName=s\n[gpu]\n");
        var files = new ConfigurationFiles(directory, List.of(user, site));
        var job = JobTemplate.builder().remoteCommand("date").jobCategory("mpi").build();
        var here = files.categories("slurm", Optional.empty());
        assertThat(here.names()).containsExactly("gpu", "mpi");
        assertThat(here.applied(job).template().queueName()).contains("mine");
        var there = files.categories("slurm", Optional.of("daint"));
        assertThat(there.applied(job).template().queueName()).contains("daint");
    }

    @Test
    void aJobSaysWhatItsCategoryOverruledAlsoToAnotherProgram() throws IOException {
        var world = new MadeUp();
        var categories = categories("[held]\nsubmitAsHold = true\n");
        var first =
                new CommandLineSessionManager(
                        world, world, directory, Pace.REMOTE, world, categories);
        var session = first.createJobSession("work");
        assertThat(session.jobCategories()).containsExactly("held");
        var template =
                JobTemplate.builder()
                        .remoteCommand("date")
                        .jobCategory("held")
                        .submitAsHold(false)
                        .build();
        assertThat(session.runJob(template).jobTemplate()).isEqualTo(template);
        var second =
                new CommandLineSessionManager(
                        world, world, directory, Pace.REMOTE, world, Categories.NONE);
        assertThat(second.openJobSession("work").getJobs().get(0).getInfo().annotation())
                .contains("overruled by the job category: submitAsHold");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theMembersOfAnArrayAreOfTheCategoryToo(boolean whole) throws IOException {
        var world = new MadeUp();
        world.hasArrays = whole;
        var manager =
                new CommandLineSessionManager(
                        world,
                        world,
                        directory,
                        Pace.REMOTE,
                        world,
                        categories("[held]\nsubmitAsHold = true\n"));
        var template =
                JobTemplate.builder()
                        .remoteCommand("date")
                        .jobCategory("held")
                        .submitAsHold(false)
                        .build();
        var array = manager.createJobSession("work").runBulkJobs(template, 1, 2, 1);
        assertThat(array.jobTemplate()).isEqualTo(template);
        assertThat(array.jobs())
                .hasSize(2)
                .allSatisfy(
                        job ->
                                assertThat(job.getInfo().annotation())
                                        .contains("overruled by the job category: submitAsHold"));
    }
}
