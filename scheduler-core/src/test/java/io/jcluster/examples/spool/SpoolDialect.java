package io.jcluster.examples.spool;

import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.JobScript;
import io.jcluster.scheduler.Refusal;
import io.jcluster.scheduler.Refusals;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A toy batch system: a job is a directory {@code ~/spool/N}, and a process that runs its script.
 */
public final class SpoolDialect implements Dialect {

    @Override
    public String name() {
        return "spool";
    }

    @Override
    public String drmsName() {
        return "Spool";
    }

    @Override
    public Exchange<String> version() {
        return exchange("ask for the version", Command.of("uname", "-r"), this::line);
    }

    /** $1 tag, $2 name, $3 "held" or nothing; the script comes on standard input. */
    private static final String SUBMIT =
            """
            cd && mkdir -p spool && cd spool || exit 1
            n=1
            while ! mkdir "$n" 2>/dev/null; do n=$((n + 1)); done
            cd "$n" && cat >script && chmod 700 script || exit 1
            if [ -n "$3" ]; then : >held; fi
            printf '%s\\n' "$2" >name
            printf '%s\\n' "$1" >tag
            [ -f held ] || SPOOL_JOB=$n setsid sh -c "$RUN" </dev/null >/dev/null 2>&1 &
            echo "$n"
            """;

    private static final String RUN =
            "echo $$ >pid; ./script; echo $? >status.new; mv status.new status";

    @Override
    public Exchange<String> submit(JobScript script, JobTemplate template) {
        var tag = template.extensions().getOrDefault(Extensions.TAG, "");
        var name = template.jobName().orElse("");
        var held = template.submitAsHold() ? "held" : "";
        var command = shell(SUBMIT, tag, name, held).withStdin(script.text());
        return exchange("submit the job", command, this::number);
    }

    private static final String LIST =
            """
            cd && cd spool 2>/dev/null || exit 0
            for n in [0-9]*; do
                [ -f "$n/tag" ] || continue
                read -r tag <"$n/tag"
                IFS= read -r name <"$n/name" # its first line
                status=-
                if [ -f "$n/status" ]; then
                    state=ENDED
                    read -r status <"$n/status"
                elif [ -f "$n/held" ]; then
                    state=HELD
                else
                    state=RUNNING
                fi
                printf '%s\\n' "$n $state $status $tag $name"
            done
            """;

    @Override
    public Exchange<List<JobInfo>> listing() {
        return exchange(
                "list the jobs",
                shell(LIST),
                outcome -> outcome.stdout().lines().map(SpoolDialect::job).toList());
    }

    private static JobInfo job(String line) {
        var f = line.split(" ", 5);
        if (f.length != 5 || !f[0].matches("[0-9]+") || !f[2].matches("[0-9]+|-")) {
            throw new IllegalArgumentException("no job in '" + line + "'");
        }
        var info = JobInfo.builder().jobId(f[0]).jobState(state(f[1], f[2])).jobSubState(f[1]);
        if (f[1].equals("ENDED") && !f[2].equals("-")) {
            info.exitStatus(Integer.valueOf(f[2]));
        }
        return info.extension(Extensions.INFO_TAG, f[3]).jobName(f[4]).build();
    }

    private static JobState state(String word, String status) {
        return switch (word) {
            case "HELD" -> JobState.QUEUED_HELD;
            case "RUNNING" -> JobState.RUNNING;
            case "ENDED" -> status.equals("0") ? JobState.DONE : JobState.FAILED;
            default -> JobState.UNDETERMINED;
        };
    }

    private static final String RELEASE =
            """
            cd ~/spool/"$1" && rm held || exit 3
            SPOOL_JOB=$1 setsid sh -c "$RUN" </dev/null >/dev/null 2>&1 &
            """;

    private static final String TERMINATE =
            """
            cd ~/spool/"$1" || exit 3
            [ -f status ] && exit 0
            if ! rm held 2>/dev/null; then
                while [ ! -s pid ]; do sleep 0.1; done
                read -r pid <pid
                kill -KILL -- "-$pid"
            fi
            echo 137 >status.new && mv status.new status
            """;

    @Override
    public Exchange<String> control(Action action, List<String> jobIds) {
        var script =
                switch (action) {
                    case RELEASE -> RELEASE;
                    case TERMINATE -> TERMINATE;
                    case HOLD, SUSPEND, RESUME ->
                            throw new DrmaaUnsupportedOperationException(
                                    "a spooled job runs from its start to its end");
                };
        return exchange(action.verb() + " the job", shell(script, jobIds.get(0)), Outcome::stdout);
    }

    @Override
    public Optional<Exchange<String>> forget(String jobId) {
        var command = shell("rm -r ~/spool/\"$1\"", jobId);
        return Optional.of(exchange("forget the job", command, Outcome::stdout));
    }

    @Override
    public List<Exchange<List<JobInfo>>> lookUps(List<String> jobIds) {
        return List.of(); // the listing knows everything there is
    }

    @Override
    public List<Exchange<List<JobInfo>>> search(Instant since) {
        return List.of();
    }

    @Override
    public String jobIdVariable() {
        return "SPOOL_JOB";
    }

    @Override
    public List<String> directives(JobTemplate template) {
        return template.jobName().map(name -> "#SPOOL name: " + name).stream().toList();
    }

    @Override
    public Set<String> attributes() {
        return Set.of("jobName", "submitAsHold");
    }

    @Override
    public Set<DrmaaCapability> capabilities() {
        return Set.of();
    }

    @Override
    public Map<String, String> jobTemplateExtensions() {
        return Map.of();
    }

    @Override
    public Map<String, String> jobInfoExtensions() {
        return Map.of();
    }

    private String line(Outcome outcome) {
        return outcome.stdout().strip();
    }

    private String number(Outcome outcome) {
        var number = line(outcome);
        if (!number.matches("[1-9][0-9]*")) {
            throw new IllegalArgumentException("no number of a job");
        }
        return number;
    }

    private static Command shell(String script, String... arguments) {
        var argv = new ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
        argv.addAll(List.of(arguments));
        return Command.of(argv).withEnvironment(Map.of("RUN", RUN));
    }

    private static <T> Exchange<T> exchange(
            String action, Command question, Function<Outcome, T> reader) {
        return new Exchange<>(
                action, "sh", question, Outcome::succeeded, reader, new Refusals(List.of(GONE)));
    }

    private static final Refusals.Rule GONE =
            new Refusals.Rule("No such file", Refusal.Kind.WRONG_STATE);
}
