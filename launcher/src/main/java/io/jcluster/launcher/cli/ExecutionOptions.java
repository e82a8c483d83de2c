package io.jcluster.launcher.cli;

import io.jcluster.client.AsyncResult;
import io.jcluster.client.Client;
import io.jcluster.client.ClientException;
import io.jcluster.client.DirectView;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Roster;
import io.jcluster.launcher.shell.Collectives;
import io.jcluster.templates.Walltime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How code is run on engines, and what is shown of it. */
final class ExecutionOptions {

    private static final Duration WORLDS = Duration.ofSeconds(5);
    private static final Duration ACCEPTED = Duration.ofSeconds(10);

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description =
                    "wait no longer, tell which engines are inside the code, and end with 5; the code runs on")
    private @Nullable String timeout;

    @Option(
            names = "--group",
            description = "show all output at the end, so that what is equal is surely shown once")
    private boolean group;

    @Option(names = "--noblock", description = "do not wait: print the ids of the requests")
    private boolean noblock;

    @Option(
            names = "--mixed",
            description =
                    "run it on engines of several languages too, and collectives of MPI on engines"
                            + " that are not one whole world")
    private boolean mixed;

    @Option(names = "--json", description = "print a JSON array at the end")
    private boolean json;

    /**
     * @param code what is sent
     * @param written what the user wrote of it
     */
    int run(CommandSpec spec, EngineOptions engines, String code, String written) throws Exception {
        Optional<Duration> limit = Optional.ofNullable(timeout).map(Walltime::parse);
        if (written.isBlank()) {
            throw new IllegalArgumentException("there is no code to run");
        }
        return engines.visit(
                spec,
                (office, cluster, client, view) -> {
                    if (!mixed) {
                        Roster roster = new Roster(office.desk().store(), cluster);
                        EngineLanguages languages =
                                EngineLanguages.of(cluster, client, roster, view.engines());
                        languages.requireOne(
                                cluster, "--targets", ", or --mixed where it is code in both");
                        refuseHalfWorlds(office, cluster, view, written, languages.areJava());
                    }
                    Hearing.await(client, view.engines());
                    office.close();
                    AsyncResult result = view.execute(code, written);
                    return noblock
                            ? accepted(client, result, new EngineOutput(spec))
                            : followed(
                                    cluster,
                                    new Lookout(office, cluster, client),
                                    result,
                                    limit,
                                    spec);
                });
    }

    private int followed(
            ClusterRecord cluster,
            Lookout lookout,
            AsyncResult result,
            Optional<Duration> limit,
            CommandSpec spec)
            throws InterruptedException {
        EngineOutput output = new EngineOutput(spec);
        Execution execution =
                json
                        ? Execution.quietly(lookout, spec)
                        : new Execution(
                                lookout,
                                group ? Execution.TO_THE_END : Execution.MOMENT,
                                output::show,
                                spec.commandLine().getErr());
        Execution.Outcome outcome = execution.follow(result, limit);
        return output.conclude(cluster, outcome, json);
    }

    /** Waits until the controller has the requests: what is only sent dies with this process. */
    private int accepted(Client client, AsyncResult result, EngineOutput output)
            throws InterruptedException {
        long end = System.nanoTime() + ACCEPTED.toNanos();
        List<String> ids = result.msgIds();
        while (!client.history(ACCEPTED).containsAll(ids)) {
            if (System.nanoTime() - end > 0) {
                throw ClusterException.of(
                        ClusterException.Kind.TIMED_OUT,
                        "the controller has not confirmed the requests within "
                                + ACCEPTED.toSeconds()
                                + " s: "
                                + String.join(" ", ids));
            }
            Thread.sleep(50);
        }
        output.ids(ids, json);
        return 0;
    }

    /** A collective that misses ranks hangs, and takes the engines with it. */
    private void refuseHalfWorlds(
            Office office, ClusterRecord cluster, DirectView view, String code, boolean java) {
        boolean mpi =
                cluster.mpi() || cluster.added().stream().anyMatch(ClusterRecord.AddedWorld::mpi);
        if (!mpi || !Collectives.mayOccurIn(code, java)) {
            return;
        }
        try {
            view.world(WORLDS);
        } catch (ClientException e) {
            if (e.kind() == ClientException.Kind.TIMED_OUT) {
                office.desk()
                        .progress()
                        .note("whether these engines are one MPI world could not be asked: busy");
                return;
            }
            if (e.kind() != ClientException.Kind.REFUSED) {
                throw e;
            }
            throw ClusterException.of(
                            ClusterException.Kind.REQUEST,
                            "this code looks like a collective of MPI, which would hang")
                    .said(String.valueOf(e.getMessage()))
                    .advise(
                            "choose the engines of one world ('jcluster engines "
                                    + cluster.id()
                                    + "' shows them), or --mixed where the code is none");
        }
    }
}
