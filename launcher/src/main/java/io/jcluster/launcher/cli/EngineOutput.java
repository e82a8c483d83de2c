package io.jcluster.launcher.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.client.EngineAnswer;
import io.jcluster.client.PlainText;
import io.jcluster.client.RemoteError;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.shell.Gathering;
import io.jcluster.launcher.shell.Targets;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/** What engines have to say, each line headed by the engines that said it. */
final class EngineOutput {

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    /** With which IPython begins a traceback. */
    private static final Pattern RULE = Pattern.compile("-{20,}");

    private final PrintWriter out;
    private final PrintWriter err;

    EngineOutput(CommandSpec spec) {
        this(spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    EngineOutput(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** Shows lines: what was printed to an engine's standard error goes to that of the command. */
    void show(Gathering.Block block) {
        boolean regular = block.kind() == Gathering.Kind.OUT;
        lines(regular ? out : err, block.engines(), block.lines());
    }

    /** Shows why engines failed: those that failed alike together, with one traceback for all. */
    void failures(List<EngineAnswer> answers) {
        Map<String, List<RemoteError>> alike = new LinkedHashMap<>();
        answers.stream()
                .flatMap(it -> it.error().stream())
                .forEach(
                        it ->
                                alike.computeIfAbsent(
                                                it.name() + "\n" + it.value(),
                                                key -> new ArrayList<>())
                                        .add(it));
        alike.values()
                .forEach(
                        errors -> {
                            RemoteError first = errors.get(0);
                            lines(
                                    err,
                                    errors.stream().map(RemoteError::engine).toList(),
                                    inWords(first));
                        });
    }

    private static List<String> inWords(RemoteError error) {
        if (error.traceback().isEmpty()) {
            return List.of(brief(error));
        }
        return error.traceback().stream()
                .flatMap(String::lines)
                .map(String::stripTrailing)
                .filter(line -> !RULE.matcher(line).matches())
                .toList();
    }

    static String brief(RemoteError error) {
        return error.name() + (error.value().isEmpty() ? "" : ": " + error.value());
    }

    /** {@link #conclude(ClusterRecord, Execution.Outcome, String, boolean)} for engines. */
    int conclude(ClusterRecord cluster, Execution.Outcome outcome, boolean json) {
        return conclude(cluster, outcome, "engines", json);
    }

    /**
     * The end of a command whose output has been shown: its answers as JSON or why some failed, and
     * the verdict.
     *
     * @param what was asked: engines, or requests, of which an engine may have had several
     * @return the command's exit status
     */
    int conclude(ClusterRecord cluster, Execution.Outcome outcome, String what, boolean json) {
        if (json) {
            json(outcome);
        } else {
            failures(outcome.answers());
        }
        verdict(cluster, outcome, what);
        return outcome.status();
    }

    /** Says in the end what has gone wrong, and what to do about it. */
    void verdict(ClusterRecord cluster, Execution.Outcome outcome) {
        verdict(cluster, outcome, "engines");
    }

    /**
     * @param what was asked: engines, or requests, of which an engine may have had several
     */
    void verdict(ClusterRecord cluster, Execution.Outcome outcome, String what) {
        List<Integer> failed =
                outcome.answers().stream()
                        .filter(it -> !it.succeeded())
                        .map(EngineAnswer::engine)
                        .toList();
        int all = outcome.answers().size() + outcome.silent().size();
        List<Integer> cut =
                outcome.answers().stream()
                        .filter(it -> it.succeeded() && !it.outputComplete())
                        .map(EngineAnswer::engine)
                        .toList();
        if (!cut.isEmpty()) {
            err.println(
                    "  note: the end of what "
                            + Execution.named(cut)
                            + " printed has not arrived, and may be missing here");
        }
        if (!failed.isEmpty()) {
            err.println(
                    "jcluster: %d of %d %s failed, on %s"
                            .formatted(failed.size(), all, what, Targets.text(failed)));
        }
        if (!outcome.silent().isEmpty()) {
            silence(cluster, outcome, what, all);
        }
        err.flush();
    }

    private void silence(ClusterRecord cluster, Execution.Outcome outcome, String what, int all) {
        String id = cluster.id();
        List<Integer> waiting =
                outcome.silent().stream().filter(it -> !outcome.inside().contains(it)).toList();
        err.println(
                "jcluster: %d of %d %s of cluster %s have not answered"
                        .formatted(outcome.silent().size(), all, what, id));
        part("inside the code", outcome.inside());
        part("not begun, at work on earlier requests", waiting);
        part("done", outcome.answers().stream().map(EngineAnswer::engine).toList());
        String silent = Targets.text(outcome.silent());
        if (outcome.interrupted() && outcome.inside().isEmpty()) {
            err.println("  try: jcluster queue " + id + " shows what they have to do");
        } else if (outcome.interrupted()) {
            err.println(
                    "  try: "
                            + RestartCommand.ofEngines(cluster)
                            + ": code inside a library, such as a collective of MPI that misses a"
                            + " rank, does not hear an interrupt");
        } else {
            err.println(
                    "  try: jcluster interrupt "
                            + id
                            + " --targets "
                            + silent
                            + "; where that does not help, as in a collective of MPI that misses a"
                            + " rank, "
                            + RestartCommand.ofEngines(cluster));
        }
    }

    private void part(String what, List<Integer> engines) {
        if (!engines.isEmpty()) {
            err.println("  | " + what + ": " + Targets.text(engines));
        }
    }

    void lines(PrintWriter to, List<Integer> engines, List<String> lines) {
        String head = head(to, engines);
        lines.forEach(line -> to.println((head + " " + line).stripTrailing()));
        to.flush();
    }

    private String head(PrintWriter to, List<Integer> engines) {
        String head = "[" + Targets.text(engines) + "]";
        return to.equals(out) ? Terminal.ansi().string("@|cyan " + head + "|@") : head;
    }

    /** Shows values, those that are the same together. */
    void values(Execution.Outcome outcome) {
        Gathering gathering = new Gathering(Execution.TO_THE_END, this::show);
        for (EngineAnswer answer : outcome.answers()) {
            answer.value()
                    .ifPresent(
                            value ->
                                    gathering.said(
                                            answer.engine(),
                                            Gathering.Kind.OUT,
                                            text(value) + "\n",
                                            System.nanoTime()));
        }
        gathering.end();
    }

    /** The values as a JSON object, by engine. */
    void valuesAsJson(Execution.Outcome outcome) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        outcome.answers()
                .forEach(
                        it ->
                                it.value()
                                        .ifPresent(
                                                value ->
                                                        object.set(
                                                                Integer.toString(it.engine()),
                                                                value)));
        print(object);
    }

    /** All answers as a JSON array, by engine. */
    void json(Execution.Outcome outcome) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (EngineAnswer answer : outcome.answers()) {
            ObjectNode one =
                    array.addObject()
                            .put("engine", answer.engine())
                            .put("status", answer.succeeded() ? "ok" : "error")
                            .put("stdout", answer.stdout())
                            .put("stderr", answer.stderr());
            answer.displayed().ifPresent(value -> one.put("displayed", value));
            answer.value().ifPresent(value -> one.set("value", value));
            answer.error().ifPresent(error -> one.set("error", json(error)));
        }
        for (int engine : outcome.silent()) {
            boolean inside = outcome.inside().contains(engine);
            array.addObject().put("engine", engine).put("status", inside ? "inside" : "waiting");
        }
        print(array);
    }

    /** The ids of requests, for {@code jcluster results}. */
    void ids(List<String> ids, boolean json) {
        if (json) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            ids.forEach(array::add);
            print(array);
            return;
        }
        ids.forEach(out::println);
    }

    static ObjectNode json(RemoteError error) {
        ObjectNode object =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("name", error.name())
                        .put("value", error.value());
        ArrayNode lines = object.putArray("traceback");
        error.traceback().forEach(lines::add);
        return object;
    }

    void print(JsonNode json) {
        try {
            JSON.writerWithDefaultPrettyPrinter().writeValue(out, json);
            out.println();
        } catch (IOException e) {
            throw new IllegalStateException("JSON that cannot be written", e);
        }
    }

    /** A value as a line of text. */
    private static String text(JsonNode value) {
        return PlainText.of(value.toString());
    }
}
