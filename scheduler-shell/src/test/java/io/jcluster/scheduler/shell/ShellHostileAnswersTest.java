package io.jcluster.scheduler.shell;

import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.JobScript;
import io.jcluster.scheduler.hostile.HostileAnswers;
import io.jcluster.scheduler.hostile.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/** Shell listings that are cut, mixed up, huge or forged. */
class ShellHostileAnswersTest extends HostileAnswers {

    private static final String US = "\u001f";

    private final Dialect dialect = new ShellDialect();

    private final Path directory;

    ShellHostileAnswersTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Override
    protected Dialect dialect() {
        return dialect;
    }

    @Override
    protected List<Sample> samples() {
        var jobs = lines(ShellHostileAnswersTest::running);
        var template = JobTemplate.builder().remoteCommand("true").build();
        return List.of(
                new Sample(dialect.version(), "6.1.0-18-amd64\n"),
                new Sample(dialect.submit(JobScript.of(dialect, template), template), "41\n"),
                new Sample(dialect.listing(), jobs),
                new Sample(dialect.control(Action.TERMINATE, List.of("41")), ""),
                new Sample(dialect.forget("41").orElseThrow(), ""));
    }

    private static String running(int id) {
        return String.join(
                US,
                String.valueOf(id),
                "RUNNING",
                "",
                "1795267891",
                "1795267892",
                "",
                "4",
                "node1",
                "alice",
                "jc-" + id,
                "",
                "my job");
    }

    @Override
    protected List<String> pieces() {
        return List.of(
                "ENDED",
                "LOST",
                "STARTING",
                US + "ENDED" + US + "0" + US,
                "41" + US + "ENDED" + US + "0",
                running(41).replace("RUNNING" + US, "ENDED" + US + "0"),
                running(44));
    }

    @Override
    protected Pattern endOf(String jobId) {
        return Pattern.compile(
                "^"
                        + Pattern.quote(jobId)
                        + US
                        + "(ENDED"
                        + US
                        + "([0-9]+|-)|CANCELLED"
                        + US
                        + "|LOST"
                        + US
                        + ")",
                Pattern.MULTILINE);
    }

    /** As the real script lists it, on this machine. */
    @Override
    protected List<Sample> listings(JobScript script, JobTemplate template) throws Exception {
        if (template.jobName().isEmpty()) { // the only text of a user's own that is listed
            return List.of();
        }
        var home = Files.createTempDirectory(directory, "home");
        var host = new Elsewhere(home);
        // Held, so that nothing starts; only what is listed matters.
        var held = template.toBuilder().submitAsHold(true).build();
        Files.createDirectories(home.resolve(".jcluster/shell"));
        Files.writeString(home.resolve(".jcluster/shell/last"), "40\n");
        host.run(dialect.submit(script, held).question());
        return List.of(
                new Sample(dialect.listing(), host.run(dialect.listing().question()).stdout()));
    }
}
