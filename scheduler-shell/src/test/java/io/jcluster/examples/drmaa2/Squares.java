package io.jcluster.examples.drmaa2;

import io.jcluster.drmaa2.DeniedByDrmsException;
import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.TryLaterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Four jobs, each of which squares a number; the results in the order in which the jobs end. */
public final class Squares {

    private Squares() {}

    public static void main(String[] words) throws Exception {
        var scheduler = words.length > 0 ? words[0] : "shell";
        var work = Files.createTempDirectory(Path.of(System.getProperty("user.home")), "squares-");
        try (var manager = Drmaa2.sessionManager(scheduler);
                var session = manager.createJobSession("squares")) {
            List<Job> open = new ArrayList<>();
            for (var n = 1; n <= 4; n++) {
                open.add(
                        session.runJob(
                                JobTemplate.builder()
                                        .jobName("square of " + n)
                                        .remoteCommand("sh")
                                        .args("-c", "echo $((N * N))")
                                        .jobEnvironment(Map.of("N", String.valueOf(n)))
                                        .outputPath(work.resolve("result-" + n).toString())
                                        .build()));
            }
            while (!open.isEmpty()) {
                var job = session.waitAnyTerminated(open, Drmaa2.INFINITE_TIME);
                open.remove(job);
                if (job.getState() != JobState.DONE) {
                    System.out.println(job + " failed: " + job.getInfo());
                    continue;
                }
                var result = Path.of(job.jobTemplate().outputPath().orElseThrow());
                System.out.println(
                        job.jobTemplate().jobName().orElseThrow()
                                + " is "
                                + Files.readString(result).strip());
                job.reap();
            }
            manager.destroyJobSession("squares");
        } catch (InvalidArgumentException wrong) {
            System.out.println("correct the request: " + wrong.getMessage());
        } catch (DeniedByDrmsException denied) {
            System.out.println("you may not do this: " + denied.getMessage());
        } catch (TryLaterException | DrmCommunicationException later) {
            System.out.println("try again later: " + later.getMessage());
        }
    }
}
