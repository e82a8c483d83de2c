package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.JobScript;
import io.jcluster.scheduler.Refusal;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A host with a scheduler in memory that counts its questions, and with a home of real files. */
final class MadeUpSite implements Host, Dialect {

    /** Every question to the scheduler. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** How often the jobs' files were read. */
    int readings;

    /** What the scheduler lists. */
    List<JobInfo> jobs = List.of();

    /** What is in the way of every command. */
    Optional<HostException.Kind> broken = Optional.empty();

    private final Path home;
    private int submitted = 76;

    MadeUpSite(Path home) {
        this.home = home;
    }

    @Override
    public Outcome run(Command command) throws InterruptedException {
        if (broken.isPresent()) {
            throw new HostException(
                    broken.get(), "the line is cut", Optional.empty(), Optional.empty());
        }
        String program = command.argv().get(0);
        if (!program.equals("/bin/sh")) {
            asked.add(program);
            submitted += program.equals("sub") ? 1 : 0;
            return new Outcome(0, Integer.toString(submitted), "");
        }
        readings++;
        ProcessBuilder builder = new ProcessBuilder(command.argv());
        builder.environment().put("HOME", home.toString());
        try {
            Process shell = builder.start();
            try (var in = shell.getOutputStream()) {
                in.write(command.stdin().orElse("").getBytes(StandardCharsets.UTF_8));
            }
            String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(shell.waitFor(), out, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> Exchange<T> exchange(String program, Function<Outcome, T> reader) {
        return new Exchange<>(
                program,
                program,
                Command.of(program),
                Outcome::succeeded,
                reader,
                refused -> Refusal.of(Refusal.Kind.OTHER));
    }

    @Override
    public Exchange<String> submit(JobScript script, JobTemplate template) {
        return exchange("sub", Outcome::stdout);
    }

    @Override
    public Exchange<List<JobInfo>> listing() {
        return exchange("list", outcome -> new ArrayList<>(jobs));
    }

    @Override
    public List<Exchange<List<JobInfo>>> lookUps(List<String> jobIds) {
        return List.of();
    }

    @Override
    public List<Exchange<List<JobInfo>>> search(Instant since) {
        return List.of();
    }

    @Override
    public Exchange<String> control(Action action, List<String> jobIds) {
        return exchange("do", Outcome::stdout);
    }

    @Override
    public Exchange<String> version() {
        return exchange("version", Outcome::stdout);
    }

    @Override
    public String name() {
        return "madeup";
    }

    @Override
    public String drmsName() {
        return "Made up";
    }

    @Override
    public Set<DrmaaCapability> capabilities() {
        return Set.of();
    }

    @Override
    public Set<String> attributes() {
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

    @Override
    public String jobIdVariable() {
        return "MADE_UP_ID";
    }

    @Override
    public List<String> directives(JobTemplate template) {
        return List.of();
    }

    @Override
    public Running start(Command command) {
        throw new UnsupportedOperationException("nothing is started here");
    }

    @Override
    public Forward forward(HostPort there, int localPort) {
        throw new UnsupportedOperationException("nothing is forwarded here");
    }

    @Override
    public boolean reaches(HostPort there) {
        return false;
    }

    @Override
    public void close() {}
}
