package io.jcluster.launcher.doctor;

import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.MachineInfo;
import io.jcluster.drmaa2.QueueInfo;
import io.jcluster.launcher.doctor.Finding.Fault;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.ExchangeCaller;
import io.jcluster.scheduler.Pace;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Walltime;
import io.jcluster.tunnel.Host;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The scheduler of a host: which one, whether it answers, and what it offers. */
final class Workload {

    /** A controller that takes this long for one user's jobs is overloaded, or nearly so. */
    private static final Duration SLOW = Duration.ofSeconds(5);

    private static final int QUEUES_SHOWN = 12;

    private final ExchangeCaller caller;

    Workload(Host host) {
        this.caller = new ExchangeCaller(host);
    }

    /**
     * The scheduler that the profile names, or the one that is there.
     *
     * @param dialect empty where there is none to go on with
     */
    record Found(Optional<Dialect> dialect, Finding finding) {}

    Found which(Subject subject, Host host) throws InterruptedException {
        return subject.scheduler().isPresent() ? named(subject.scheduler().get(), host) : any(host);
    }

    private Found named(String name, Host host) throws InterruptedException {
        try {
            Dialect dialect = Dialects.named(name, host);
            return answered(dialect, caller.ask(dialect.version()));
        } catch (DrmaaException e) {
            Text text = Text.of(e);
            return new Found(
                    Optional.empty(),
                    Finding.problem(
                            Fault.SCHEDULER,
                            "scheduler",
                            text.said(),
                            "no job can be submitted with the scheduler '" + name + "' there",
                            text.advice()));
        }
    }

    private Found any(Host host) throws InterruptedException {
        List<Found> there = new ArrayList<>();
        List<String> tried = new ArrayList<>();
        for (String name : Dialects.names()) {
            Optional<Dialect> one = Dialects.find(name);
            boolean ofAFamily = one.filter(it -> Dialects.isFamily(it.family())).isPresent();
            // What has no queues is no batch system, and answers everywhere.
            if (!ofAFamily && one.filter(it -> it.queues().isEmpty()).isEmpty()) {
                tried.add(name);
                Found found = named(name, host);
                if (found.dialect().isPresent()) {
                    there.add(found);
                }
            }
        }
        if (there.isEmpty()) {
            return new Found(
                    Optional.empty(),
                    Finding.problem(
                            Fault.SCHEDULER,
                            "scheduler",
                            "none of " + String.join(", ", tried) + " answers",
                            "jobs are not submitted here, or the commands are not on the PATH of a login"
                                    + " without a terminal",
                            "ask the site which host submits, and put the commands on PATH in ~/.bashrc"));
        }
        Found first = there.get(0);
        return there.size() == 1
                ? first
                : new Found(
                        first.dialect(),
                        Finding.ok(
                                "scheduler",
                                there.stream()
                                        .map(found -> found.finding().seen())
                                        .collect(Collectors.joining("; ")),
                                "the first of them is looked at; a profile for another names its own"));
    }

    private static Found answered(Dialect dialect, String version) {
        return new Found(
                Optional.of(dialect),
                Finding.ok(
                        "scheduler",
                        dialect.queues().isEmpty()
                                ? "none: the engines run as processes of the machine itself"
                                : dialect.drmsName()
                                        + " "
                                        + version
                                        + " ("
                                        + dialect.name()
                                        + ")"));
    }

    /** How long a question about all of the user's jobs takes. */
    Finding server(Dialect dialect) throws InterruptedException {
        Exchange<List<JobInfo>> listing = dialect.listing();
        long begun = System.nanoTime();
        try {
            int jobs = caller.ask(listing).size();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            String seen =
                    "answers in %.2f s; jobs of yours: %d"
                            .formatted(took.toMillis() / 1000.0, jobs);
            return took.compareTo(SLOW) < 0
                    ? Finding.ok("server", seen)
                    : Finding.warning(
                            "server",
                            seen,
                            "it is overloaded; jcluster asks it the less often the slower it is",
                            "set 'poll-interval' in the profile to what the site asks for");
        } catch (DrmaaException e) {
            Text text = Text.of(e);
            return Finding.problem(
                    Fault.SCHEDULER,
                    "server",
                    text.said(),
                    "the commands are there, but the server behind them does not answer as it should",
                    text.advice().isEmpty() ? "try later, or ask the site" : text.advice());
        }
    }

    List<Finding> queues(Dialect dialect, Profile profile) throws InterruptedException {
        Optional<Exchange<List<QueueInfo>>> question = dialect.queues();
        if (question.isEmpty()) {
            return List.of();
        }
        try {
            List<QueueInfo> queues = caller.ask(question.get());
            return List.of(listed(dialect, queues), wanted(dialect, queues, profile));
        } catch (DrmaaException e) {
            Text text = Text.of(e);
            return List.of(
                    Finding.unknown(
                            "queues",
                            text.said(),
                            "which queues there are is not known",
                            text.advice()));
        }
    }

    private static Finding listed(Dialect dialect, List<QueueInfo> queues) {
        String shown =
                queues.stream()
                        .limit(QUEUES_SHOWN)
                        .map(queue -> queue.name() + limits(dialect, queue))
                        .collect(Collectors.joining(", "));
        return queues.isEmpty()
                ? Finding.warning(
                        "queues",
                        "none is shown to you",
                        "jobs may be refused for want of a queue",
                        "ask the site which queues your account may use")
                : Finding.ok(
                        "queues",
                        shown
                                + (queues.size() > QUEUES_SHOWN
                                        ? " and " + (queues.size() - QUEUES_SHOWN) + " more"
                                        : ""));
    }

