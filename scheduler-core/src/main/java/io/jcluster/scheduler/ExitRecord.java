package io.jcluster.scheduler;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an {@link ExitFile} says. Times are by the clock of the execution host.
 *
 * @param started the first start
 * @param ending empty while it has not ended, or when it was ended with all its processes at once
 */
record ExitRecord(Instant started, Optional<Ending> ending) {

    /**
     * How the job ended by its own word.
     *
     * @param status of the command, 128 and more for a signal as shells have it; empty for a job
     *     that was never set up
     * @param signal the name of the signal for which the status stands, though a program may have
     *     chosen that status itself
     * @param reason why it was not set up
     */
    record Ending(
            Instant at,
            Optional<Integer> status,
            Optional<String> signal,
            Optional<String> reason) {}

    private static final String TIME = "([0-9]{1,12})";
    private static final Pattern STARTED = Pattern.compile("started " + TIME);
    private static final Pattern EXIT =
            Pattern.compile("exit ([0-9]{1,3}) " + TIME + "(?: (SIG[A-Z0-9+-]{1,12}))?");
    private static final Pattern FAILED = Pattern.compile("failed " + TIME + " (.+)");

    /**
     * The record in these lines; empty when there is none. Later lines than the two are ignored.
     */
    static Optional<ExitRecord> parse(List<String> lines) {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        var first = STARTED.matcher(lines.get(0));
        if (!first.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new ExitRecord(
                        time(first, 1),
                        lines.size() > 1 ? ending(lines.get(1)) : Optional.empty()));
    }

    private static Optional<Ending> ending(String line) {
        var exit = EXIT.matcher(line);
        if (exit.matches()) {
            return Optional.of(
                    new Ending(
                            time(exit, 2),
                            Optional.of(Integer.valueOf(exit.group(1))),
                            Optional.ofNullable(exit.group(3)),
                            Optional.empty()));
        }
        var failed = FAILED.matcher(line);
        return failed.matches()
                ? Optional.of(
                        new Ending(
                                time(failed, 1),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(failed.group(2))))
                : Optional.empty();
    }

    private static Instant time(Matcher matcher, int group) {
        return Instant.ofEpochSecond(Long.parseLong(matcher.group(group)));
    }

    /** What is known of a job that nobody else knows any more; empty while it has not ended. */
    Optional<JobInfo> info(String jobId) {
        return ending.map(
                end ->
                        completed(
                                JobInfo.builder()
                                        .jobId(jobId)
                                        .extension(Extensions.INFO_STATE_SOURCE, "exit file")
                                        .jobState(
                                                end.status().equals(Optional.of(0))
                                                        ? JobState.DONE
                                                        : JobState.FAILED)
                                        .build(),
                                end));
    }

    /**
     * What the workload manager says of a job that has ended, with what the job says itself. Of the
     * exit status the job's word counts: a workload manager may report that of a child of the
     * shell's less 128 (sacct of Slurm 22.05.8), or none. Of the state the workload manager's
     * counts, since only that knows of a time limit or a cancellation.
     */
    JobInfo complete(JobInfo told) {
        return ending.map(end -> completed(told, end)).orElse(told);
    }

    private JobInfo completed(JobInfo told, Ending end) {
        var info = told.toBuilder();
        if (told.dispatchTime().isEmpty()) {
            info.dispatchTime(started);
        }
        if (told.finishTime().isEmpty()) {
            info.finishTime(end.at());
        }
        end.reason()
                .ifPresent(
                        reason ->
                                info.jobState(JobState.FAILED)
                                        .exitStatus(null)
                                        .annotation(
                                                told.annotation()
                                                        .filter(text -> !text.equals("None"))
                                                        .map(text -> text + "; " + reason)
                                                        .orElse(reason)));
        // A job the workload manager ended by a signal has that signal, and no status beside it.
        if (told.terminatingSignal().isEmpty()) {
            end.status().ifPresent(info::exitStatus);
            end.signal().ifPresent(name -> info.extension(Extensions.INFO_SHELL_SIGNAL, name));
        }
        return info.build();
    }
}
