package io.jcluster.launcher.cli;

import io.jcluster.client.Client;
import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Inquiry;
import io.jcluster.launcher.cluster.Phase;
import io.jcluster.launcher.cluster.Recruiter;
import io.jcluster.launcher.cluster.Stopper;
import io.jcluster.launcher.cluster.Submitter;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.templates.Profiles;
import io.jcluster.tunnel.HostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
                    + " 'jcluster stop ID' takes it away.",
            "",
            "With --world only engines are ended, whatever they hang in, and started anew beside the same controller: by"
                    + " their job where it runs, which keeps its nodes; else by a new job. World 0 is what the cluster was"
                    + " submitted with."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster restart 77                    the same once more",
            "  jcluster restart 77 -n 48 -t 4h        larger, and for longer",
            "  jcluster restart 77 -n 48 --nodes 4    larger, where it was submitted with --nodes 2 --tasks-per-node 12",
            "  jcluster restart 77 --overlap          stop 77 only when the new one is ready",
            "  jcluster restart 77 --world 0          only its engines, in the job that they have",
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

    @Option(
            names = "--world",
            paramLabel = "N",
            description = "only the engines of world N; 0 are those that it was submitted with")
    private @Nullable Integer world;

    /** How to get fresh engines where those there are hang, as advice. */
    static String ofEngines(ClusterRecord cluster) {
        return "jcluster restart "
                + cluster.id()
                + " --world "
                + (cluster.added().isEmpty()
                        ? "0"
                        : "N (jcluster engines " + cluster.id() + " shows it)");
    }

    @Override
    public Integer call() throws Exception {
        arrival.limit();
        if (world != null) {
            return engines(world);
        }
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
            Profiles profiles = office.desk().directories().profilesIn(from);
            OtherSize.check(old.id(), again.said(profiles), words);
            ClusterSpec wanted = again.settle(profiles);
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

    private int engines(int number) throws Exception {
        if (overlap || !options.givenWith(spec).isEmpty()) {
            throw new IllegalArgumentException(
                    "--world starts engines as they were: leave "
                            + (overlap ? "--overlap" : options.givenWith(spec).get(0))
                            + " out");
        }
        return Reach.visit(
                spec,
                id,
                (office, stale, client) -> {
                    try (AutoCloseable alone = office.alone(stale)) {
                        ClusterRecord cluster =
                                office.desk().store().reread(stale).orElseGet(() -> stale);
                        engines(office, cluster, client, number);
                    }
                    return 0;
                });
    }

    private void engines(Office office, ClusterRecord cluster, Client client, int number)
            throws Exception {
        Recruiter recruiter = new Recruiter(office.desk());
        List<String> words = number == 0 ? List.of() : StopCommand.world(cluster, number).options();
        if (number > 0 && !recruiter.runs(cluster, number)) {
            AddEnginesCommand.join(office, spec, cluster, client, number, words, arrival);
            return;
        }
        Recruiter.Recruits recruits = recruiter.again(cluster, number, client, arrival.limit());
        office.close();
        if (!recruits.problems().isEmpty()) {
            throw Output.unproven(recruits, true);
        }
        new Output(spec.commandLine().getOut(), arrival.json()).joined(recruits);
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

    static ClusterException forgotten(ClusterRecord old) {
        return ClusterException.of(
                        ClusterException.Kind.REQUEST,
                        "how cluster " + old.id() + " was submitted is not on record")
                .said("it was submitted by an earlier version of jcluster")
                .advise("jcluster stop " + old.id() + ", then jcluster submit");
    }
}
