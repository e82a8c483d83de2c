package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.tunnel.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What real servers answered: version and date, the command line, what it printed, what it
 * complained about, its exit status.
 */
final class Records {

    private static final Pattern RECORD =
            Pattern.compile(
                    "\\$ (.*?)\n--- stdout\n(.*?)--- stderr\n(.*?)--- exit ([0-9]+)",
                    Pattern.DOTALL);

    /** A command and what came of it. */
    record Told(String command, Outcome outcome) {}

    private Records() {}

    static Outcome of(String name) {
        return all(name).findFirst().orElseThrow().outcome();
    }

    static Stream<Told> all(String name) {
        return RECORD.matcher(text(name))
                .results()
                .map(
                        found ->
                                new Told(
                                        found.group(1),
                                        new Outcome(
                                                Integer.parseInt(found.group(4)),
                                                found.group(2),
                                                found.group(3))));
    }

    static JobInfo job(List<JobInfo> jobs, String id) {
        return jobs.stream()
                .filter(job -> job.jobId().filter(id::equals).isPresent())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no job " + id + " in " + jobs));
    }

    private static String text(String name) {
        try (var stream = Records.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
