package io.jcluster.launcher.cli;

import io.jcluster.client.ClientException;
import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Connector;
import io.jcluster.launcher.cluster.Stopper;
import io.jcluster.launcher.cluster.Submitter;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.templates.Walltime;
import io.jcluster.tunnel.HostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "submit",
        description =
                "Submit a cluster and bring it home: controller, engines, ports, ranks proven.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster submit -n 4                            processes on this machine",
            "  jcluster submit --hosts a:4,b:4                 one MPI world over two hosts that ssh reaches",
            "  jcluster submit --profile daint -n 24           as ~/.config/jcluster/profiles/daint.yaml says",
            "  jcluster submit --scheduler slurm --login daint --nodes 2 --tasks-per-node 12 -t 20m",
            "  jcluster submit --profile daint -n 24 --detach  return at once; jcluster connect ID later",
            "",
            "Ctrl-C leaves either no job, or one that 'jcluster connect ID' finishes and 'jcluster stop ID' ends."
        })
final class SubmitCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ClusterOptions options = new ClusterOptions();

    @Option(names = "--detach", description = "return right after the submission")
    private boolean detach;

    @Option(
            names = "--keep",
            description = "leave the job running when its engines cannot be proven")
    private boolean keep;

    @Option(
            names = "--start-timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            description =
                    "for the controller and the engines, counted from the job's start (default: ${DEFAULT-VALUE})")
    private String startTimeout = "5m";

    @Option(names = "--json", description = "print the cluster as JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Duration limit = Walltime.parse(startTimeout);
        try (Office office = Office.open(spec.commandLine().getErr());
                Farewell farewell = new Farewell(spec.commandLine().getErr(), office)) {
            ClusterSpec wanted = options.settle(office.desk().directories());
            farewell.submitting();
            office.desk()
                    .progress()
                    .waiting("connecting to " + wanted.login().orElse("this machine"));
            // One lease for the whole command: the login may have asked for a code that works once.
            try (AgentHost lease = office.desk().lines().hold(wanted.login())) {
                ClusterRecord cluster =
                        new Submitter(office.desk()).submit(wanted, farewell::recorded);
                farewell.submitted();
                if (detach) {
                    office.close();
                    new Output(spec.commandLine().getOut(), json).detached(cluster);
                    return 0;
                }
                return connect(office, cluster, limit);
            }
        }
    }

    private int connect(Office office, ClusterRecord cluster, Duration limit) throws Exception {
        Connector.Connected connected;
        try (AutoCloseable alone = office.alone(cluster)) {
            connected = new Connector(office.desk()).connect(cluster, limit);
        } catch (ClusterException e) {
            throw keep || e.kind() != ClusterException.Kind.JOB
                    ? e.orAdvise("it is on record: " + commands(cluster))
                    : cleared(office, cluster, e);
        } catch (HostException | DrmaaException | ClientException e) {
            office.desk()
                    .progress()
                    .note("job " + cluster.id() + " goes on, on record: " + commands(cluster));
            throw e;
        }
        office.close();
        Output output = new Output(spec.commandLine().getOut(), json);
        if (!connected.problems().isEmpty()) {
            if (!keep) {
                try (Office again = Office.open(spec.commandLine().getErr())) {
                    new Stopper(again.desk()).stop(connected.cluster());
                }
            }
            throw output.unproven(connected, keep);
        }
        output.ready(connected);
        return 0;
    }

    /**
     * Takes away a job that is over or will never run. What it said is in the failure; the advice
     * must not name a cluster that is no longer there.
     */
    private static ClusterException cleared(
            Office office, ClusterRecord cluster, ClusterException failure) throws Exception {
        try (AutoCloseable alone = office.alone(cluster)) {
            new Stopper(office.desk()).stop(cluster);
        } catch (ClusterException | HostException | DrmaaException e) {
            failure.addSuppressed(e);
            return failure.orAdvise("it could not be cleared away yet: " + commands(cluster));
        }
        return failure.orAdvise(
                "mend that and submit again: the job was cleared away (--keep leaves it for"
                        + " 'jcluster logs')");
    }

    private static String commands(ClusterRecord cluster) {
        return "jcluster connect "
                + cluster.id()
                + ", jcluster logs "
                + cluster.id()
                + ", jcluster stop "
                + cluster.id();
    }
}
