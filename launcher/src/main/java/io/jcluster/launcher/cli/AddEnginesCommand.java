package io.jcluster.launcher.cli;

import io.jcluster.client.Client;
import io.jcluster.client.ClientException;
import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Recruiter;
import io.jcluster.launcher.cluster.Stopper;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.templates.EngineKind;
import io.jcluster.tunnel.HostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "add-engines",
        description = {
            "Submit a further job whose engines join a cluster's controller.",
            "",
            "They are asked for as the cluster was, but for the options given here. They are an MPI world of their own: an MPI world cannot grow."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster add-engines 77 -n 8                        to a cluster without MPI",
            "  jcluster add-engines 77 -n 8 --separate-world       to one with MPI: another world",
            "  jcluster add-engines 77 -n 8 --separate-world --partition debug -t 20m",
            "  jcluster add-engines 77 -n 4 --separate-world --kind jshell   engines that take Java, beside Python",
            "  jcluster px 77 --targets world1 'comm.Get_size()'   what is for them",
            "  jcluster stop 77 --world 1                          ends them; the cluster goes on",
            "",
            "The cluster goes on when they end, and they end with its controller. Ctrl-C leaves either no job,",
            "or one that 'jcluster list' shows and 'jcluster stop ID --world N' ends."
        })
final class AddEnginesCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ClusterOptions options = new ClusterOptions();
    @Mixin private Arrival arrival = new Arrival();

    @Parameters(paramLabel = "ID", description = "the cluster, as 'jcluster list' calls it")
    private String id = "";

    @Option(
            names = "--separate-world",
            description = "to a cluster with MPI: yes, as another world than that which is there")
    private boolean separate;

    @Override
    public Integer call() throws Exception {
        arrival.limit();
        try (Office office = Office.open(spec.commandLine().getErr())) {
            refuse(office.cluster(id)); // before it is brought home
        }
        return Reach.visit(
                spec,
                id,
                (office, stale, client) -> {
                    try (AutoCloseable alone = office.alone(stale)) {
                        ClusterRecord cluster =
                                office.desk().store().reread(stale).orElseGet(() -> stale);
                        add(office, cluster, client);
                    }
                    return 0;
                });
    }

    private void refuse(ClusterRecord cluster) {
        if (cluster.mpi() && !separate) {
            throw ClusterException.of(
                            ClusterException.Kind.REQUEST,
                            "the engines of cluster "
                                    + cluster.id()
                                    + " are one MPI world, and an MPI world cannot grow: engines of"
                                    + " a further job would be another one, which no collective"
                                    + " reaches")
                    .advise(
                            "--separate-world where that is what you want, or jcluster restart "
                                    + cluster.id()
                                    + " -n N for one larger world");
        }
    }

    private void add(Office office, ClusterRecord cluster, Client client) throws Exception {
        List<String> words = options.givenWith(spec);
        words.stream()
                .filter(word -> word.equals("--hold") || word.startsWith("--layout="))
                .findFirst()
                .ifPresent(
                        word -> {
                            throw new IllegalArgumentException(
                                    word + " is for a cluster and its controller; leave it out");
                        });
        List<String> earlier =
                cluster.request().options().orElseThrow(() -> RestartCommand.forgotten(cluster));
        join(
                office,
                spec,
                cluster,
                client,
                Recruiter.next(cluster),
                ClusterOptions.merged(withoutCount(earlier, words), words),
                arrival);
    }

    /** How many there were says nothing where it is said how many there are to be. */
    private static List<String> withoutCount(List<String> earlier, List<String> now) {
        return now.stream().noneMatch(AddEnginesCommand::counts)
                ? earlier
                : earlier.stream().filter(word -> !counts(word)).toList();
    }

    private static boolean counts(String word) {
        return word.startsWith("--engines=") || word.startsWith("--nodes=");
    }

    /** Submits the job of engines, waits for them and says what came of it. */
    static void join(
            Office office,
            CommandSpec spec,
            ClusterRecord cluster,
            Client client,
            int number,
            List<String> words,
            Arrival arrival)
            throws Exception {
        Path from = Path.of(cluster.request().from().orElse(""));
        ClusterSpec wanted =
                ClusterOptions.again(words, List.of())
                        .settle(office.desk().directories().profilesIn(from));
        requireSamePlace(cluster, wanted);
        if (wanted.profile().engines().kind() == EngineKind.MPJ) {
            throw new IllegalArgumentException(
                    "a Java MPI program (--kind mpj) has no engines that could join a cluster: run"
                            + " it with 'jcluster submit', or say --kind jshell");
        }
        Recruiter recruiter = new Recruiter(office.desk());
        Set<String> before = Set.copyOf(client.ids().values());
        try (Farewell farewell = new Farewell(spec.commandLine().getErr(), office)) {
            farewell.joining(number);
            ClusterRecord larger =
                    recruiter.submit(cluster, number, wanted, words, farewell::recorded);
            farewell.submitted();
            Output output = new Output(spec.commandLine().getOut(), arrival.json());
            if (arrival.detached()) {
                office.close();
                output.joining(larger, number);
                return;
            }
            Recruiter.Recruits recruits =
                    arrived(office, recruiter, larger, number, client, before, arrival);
            office.close();
            output.joined(recruits);
        }
    }

    private static Recruiter.Recruits arrived(
            Office office,
            Recruiter recruiter,
            ClusterRecord cluster,
            int number,
            Client client,
            Set<String> before,
            Arrival arrival)
            throws Exception {
        String commands =
                "jcluster logs "
                        + cluster.id()
                        + " --world "
                        + number
                        + ", jcluster stop "
                        + cluster.id()
                        + " --world "
                        + number;
        Recruiter.Recruits recruits;
        try {
            recruits = recruiter.await(cluster, number, client, before, arrival.limit());
        } catch (ClusterException e) {
            if (arrival.keeps() || e.kind() != ClusterException.Kind.JOB) {
                throw e.orAdvise("their job is on record: " + commands);
            }
            stop(office, cluster, number);
            throw e.orAdvise(
                    "mend that and add them again: their job was cleared away (--keep leaves it"
                            + " for 'jcluster logs'); the cluster is as it was");
        } catch (HostException | DrmaaException | ClientException e) {
            office.desk().progress().note("their job goes on, on record: " + commands);
            throw e;
        }
        if (!recruits.problems().isEmpty()) {
            if (!arrival.keeps()) {
                stop(office, cluster, number);
            }
            throw Output.unproven(recruits, arrival.keeps());
        }
        return recruits;
    }

    private static void stop(Office office, ClusterRecord cluster, int number)
            throws InterruptedException {
        Optional<ClusterRecord.AddedWorld> world = cluster.added(number);
        if (world.isPresent()) {
            new Stopper(office.desk()).stop(cluster, world.get());
        }
    }

    /** They meet in a directory, and their controller is reached within one site. */
    private static void requireSamePlace(ClusterRecord cluster, ClusterSpec wanted) {
        boolean sameScheduler =
                wanted.scheduler().equals(cluster.scheduler())
                        || Dialects.find(cluster.scheduler())
                                .map(Dialect::family)
                                .equals(Optional.of(wanted.scheduler()));
        if (!wanted.login().equals(cluster.login()) || !sameScheduler) {
            throw ClusterException.of(
                            ClusterException.Kind.REQUEST,
                            "cluster "
                                    + cluster.id()
                                    + " is on "
                                    + cluster.where()
                                    + " ("
                                    + cluster.scheduler()
                                    + "), and these engines are asked for on "
                                    + wanted.login().orElse("this machine")
                                    + " ("
                                    + wanted.scheduler()
                                    + ")")
                    .advise("a profile of the same site, or a cluster of its own: jcluster submit");
        }
    }
}
