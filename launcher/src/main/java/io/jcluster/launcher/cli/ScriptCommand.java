package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.ClusterStore;
import io.jcluster.launcher.cluster.JobPlan;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.tunnel.Host;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
            "  jcluster script 77                       the script that job 77 runs"
        })
final class ScriptCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ClusterOptions options = new ClusterOptions();

    @Parameters(paramLabel = "ID", arity = "0..1", description = "a cluster that was submitted")
    private @Nullable String id;

    @Override
    public Integer call() throws Exception {
        spec.commandLine().getOut().print(id == null ? planned() : submitted(id));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private String planned() throws InterruptedException {
        ClusterSpec wanted = options.settle(UserDirectories.from(System.getenv()));
        Dialect dialect = dialect(wanted);
        // Each submission has a key of its own in it; here a new one, which nothing will have.
        return JobPlan.script(wanted.on(dialect.name()), ClusterStore.newKey(), dialect);
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

    private String submitted(String wanted) {
        try (Office office = Office.open(spec.commandLine().getErr())) {
            ClusterRecord cluster = office.cluster(wanted);
            return office.desk()
                    .store()
                    .script(cluster)
                    .orElseThrow(
                            () ->
                                    ClusterException.of(
                                            ClusterException.Kind.LAPTOP,
                                            "the script of cluster " + wanted + " was not kept"));
        }
    }
}
