package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.tunnel.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** What a real Slurm answered; a first line with # says to what. */
final class Records {

    private Records() {}

    static Outcome printed(String name) {
        var text =
                text(name)
                        .lines()
                        .filter(line -> !line.startsWith("# "))
                        .collect(Collectors.joining("\n"));
        return new Outcome(0, text, "");
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
}
