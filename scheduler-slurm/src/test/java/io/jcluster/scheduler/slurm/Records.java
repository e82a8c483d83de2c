package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.JobInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What a real Slurm answered; a first line with # says to what. */
final class Records {

    /** The seal of all recorded answers that have one. */
    static final Seal SEAL = new Seal("0123456789abcdef0123456789abcdef");

    private Records() {}

    /** What was printed, without the line that says to what. */
    static String printed(String name) {
        var text = text(name);
        return text.startsWith("# ") ? text.substring(text.indexOf('\n') + 1) : text;
    }

    static String text(String name) {
        try (var stream = Records.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JobInfo named(List<JobInfo> jobs, String name) {
        return jobs.stream()
                .filter(job -> job.jobName().filter(name::equals).isPresent())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no job " + name + " in " + jobs));
    }

    static List<String> ids(List<JobInfo> jobs) {
        return jobs.stream().map(job -> job.jobId().orElse("")).toList();
    }
}
