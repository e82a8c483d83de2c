package io.jcluster.scheduler.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.CommandLineSessionManager;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.JobScript;
import io.jcluster.scheduler.Pace;
import io.jcluster.tunnel.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a dialect's readers and the engine on top of them may make of answers that are cut, mixed
 * up, huge or forged: nothing but a failure of our own family, and never a job's end that was not
 * reported. Written once; a subclass says what the workload manager answers when all is well.
 *
 * <p>{@code -Djcluster.fuzz.rounds=100000} looks longer, {@code -Djcluster.fuzz.seed=7} elsewhere
 * or again: what fails names its seed.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES) // far beyond: a hang must end
public abstract class HostileAnswers {

    private static final int ROUNDS = Integer.getInteger("jcluster.fuzz.rounds", 300);
    private static final long SEED = Long.getLong("jcluster.fuzz.seed", 1);

    /** The most that a host hands over of one output is 64 MB. */
    private static final int HUGE = Integer.getInteger("jcluster.fuzz.bytes", 50 << 20);

    private static final List<JobState> ENDED = List.of(JobState.DONE, JobState.FAILED);

    protected HostileAnswers() {}

    protected abstract Dialect dialect();

    /** Every question there is, with a good answer; submissions answer 41. */
    protected abstract List<Sample> samples();

    /** Texts this workload manager's readers might stumble over or mistake for something else. */
    protected abstract List<String> pieces();

    /** A piece of an answer that says, in so many words, that a job has ended. */
    protected abstract Pattern endOf(String jobId);

    /**
     * How the workload manager lists job 41, which runs, when it was submitted with this script.
     *
     * @return the questions about jobs, with the answers
     */
    protected abstract List<Sample> listings(JobScript script, JobTemplate template)
            throws Exception;

    @Test
    void readersGiveUpOnBadAnswersOrReadWhatIsThere() {
        for (var sample : samples()) {
            for (var seed = SEED; seed < SEED + ROUNDS; seed++) {
                var spoiler = new Spoiler(seed, pieces());
                var answer = spoiler.spoil(sample.answer());
                read(sample, new Outcome(spoiler.status(), answer, ""), "seed " + seed);
                read(sample, new Outcome(spoiler.status(), "", answer), "seed " + seed);
            }
        }
    }

    @Test
    void readersSurviveHugeAnswers() {
        for (var sample : samples()) {
            var huge = Spoiler.huge(sample.answer(), HUGE);
            for (var i = 0; i < huge.size(); i++) {
                read(sample, new Outcome(0, huge.get(i), ""), "huge answer " + i);
            }
        }
    }

    private void read(Sample sample, Outcome outcome, String which) {
        var question = sample.question();
        var name = which + " to '" + question.ran() + "': ";
        try {
            assertThatCode(() -> question.refusal().apply(outcome))
                    .as(name + "a refusal is always understood")
                    .doesNotThrowAnyException();
            if (question.answered().test(outcome)) {
                requireReported(question.reader().apply(outcome), outcome.stdout(), name);
            }
        } catch (RuntimeException unreadable) {
            // As it should be: the caller makes it a failure of the family.
        } catch (Error error) {
            throw new AssertionError(name + shown(outcome.stdout()), error);
        }
    }

