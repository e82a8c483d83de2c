package io.jcluster.scheduler.slurm;

import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Forecast;
import io.jcluster.scheduler.JobScript;
import io.jcluster.tunnel.Outcome;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * {@code sbatch --test-only}, which has the scheduler place a job and throws the job away
 * (sbatch(1)). The answer comes as a message on standard error, and a second one where other jobs
 * would have to make room. It names a job id that nobody has. A time limit beyond the partition's
 * is not refused (22.05.8): such a job is accepted, and waits for ever.
 */
final class SlurmForecast {

    private static final List<String> WORDS = List.of("sbatch", "--test-only");

    /**
     * 22.05.8; "Job 9 to start at 1795302000 using 4 processors on nodes nid[1-2] in partition
     * debug".
     */
    private static final Pattern SENTENCE =
            Pattern.compile(
                    "Job \\d+ to start at (\\d{1,12}) using (\\d{1,9}) processors on (?:nodes )?"
                            + "(\\S*) in partition (\\S+)");

    private SlurmForecast() {}

    static Exchange<Forecast> of(JobScript script) {
        Exchange<Forecast> question =
                SlurmExchange.of("ask when the job would start", WORDS, SlurmForecast::read);
        return new Exchange<>(
                question.action(),
                question.ran(),
                question.question().withStdin(script.text()),
                question.answered(),
                question.reader(),
                question.refusal());
    }

    private static Forecast read(Outcome outcome) {
        var sentence = SENTENCE.matcher(outcome.stderr());
        if (!sentence.find()) {
            throw Printed.unreadable("no start", outcome.stderr().strip());
        }
        return new Forecast(
                Printed.time(sentence.group(1))
                        .orElseThrow(() -> Printed.unreadable("no time", sentence.group(1))),
                Printed.count(sentence.group(2)).map(OptionalInt::of).orElse(OptionalInt.empty()),
                Printed.text(sentence.group(3)).map(NodeList::expand).orElse(List.of()),
                Printed.text(sentence.group(4)));
    }
}
