package io.jcluster.examples.spool;

import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.JobScript;
import io.jcluster.scheduler.hostile.HostileAnswers;
import io.jcluster.scheduler.hostile.Sample;
import io.jcluster.tunnel.Command;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/** The toy's listings, cut, mixed up, huge or forged. */
class SpoolHostileAnswersTest extends HostileAnswers {

    private final Dialect dialect = new SpoolDialect();

    private final Path directory;

    SpoolHostileAnswersTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Override
    protected Dialect dialect() {
        return dialect;
    }

    @Override
    protected List<Sample> samples() {
        var template = JobTemplate.builder().remoteCommand("true").build();
        return List.of(
                new Sample(dialect.version(), "6.1.0-18-amd64\n"),
                new Sample(dialect.submit(JobScript.of(dialect, template), template), "41\n"),
                new Sample(dialect.listing(), lines(id -> id + " RUNNING - jc-" + id + " my job")));
    }

    @Override
    protected List<String> pieces() {
        return List.of("ENDED", "41 ENDED 0 jc-41 x", " ENDED 1 ", "HELD", "44 RUNNING - y z");
    }

    @Override
    protected Pattern endOf(String jobId) {
        return Pattern.compile("^" + Pattern.quote(jobId) + " ENDED ", Pattern.MULTILINE);
    }

    /** As the real script lists it. */
    @Override
    protected List<Sample> listings(JobScript script, JobTemplate template) throws Exception {
        if (template.jobName().isEmpty()) { // the only text of a user's own that is listed
            return List.of();
        }
        try (var home = new Home(directory)) {
            // Numbers that are taken, so that the next one is 41.
            home.run(Command.script("cd; rm -rf spool; mkdir spool; cd spool; mkdir $(seq 40)"));
            var held = template.toBuilder().submitAsHold(true).build();
            home.run(dialect.submit(script, held).question());
            var answer = home.run(dialect.listing().question()).stdout();
            return List.of(new Sample(dialect.listing(), answer));
        }
    }
}
