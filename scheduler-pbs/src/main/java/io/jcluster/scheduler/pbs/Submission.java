package io.jcluster.scheduler.pbs;

import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.JobScript;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.ShellWords;
import java.time.Duration;
import java.util.List;

/** What is done to jobs in the same words in both lines of PBS. */
final class Submission {

    private static final Duration DELETED = Duration.ofMinutes(2);

    private Submission() {}

    /** qsub with a script on its standard input; the answer is an id with the server's name. */
    static Exchange<String> exchange(PbsCommands commands, JobScript script, List<String> words) {
        return new Exchange<>(
                "submit the job",
                ShellWords.join(words),
                commands.command(words).withStdin(script.text()),
                Outcome::succeeded,
                Submission::id,
                PbsRefusals.TABLE);
    }

    /** {@code 23.pbs-head} or {@code 47[].pbs-head}, after whatever a site's own qsub says. */
    static String id(Outcome outcome) {
        var lines = outcome.stdout().strip().lines().toList();
        var id = lines.isEmpty() ? "" : lines.get(lines.size() - 1).strip();
        if (!id.matches("[0-9]+(\\[\\])?(\\.[A-Za-z0-9._-]+)?")) {
            throw new IllegalArgumentException("no job id in '" + id + "'");
        }
        return id;
    }

    /**
     * Something done to jobs. Among several that are ended, those that have ended by themselves
     * meanwhile are no failure.
     */
    static Exchange<String> control(
            PbsCommands commands, Action action, List<String> words, List<String> jobIds) {
        var exchange =
                commands.exchange(
                        action.verb() + " job " + String.join(" ", jobIds), words, Outcome::stdout);
        return action == Action.TERMINATE ? patient(exchange, jobIds.size() > 1) : exchange;
    }

    /**
     * TORQUE's qdel took 43 seconds where the job's first machine was dead, and as long where the
     * second was and the first tried to tell it. Its server allows itself two minutes ({@code
     * timeout_for_job_delete}).
     */
    private static Exchange<String> patient(Exchange<String> exchange, boolean ofSeveral) {
        return new Exchange<>(
                exchange.action(),
                exchange.ran(),
                exchange.question().withTimeout(DELETED.plus(Command.DEFAULT_TIMEOUT)),
                ofSeveral
                        ? outcome -> outcome.succeeded() || onlyEnded(outcome)
                        : exchange.answered(),
                exchange.reader(),
                exchange.refusal());
    }

    private static boolean onlyEnded(Outcome outcome) {
        return !outcome.stderr().isBlank()
                && outcome.stderr()
                        .lines()
                        .allMatch(
                                line ->
                                        line.isBlank()
                                                || PbsCommands.isMissingJob(line)
                                                || line.contains("invalid for state of job"));
    }
}
