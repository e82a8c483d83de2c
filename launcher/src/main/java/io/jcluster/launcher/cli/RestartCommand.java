package io.jcluster.launcher.cli;

import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Inquiry;
import io.jcluster.launcher.cluster.Phase;
import io.jcluster.launcher.cluster.Stopper;
import io.jcluster.launcher.cluster.Submitter;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.tunnel.HostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "restart",
        description = {
            "Stop a cluster and submit it anew, as it was submitted, but for the options given here.",
            "",
            "The new cluster has an id of its own, that of its job. The old one is listed as ended until"
                    + " 'jcluster stop ID' takes it away."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster restart 77                    the same once more",
            "  jcluster restart 77 -n 48 -t 4h        larger, and for longer",
            "  jcluster restart 77 --overlap          stop 77 only when the new one is ready",
            "",
            "What the scheduler would refuse is refused before the old cluster is stopped. Ctrl-C leaves one"
                    + " of the two on record, and 'jcluster restart 77' goes on from there."
        })
final class RestartCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ClusterOptions options = new ClusterOptions();
    @Mixin private Arrival arrival = new Arrival();

    @Parameters(paramLabel = "ID", description = "the cluster, as 'jcluster list' calls it")
    private String id = "";

    @Option(
            names = "--overlap",
            description =
                    "stop the old cluster when the new one is ready; with --detach, when it is"
                            + " submitted")
    private boolean overlap;

    @Override
    public Integer call() throws Exception {
        arrival.limit();
        String key;
        int status;
        try (Office office = Office.open(spec.commandLine().getErr());
                Farewell farewell = new Farewell(spec.commandLine().getErr(), office)) {
            ClusterRecord old = office.cluster(id);
            key = old.key();
            farewell.replacing(old.id());
            List<String> words = options.givenWith(spec);
            List<String> earlier = old.request().options().orElseThrow(() -> forgotten(old));
            ClusterOptions again = ClusterOptions.again(earlier, words);
            Path from = Path.of(old.request().from().orElse(""));
            ClusterSpec wanted = again.settle(office.desk().directories().profilesIn(from));
            try (AgentHost lease = office.desk().lines().hold(wanted.login())) {
                rehearse(office, old, wanted);
                if (!overlap) {
                    retire(office, old);
                }
                farewell.submitting();
                ClusterRecord fresh =
                        submit(
                                office,
                                old,
                                wanted,
                                ClusterOptions.request(
                                        ClusterOptions.merged(earlier, words), from, wanted),
                                farewell);
                farewell.submitted();
                office.desk()
                        .progress()
                        .note(
                                "cluster "
                                        + fresh.id()
                                        + " takes the place of "
                                        + old.id()
                                        + (overlap && !arrival.detached()
                                                ? ", which goes on until then"
                                                : ""));
                status = arrival.await(office, fresh, spec.commandLine().getOut());
            }
        }
        if (overlap) {
            try (Office office = Office.open(spec.commandLine().getErr())) {
                retire(office, office.cluster(key));
            }
        }
        return status;
    }

    /** Has the new cluster refused while the old one is untouched. */
    private void rehearse(Office office, ClusterRecord old, ClusterSpec wanted)
            throws InterruptedException {
        try {
            new Inquiry(office.desk()).about(wanted);
        } catch (ClusterException | HostException | DrmaaException e) {
            office.desk().progress().note("cluster " + old.id() + " is as it was");
            throw e;
        }
    }

    private void retire(Office office, ClusterRecord old) throws Exception {
        if (old.phase() == Phase.ENDED) {
            return;
        }
        try (AutoCloseable alone = office.alone(old)) {
            new Stopper(office.desk()).retire(old, "stopped by jcluster restart");
        }
        office.desk().progress().done("cluster " + old.id() + " is stopped");
    }

    private ClusterRecord submit(
            Office office,
            ClusterRecord old,
            ClusterSpec wanted,
            ClusterRecord.Request request,
            Farewell farewell)
            throws InterruptedException {
        try {
            return new Submitter(office.desk()).submit(wanted, request, farewell::recorded);
        } catch (ClusterException | HostException | DrmaaException e) {
            office.desk()
                    .progress()
                    .note(
                            overlap
                                    ? "cluster " + old.id() + " is as it was"
                                    : "cluster "
                                            + old.id()
                                            + " has ended; 'jcluster restart "
                                            + old.id()
                                            + "' submits it again");
            throw e;
        }
    }

    private static ClusterException forgotten(ClusterRecord old) {
        return ClusterException.of(
                        ClusterException.Kind.REQUEST,
                        "how cluster " + old.id() + " was submitted is not on record")
                .said("it was submitted by an earlier version of jcluster")
                .advise("jcluster stop " + old.id() + ", then jcluster submit");
    }
}