    private static String limits(Dialect dialect, QueueInfo queue) {
        List<String> words = new ArrayList<>();
        if (word(dialect, queue, "default").filter("true"::equals).isPresent()) {
            words.add("the default");
        }
        word(dialect, queue, "state").filter(state -> !state.equals("up")).ifPresent(words::add);
        word(dialect, queue, "started")
                .filter("false"::equals)
                .ifPresent(no -> words.add("starts nothing"));
        word(dialect, queue, "max_time").ifPresent(time -> words.add("at most " + time));
        word(dialect, queue, "nodes").ifPresent(nodes -> words.add("nodes: " + nodes));
        return words.isEmpty() ? "" : " (" + String.join("; ", words) + ")";
    }

    private static Optional<String> word(Dialect dialect, QueueInfo queue, String name) {
        return Optional.ofNullable(queue.extensions().get(dialect.family() + "_qi_" + name));
    }

    /** Whether the queue of the profile is there and lets its jobs in. */
    static Finding wanted(Dialect dialect, List<QueueInfo> queues, Profile profile) {
        String name = "queue";
        Optional<String> wanted = profile.resources().partition();
        if (wanted.isEmpty()) {
            boolean known =
                    queues.stream().anyMatch(queue -> word(dialect, queue, "default").isPresent());
            boolean some =
                    queues.stream()
                            .anyMatch(
                                    queue ->
                                            word(dialect, queue, "default")
                                                    .filter("true"::equals)
                                                    .isPresent());
            return known && !some
                    ? Finding.warning(
                            name,
                            "the profile names none, and the site has no default",
                            "a submission that names none is refused",
                            "set 'partition' in the profile, or give --partition")
                    : Finding.ok(name, "the profile names none; the site's default is used");
        }
        Optional<QueueInfo> found =
                queues.stream().filter(queue -> queue.name().equals(wanted.get())).findFirst();
        if (found.isEmpty()) {
            return Finding.problem(
                    Fault.REQUEST,
                    name,
                    "'" + wanted.get() + "' of the profile is not there, or not for you",
                    "submissions are refused",
                    "set 'partition' in the profile to one of "
                            + queues.stream()
                                    .map(QueueInfo::name)
                                    .limit(QUEUES_SHOWN)
                                    .collect(Collectors.joining(", ")));
        }
        return open(dialect, found.get(), profile);
    }

    private static Finding open(Dialect dialect, QueueInfo queue, Profile profile) {
        Optional<String> state = word(dialect, queue, "state").filter(one -> !one.equals("up"));
        boolean stopped = word(dialect, queue, "started").filter("false"::equals).isPresent();
        if (state.isPresent() || stopped) {
            return Finding.warning(
                    "queue",
                    queue.name() + " is " + state.orElse("stopped"),
                    "a job in it waits, or is refused, until the site opens it",
                    "another queue, or ask the site");
        }
        Optional<Duration> most = word(dialect, queue, "max_time").flatMap(Workload::time);
        Optional<Duration> asked = profile.resources().walltime();
        if (most.isPresent() && asked.isPresent() && asked.get().compareTo(most.get()) > 0) {
            return Finding.problem(
                    Fault.REQUEST,
                    "queue",
                    queue.name()
                            + " has jobs run for "
                            + most.get().toMinutes()
                            + " min at most; the profile asks for "
                            + asked.get().toMinutes()
                            + " min",
                    "such a job is refused, or waits for ever",
                    "set 'walltime' in the profile to that or less");
        }
        return Finding.ok("queue", queue.name() + " of the profile is there");
    }

    private static Optional<Duration> time(String text) {
        try {
            // sinfo prints 30:00 for half an hour (22.05.8).
            return Optional.of(
                    Walltime.parse(text.matches("\\d{1,4}:\\d{2}") ? "0:" + text : text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // "infinite"
        }
    }

    static Finding pace(Subject subject) {
        Pace pace =
                subject.profile()
                        .site()
                        .pollInterval()
                        .map(Pace::atLeast)
                        .orElse(subject.login().isPresent() ? Pace.REMOTE : Pace.LOCAL);
        return Finding.ok(
                "poll rate",
                "the scheduler is asked every "
                        + pace.shortest().toSeconds()
                        + " to "
                        + pace.longest().toSeconds()
                        + " s, once for all jobs",
                subject.profile().site().pollInterval().isPresent()
                        ? "as the profile's 'poll-interval' says"
                        : "a site that wants less is obeyed with 'poll-interval' in the profile");
    }

    Finding accounting(Dialect dialect) throws InterruptedException {
        Text last = new Text("it keeps no record of jobs that are over", "");
        for (Exchange<List<JobInfo>> question :
                dialect.search(Instant.now().minus(1, ChronoUnit.MINUTES))) {
            try {
                caller.ask(question);
                return Finding.ok(
                        "accounting",
                        question.ran().split(" ", 2)[0] + " tells of jobs that are over");
            } catch (DrmaaException e) {
                last = Text.of(e);
            }
        }
        return Finding.warning(
                "accounting",
                last.said(),
                "how a job has ended is then known from what the job itself has written, and from the"
                        + " scheduler for a few minutes",
                "");
    }

    /** The machines that run jobs; empty where the scheduler does not list them. */
    List<MachineInfo> machines(Dialect dialect) throws InterruptedException {
        try {
            return dialect.machines().isPresent()
                    ? caller.ask(dialect.machines().get())
                    : List.of();
        } catch (DrmaaException e) {
            return List.of();
        }
    }
}
