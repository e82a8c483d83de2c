package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.ClusterStore;
import io.jcluster.launcher.cluster.Cost;
import io.jcluster.launcher.cluster.JobPlan;
import io.jcluster.launcher.cluster.Libraries;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.tunnel.Host;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "script",
        description =
                "Print the job script that 'submit' with the same options would submit, or that was submitted.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster script --profile daint -n 24    the script before it is submitted",
            "  jcluster script --profile daint -n 24 --layout separate --job engines",
            "  jcluster script 77                       the script that job 77 runs",
            "  jcluster script 77 --world 1             that of engines which joined it"
        })
final class ScriptCommand implements Callable<Integer> {

    private static final List<String> JOBS = List.of("controller", "engines");

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ClusterOptions options = new ClusterOptions();

    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            description =
                    "a cluster that was submitted; behind --: the arguments of the program of"
                            + " --kind mpj")
    private List<String> words = List.of();

    @Option(
            names = "--job",
            paramLabel = "JOB",
            description = "of separate jobs only this one: controller or engines")
    private @Nullable String job;

    @Option(
            names = "--world",
            paramLabel = "N",
            description =
                    "of a cluster that was submitted: the job of the engines that joined as world N")
    private @Nullable Integer world;

    @Override
    public Integer call() throws Exception {
        spec.commandLine().getOut().print(asked());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private String asked() throws InterruptedException {
        boolean arguments = spec.commandLine().getParseResult().originalArgs().contains("--");
        if (arguments) {
            options.arguments(words);
        } else if (words.size() > 1) {
            throw new IllegalArgumentException("one ID at a time: " + String.join(" ", words));
        }
        Optional<String> id = arguments ? Optional.empty() : words.stream().findFirst();
        id.ifPresent(submitted -> options.refuseBeside(submitted, spec));
        if (world != null) {
            return joined(id, world);
        }
        return text(id.isPresent() ? submitted(id.get()) : planned());
    }

    /** One script as it is; of two, each under a line that says whose it is. */
    private String text(List<String> scripts) {
        if (job != null) {
            int which = JOBS.indexOf(job);
            if (which < 0 || scripts.size() < JOBS.size()) {
                throw new IllegalArgumentException(
                        "--job "
                                + job
                                + ": "
                                + (which < 0
                                        ? "there are " + String.join(" and ", JOBS)
                                        : "controller and engines share a job here; leave --job"
                                                + " out"));
            }
            return scripts.get(which);
        }
        if (scripts.size() == 1) {
            return scripts.get(0);
        }
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < scripts.size(); i++) {
            all.append("##### job of the ").append(JOBS.get(i)).append(" #####\n");
            all.append(scripts.get(i)).append('\n');
        }
        return all.toString();
    }

    private List<String> planned() throws InterruptedException {
        ClusterSpec wanted = options.settle(UserDirectories.from(System.getenv()));
        Dialect dialect = dialect(wanted);
        if (dialect.queues().isPresent()) {
            Cost.of(wanted, OptionalInt.empty())
                    .ifPresent(cost -> spec.commandLine().getErr().println(cost.inWords()));
        }
        // Each submission has a key of its own in it; here a new one, which nothing will have.
        JobPlan plan =
                new JobPlan(
                        wanted.on(dialect.name()),
                        ClusterStore.newKey(),
                        dialect,
                        libraries(wanted));
        List<String> scripts = plan.scripts();
        plan.warnings()
                .forEach(
                        warning ->
                                spec.commandLine()
                                        .getErr()
                                        .println("jcluster: " + FailureReport.printable(warning)));
        return scripts;
    }

    /** The script names the jars that submit would send: they are fetched for it too. */
    private Libraries libraries(ClusterSpec wanted) {
        if (wanted.profile().java().maven().isEmpty()) {
            return Libraries.NONE;
        }
        try (Office office = Office.open(spec.commandLine().getErr())) {
            return Libraries.of(wanted.profile(), office.desk().progress());
        }
    }

    /**
     * Of a family only the host can say; otherwise nobody is asked, so that this works anywhere.
     */
    private Dialect dialect(ClusterSpec wanted) throws InterruptedException {
        boolean named = wanted.profile().site().login().isPresent();
        if (!named || !Dialects.isFamily(wanted.scheduler())) {
            return Dialects.named(wanted.scheduler());
        }
        try (Office office = Office.open(spec.commandLine().getErr())) {
            office.desk()
                    .progress()
                    .waiting("connecting to " + wanted.login().orElse("this machine"));
            try (Host host = office.desk().lines().reach(wanted.login())) {
                return Dialects.named(wanted.scheduler(), host);
            }
        }
    }

    private String joined(Optional<String> id, int number) {
        String wanted =
                id.orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "--world is for a cluster: jcluster script ID --world N"));
        try (Office office = Office.open(spec.commandLine().getErr())) {
            ClusterRecord cluster = office.cluster(wanted);
            return office.desk()
                    .store()
                    .script(cluster, StopCommand.world(cluster, number).number())
                    .orElseThrow(() -> notKept(cluster.id()));
        }
    }

    private static ClusterException notKept(String cluster) {
        return ClusterException.of(
                ClusterException.Kind.LAPTOP, "the script of cluster " + cluster + " was not kept");
    }

    private List<String> submitted(String wanted) {
        try (Office office = Office.open(spec.commandLine().getErr())) {
            ClusterRecord cluster = office.cluster(wanted);
            List<String> scripts = office.desk().store().scripts(cluster);
            if (scripts.isEmpty()) {
                throw notKept(wanted);
            }
            return scripts;
        }
    }
}
