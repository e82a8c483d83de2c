package io.jcluster.launcher.cli;

import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Connector;
import io.jcluster.launcher.cluster.Notebook;
import io.jcluster.launcher.cluster.Submitter;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.templates.EngineKind;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import io.jcluster.templates.Walltime;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "notebook",
        description = {
            "Start a Jupyter server in a cluster's job and print the address at which it is reached from here.",
            "",
            "Its notebooks find the cluster: ipp.Client() without arguments, and %%px at once."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster notebook 77                          its address; a server is started if none runs",
            "  jcluster notebook 77 --lab --open             JupyterLab, in your browser",
            "  jcluster notebook --profile daint -n 24       submit a cluster, then this",
            "  jcluster notebook 77 --stop                   end it; the cluster goes on"
        })
final class NotebookCommand implements Callable<Integer> {

    private static final String REDIRECT = "notebook.html";

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ClusterOptions options = new ClusterOptions();

    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            description = "the cluster, as 'jcluster list' calls it; without it one is submitted")
    private @Nullable String id;

    @Option(names = "--lab", description = "JupyterLab and nothing else")
    private boolean lab;

    @Option(names = "--open", description = "show it in the browser of this machine")
    private boolean open;

    @Option(names = "--stop", description = "end the server; the cluster goes on")
    private boolean stop;

    @Option(
            names = "--start-timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            description =
                    "for the controller and the engines, where they are waited for (default: ${DEFAULT-VALUE})")
    private String startTimeout = "5m";

    @Option(names = "--json", description = "print the address as JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Duration limit = Walltime.parse(startTimeout);
        PrintWriter err = spec.commandLine().getErr();
        Output output = new Output(spec.commandLine().getOut(), json);
        if (id == null && stop) {
            throw new IllegalArgumentException("--stop needs the ID of a cluster");
        }
        if (id != null) {
            options.refuseBeside(id, spec);
        }
        try (Office office = Office.open(err)) {
            if (id == null) {
                return submitted(office, limit, output);
            }
            ClusterRecord cluster = office.engines(id);
            try (AutoCloseable alone = office.alone(cluster)) {
                return stop ? stopped(office, cluster) : opened(office, cluster, limit, output);
            }
        }
    }

    private int submitted(Office office, Duration limit, Output output) throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        try (Farewell farewell = new Farewell(err, office)) {
            ClusterSpec wanted = options.settle(office.desk().directories());
            if (wanted.profile().engines().kind() == EngineKind.MPJ) {
                throw new IllegalArgumentException(
                        "a Java MPI program has no engines for a notebook; take away 'kind: mpj',"
                                + " or say --kind python");
            }
            Notebook.Wish wish = wish(wanted.profileName(), wanted.profile());
            farewell.submitting();
            // One lease for the whole command: the login may have asked for a code that works once.
            try (AgentHost lease = office.desk().lines().hold(wanted.login())) {
                ClusterRecord cluster =
                        new Submitter(office.desk())
                                .submit(
                                        wanted,
                                        ClusterOptions.request(
                                                options.givenWith(spec), Path.of(""), wanted),
                                        farewell::recorded);
                farewell.submitted();
                Connector.Connected home = Arrival.home(office, cluster, limit, false, output);
                try (AutoCloseable alone = office.alone(home.cluster())) {
                    return shown(office, home.cluster(), () -> wish, output);
                } catch (ClusterException e) {
                    office.desk()
                            .progress()
                            .note(
                                    "the cluster goes on: jcluster notebook "
                                            + home.cluster().id()
                                            + " tries again, jcluster stop "
                                            + home.cluster().id()
                                            + " ends it");
                    throw e;
                }
            }
        }
    }

    private int opened(Office office, ClusterRecord cluster, Duration limit, Output output)
            throws Exception {
        // As the profile is today: what is wrong in it can be mended while the cluster runs.
        Supplier<Notebook.Wish> wish =
                () ->
                        wish(
                                cluster.profile(),
                                office.desk().directories().profiles().named(cluster.profile()));
        if (new Notebook(office.desk()).isHome(cluster)) {
            return shown(office, cluster, wish, output);
        }
        Connector.Connected home = new Connector(office.desk()).connect(cluster, limit);
        if (!home.problems().isEmpty()) {
            throw output.unproven(home, true);
        }
        return shown(office, home.cluster(), wish, output);
    }

    private int shown(
            Office office, ClusterRecord cluster, Supplier<Notebook.Wish> wish, Output output)
            throws Exception {
        Notebook.Page page = new Notebook(office.desk()).open(cluster, lab, wish);
        Optional<String> trouble = Optional.empty();
        if (open) {
            Path redirect =
                    office.desk()
                            .store()
                            .keep(page.cluster(), REDIRECT, Browser.leadingTo(page.address()));
            trouble = Browser.open(redirect);
        }
        office.close();
        output.notebook(page);
        PrintWriter err = spec.commandLine().getErr();
        trouble.ifPresent(why -> err.println("  note: no browser was opened: " + why));
        err.println(
                "  "
                        + FailureReport.printable(page.server() + " on " + page.node())
                        + "; in a notebook: import ipyparallel as ipp; rc = ipp.Client()");
        err.println("  jcluster notebook " + cluster.id() + " --stop    when you are done with it");
        return 0;
    }

    private Notebook.Wish wish(String name, Profile profile) {
        if (profile.site().forbids().contains("notebook")) {
            throw ClusterException.of(
                            ClusterException.Kind.REQUEST,
                            "profile "
                                    + name
                                    + " says that the site forbids notebooks on its nodes")
                    .said("site: forbids: " + profile.site().forbids())
                    .advise(
                            "a notebook on this machine, with the ports of 'jcluster connect', needs"
                                    + " none there");
        }
        Profile.Notebook said = profile.notebook();
        return new Notebook.Wish(
                lab || profile.usual(Vocabulary.LAB),
                said.python(),
                profile.usual(Vocabulary.NOTEBOOK_DIRECTORY),
                said.arguments());
    }

    private int stopped(Office office, ClusterRecord cluster) throws Exception {
        boolean ran = new Notebook(office.desk()).stop(cluster).isPresent();
        office.close();
        spec.commandLine()
                .getOut()
                .println(
                        ran
                                ? "the notebook server of cluster " + cluster.id() + " is stopped"
                                : "no notebook server runs in cluster " + cluster.id());
        return 0;
    }
}
