package io.jcluster.launcher.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.launcher.agent.AgentReport;
import io.jcluster.launcher.cluster.ClusterRecord;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description = "Show what the agent holds. Exit code 0, also when none runs.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster agent status           connections, clusters, ports",
            "  jcluster agent status --json    the same for a script"
        })
final class AgentStatusCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "print it as JSON")
    private boolean json;

    @Override
    public Integer call() {
        try (Office office = Office.open(spec.commandLine().getErr())) {
            Optional<AgentReport> report = office.desk().lines().report();
            Map<String, String> ids =
                    office.desk().store().all().stream()
                            .collect(
                                    Collectors.toMap(
                                            ClusterRecord::key, ClusterRecord::id, (a, b) -> a));
            Function<String, String> idOf = key -> ids.getOrDefault(key, key);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(report.map(it -> asJson(it, idOf)).orElseGet(AgentStatusCommand::none));
            } else if (report.isEmpty()) {
                out.println("no agent runs: nothing is connected");
            } else {
                print(report.get(), idOf, out);
            }
        }
        return 0;
    }

    private static void print(AgentReport report, Function<String, String> idOf, PrintWriter out) {
        out.println(
                "agent "
                        + report.pid()
                        + ", since "
                        + report.started()
                        + report.memory().map(bytes -> ", " + (bytes >> 20) + " MB").orElse("")
                        + ", "
                        + report.threads()
                        + " threads"
                        + report.keeper().map(pid -> "; keeper " + pid).orElse(""));
        report.lines()
                .forEach(
                        (login, line) ->
                                out.println(
                                        "  "
                                                + FailureReport.printable(login)
                                                + ": "
                                                + FailureReport.printable(firstLine(line))));
        for (AgentReport.Kept cluster : report.clusters()) {
            out.println(
                    "  cluster "
                            + FailureReport.printable(idOf.apply(cluster.key()))
                            + cluster.login()
                                    .map(login -> " on " + FailureReport.printable(login))
                                    .orElse("")
                            + ": "
                            + (cluster.open() ? "open" : "not open yet")
                            + (cluster.login().isPresent()
                                    ? forwarded(cluster)
                                    : ", the controller's own ports"));
        }
    }

    /** On this machine there is no line that could be cut, and no port but the controller's. */
    private static String forwarded(AgentReport.Kept cluster) {
        return ", "
                + cluster.relay()
                        .map(AgentStatusCommand::inWords)
                        .orElse("no relay: what is on its way is lost at a cut")
                + ", ports "
                + cluster.ports().values().stream()
                        .sorted()
                        .map(String::valueOf)
                        .collect(Collectors.joining(" "));
    }

    private static String inWords(AgentReport.Relay relay) {
        StringBuilder words =
                new StringBuilder(relay.wayInWords()).append(", relay ").append(relay.state());
        if (!relay.state().equals("up")) {
            relay.since().ifPresent(since -> words.append(" since ").append(since));
            relay.why().ifPresent(why -> words.append(" (").append(firstLine(why)).append(")"));
            words.append(", ").append(relay.waiting()).append(" bytes on their way");
        }
        if (relay.losses() > 0) {
            words.append(", lost what was on its way ").append(relay.losses()).append(" times");
        }
        return FailureReport.printable(words.toString());
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static ObjectNode none() {
        return JSON.createObjectNode().put("running", false);
    }

    private static ObjectNode asJson(AgentReport report, Function<String, String> idOf) {
        ObjectNode object =
                JSON.createObjectNode()
                        .put("running", true)
                        .put("pid", report.pid())
                        .put("started", report.started().toString())
                        .put("threads", report.threads());
        report.memory().ifPresent(bytes -> object.put("memory", bytes));
        report.keeper().ifPresent(pid -> object.put("keeper", pid));
        ObjectNode lines = object.putObject("lines");
        report.lines().forEach(lines::put);
        ArrayNode clusters = object.putArray("clusters");
        for (AgentReport.Kept cluster : report.clusters()) {
            ObjectNode one =
                    clusters.addObject()
                            .put("id", idOf.apply(cluster.key()))
                            .put("key", cluster.key())
                            .put("open", cluster.open());
            cluster.login().ifPresent(login -> one.put("login", login));
            cluster.relay()
                    .ifPresent(
                            relay -> {
                                ObjectNode session =
                                        one.putObject("relay")
                                                .put("state", relay.state())
                                                .put("way", relay.way())
                                                .put("waiting", relay.waiting())
                                                .put("losses", relay.losses());
                                relay.since().ifPresent(it -> session.put("since", it.toString()));
                                relay.why().ifPresent(why -> session.put("why", why));
                            });
            ObjectNode ports = one.putObject("ports");
            cluster.ports().forEach(ports::put);
        }
        return object;
    }
}