    private void requireReported(Object value, String answer, String name) {
        if (value instanceof Collection<?> values) {
            for (var one : values) {
                if (one instanceof JobInfo info
                        && info.jobState().filter(ENDED::contains).isPresent()) {
                    var id = info.jobId().orElse("");
                    assertThat(endOf(id).matcher(answer).find())
                            .as(name + "the end of job " + id + " is in " + shown(answer))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void jobsDoNotEndBecauseAnAnswerIsBad(@TempDir Path state) {
        for (var seed = SEED; seed < SEED + Math.max(1, ROUNDS / 20); seed++) {
            endure(seed, state.resolve(String.valueOf(seed)));
        }
    }

    private void endure(long seed, Path state) {
        var host = new HostileHost(samples());
        var pace = new Pace(Duration.ofMillis(1), Duration.ofSeconds(1));
        try (var manager = new CommandLineSessionManager(dialect(), host, state, pace)) {
            var session = manager.createJobSession("s");
            var job = session.runJob(JobTemplate.builder().remoteCommand("true").build());
            assertThat(job.getState()).isEqualTo(JobState.RUNNING);
            host.turnHostile(new Spoiler(seed, pieces()));
            while (host.said().size() < 60) {
                familiar(seed, manager::drmsVersion);
                familiar(seed, () -> manager.openMonitoringSession(null).getAllJobs());
                var seen = familiar(seed, job::getInfo);
                if (seen.flatMap(JobInfo::jobState).filter(ENDED::contains).isPresent()) {
                    assertThat(host.said())
                            .as("seed " + seed + ": somebody said that job 41 has ended")
                            .anyMatch(answer -> endOf("41").matcher(answer).find());
                    return;
                }
            }
            familiar(seed, () -> session.runJob(job.jobTemplate()));
            host.turnGood();
            assertThat(job.getState()).as("seed " + seed).isEqualTo(JobState.RUNNING);
        }
    }

    private interface Attempt<T> {
        T call();
    }

    private static <T> Optional<T> familiar(long seed, Attempt<T> attempt) {
        try {
            return Optional.ofNullable(attempt.call());
        } catch (DrmaaException ours) {
            assertThat(ours.getMessage())
                    .as("seed " + seed + ": fit for a terminal")
                    .doesNotContain("\u001b", "\0")
                    .hasSizeLessThan(20_000);
            return Optional.empty();
        } catch (RuntimeException | Error other) {
            throw new AssertionError("seed " + seed, other);
        }
    }

    @Test
    void namesMadeToLookLikeARecordAreNamesOrAreRefused() throws Exception {
        for (var text : forgeries()) {
            for (var template : templates(text)) {
                requireHarmless(template, text);
            }
        }
    }

    private void requireHarmless(JobTemplate template, String text) throws Exception {
        JobScript script;
        try {
            script = JobScript.of(dialect(), template);
        } catch (DrmaaException refused) {
            return;
        }
        for (var listing : listings(script, template)) {
            var read = listing.question().reader().apply(new Outcome(0, listing.answer(), ""));
            var name = "'" + text + "' in " + listing.question().ran() + ": ";
            for (var one : (Collection<?>) read) {
                var info = (JobInfo) one;
                assertThat(info.jobId()).as(name + listing.answer()).contains("41");
                assertThat(info.jobState())
                        .as(name + listing.answer())
                        .isNotEmpty()
                        .get()
                        .isNotIn(ENDED);
                assertThat(info.extensions().getOrDefault(Extensions.INFO_TAG, "ours"))
                        .as(name + listing.answer())
                        .isEqualTo("ours");
            }
        }
    }

    private List<String> forgeries() {
        var all = new ArrayList<>(pieces());
        for (var piece : pieces()) {
            all.add("x" + piece);
            all.add("x\n" + piece);
            all.add("x\r" + piece);
            all.add("x\u001f" + piece);
            all.add("x\"\n" + piece + "\"");
            all.add("x\\n" + piece);
            all.add("x\u2028" + piece);
            all.add("x " + piece + " y");
        }
        return all;
    }

    /** The same text wherever a user's text may stand. */
    private List<JobTemplate> templates(String text) {
        var tagged =
                JobTemplate.builder()
                        .remoteCommand("true")
                        .extension(Extensions.TAG, "ours")
                        .build();
        var templates = new ArrayList<JobTemplate>();
        templates.add(tagged.toBuilder().jobName(text).build());
        templates.add(tagged.toBuilder().args(List.of(text)).build());
        templates.add(tagged.toBuilder().jobEnvironment(Map.of("X", text)).build());
        templates.add(tagged.toBuilder().outputPath("/tmp/" + text).build());
        templates.add(tagged.toBuilder().workingDirectory("/tmp/" + text).build());
        dialect().jobTemplateExtensions().keySet().stream()
                .filter(name -> name.endsWith("_comment"))
                .forEach(name -> templates.add(tagged.toBuilder().extension(name, text).build()));
        return templates;
    }

    /** Enough of an answer to see what is wrong with it. */
    private static String shown(String answer) {
        return answer.length() <= 2000 ? answer : answer.substring(0, 2000) + "...";
    }

    /** The jobs 41, 42 and 43, one line each. */
    protected static String lines(IntFunction<String> line) {
        return String.join("\n", IntStream.rangeClosed(41, 43).mapToObj(line).toList()) + "\n";
    }
}
