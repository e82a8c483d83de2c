package io.jcluster.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import io.jcluster.wire.TaggedJson;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The one thread that works requests off, in their order. Where MPI is, it is the thread that
 * started it and the only one that calls it.
 */
final class Worker {

    private static final Pattern PROOF = Pattern.compile("proof\\((\\d{1,6}(?:\\.\\d{1,9})?)\\)");
    private static final long POKE_MILLIS = 50;
    private static final long SOON_MILLIS = 50;

    /** For what threads print that outlive their request. */
    private static final long LATER_MILLIS = 1000;

    private final Answers answers;
    private final Optional<MpiWorld> mpi;
    private final Consumer<String> unfit;
    private final ScheduledExecutorService clock;
    private final Line line = new Line();
    private final Printed printed;
    private final Thread thread = new Thread(this::work, "jcluster-cells");

    /** The request whose output it is, also of threads that outlive it. */
    private volatile Optional<Request> speaking = Optional.empty();

    private volatile Optional<Cells> cells = Optional.empty();
    private int count;

    /**
     * @param mpi is started on the thread that cells will run on
     * @param unfit is told in a sentence why no cell can run
     */
    Worker(
            Answers answers,
            Optional<MpiWorld> mpi,
            Consumer<String> unfit,
            ScheduledExecutorService clock) {
        this.answers = answers;
        this.mpi = mpi;
        this.unfit = unfit;
        this.clock = clock;
        this.printed = new Printed(this::say);
        thread.setDaemon(true);
    }

    void start() {
        System.setOut(printed.stream("stdout"));
        System.setErr(printed.stream("stderr"));
        System.setIn(InputStream.nullInputStream());
        var unused = listen(LATER_MILLIS);
        thread.start();
    }

    void submit(Request request) {
        line.add(request);
    }

    /** Before all that waits: there is no telling whether a client sends anything after it. */
    void submitNext(Request request) {
        line.addFirst(request);
    }

    /** Answers what waits: these, or all of them where none is named. */
    void abort(Set<String> ids) {
        line.remove(r -> ids.isEmpty() || ids.contains(r.id())).forEach(answers::aborted);
    }

    /** Stops what runs now. */
    void interrupt() {
        line.running().ifPresent(this::poke);
    }

    /** A stop between two steps of the code is lost on the next step, so it is repeated. */
    private void poke(Request request) {
        if (line.running().filter(now -> now.id().equals(request.id())).isPresent()) {
            cells.ifPresent(Cells::stop);
            var unused = clock.schedule(() -> poke(request), POKE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private Future<?> listen(long millis) {
        return clock.scheduleWithFixedDelay(
                printed::flushWhole, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void work() {
        try {
            mpi.ifPresent(MpiWorld::begin);
        } catch (IllegalStateException e) {
            unfit.accept(String.valueOf(e.getMessage()));
            return;
        }
        cells =
                Optional.of(
                        new Cells(mpi.isEmpty(), mpi.isPresent() ? MpiWorld.STARTUP : List.of()));
        while (true) {
            Request request;
            try {
                request = line.take();
            } catch (InterruptedException e) {
                return;
            }
            try {
                handle(request, cells.get());
            } finally {
                line.done();
            }
        }
    }

    private void handle(Request request, Cells here) {
        if (request.type().equals("clear_request")) {
            here.clear();
            answers.reply(request, Answers.ok());
            return;
        }
        speaking = Optional.of(request);
        var started = Instant.now();
        answers.state(request, "busy");
        var listening = listen(SOON_MILLIS);
        ObjectNode reply;
        try {
            reply = answer(request, here);
        } catch (SnippetException e) {
            reply = Answers.error(e);
        } catch (RuntimeException | Error e) { // What comes next must not wait for ever.
            reply =
                    Answers.error(
                            SnippetException.refused(
                                    "EngineFailure", "the engine could not run it: " + e));
        }
        // A write by an interrupted thread would close the connection.
        Thread.interrupted();
        listening.cancel(false);
        printed.flush();
        boolean failed = reply.path("status").asText().equals("error");
        if (failed) {
            answers.publish(request, "error", reply.deepCopy());
        }
        var dropped = List.<Request>of();
        if (request.type().equals("execute_request")) {
            reply.put("execution_count", count);
            reply.putArray("payload");
            if (failed && request.content().path("stop_on_error").asBoolean(true)) {
                // Before it is told that it failed: what comes after that is meant to run.
                dropped = line.remove(waiting -> true);
            }
        }
        answers.reply(request, reply, started);
        answers.state(request, "idle");
        dropped.forEach(answers::aborted);
    }

    private ObjectNode answer(Request request, Cells here) throws SnippetException {
        return switch (request.type()) {
            case "execute_request" ->
                    isCode(request) ? execute(request, here) : ours(request, here);
            case "complete_request" -> completed(request, here);
            case "apply_request" ->
                    throw SnippetException.refused(
                            "NotPython",
                            "this engine runs Java and cannot read Python's pickled functions and"
                                    + " values, which apply, map, push, pull, scatter and gather of a"
                                    + " Python client send; execute and %%px with Java code work");
            default ->
                    throw SnippetException.refused(
                            "UnknownRequest",
                            "this engine does not know " + request.type() + " requests");
        };
    }

    /** Clients of ours may ask in a way that is not code, and then send Python beside it. */
    private static boolean isCode(Request request) {
        return !request.ours().isObject() || request.ours().has("execute");
    }

    private ObjectNode execute(Request request, Cells here) throws SnippetException {
        var content = request.content();
        var code = request.ours().path("execute").asText(content.path("code").asText());
        boolean silent = content.path("silent").asBoolean();
        if (!silent) {
            count++;
            answers.publish(
                    request,
                    "execute_input",
                    Answers.object().put("code", code).put("execution_count", count));
        }
        var displayed = new ArrayList<String>();
        here.run("In[" + count + "]", code, displayed::add);
        printed.flush();
        if (!silent) {
            displayed.forEach(text -> display(request, text));
        }
        var reply = Answers.ok();
        var values = reply.putObject("user_expressions");
        for (var expression : content.path("user_expressions").properties()) {
            values.set(expression.getKey(), shown(here, expression.getValue().asText()));
        }
        return reply;
    }

    private void display(Request request, String text) {
        var content = Answers.object().put("execution_count", count);
        content.putObject("data").put("text/plain", text);
        content.putObject("metadata");
        answers.publish(request, "execute_result", content);
    }

    /** An expression's failure is its own: the request is in order. */
    private static ObjectNode shown(Cells here, String expression) {
        try {
            var value = here.value(expression);
            var shown = Answers.ok();
            shown.putObject("data").put("text/plain", value.map(CellControl::text).orElse("null"));
            shown.putObject("metadata");
            return shown;
        } catch (SnippetException e) {
            return Answers.error(e);
        }
    }

    /** Jupyter counts characters of Unicode, Java those of UTF-16 (its messaging 5.2). */
    private static ObjectNode completed(Request request, Cells here) {
        var code = request.content().path("code").asText();
        int characters = code.codePointCount(0, code.length());
        int asked = request.content().path("cursor_pos").asInt(characters);
        int place = Math.max(0, Math.min(asked, characters));
        int cursor = code.offsetByCodePoints(0, place);
        var found = here.continuations(code, cursor);
        var reply = Answers.ok();
        var matches = reply.putArray("matches");
        found.texts().forEach(matches::add);
        reply.put("cursor_start", code.codePointCount(0, found.begin())).put("cursor_end", place);
        reply.putObject("metadata");
        return reply;
    }

    /** The same for a client of ours: what is replaced, and by what. */
    private static JsonNode continuations(JsonNode asked, Cells here) throws SnippetException {
        var code = asked.path("complete").asText();
        int cursor = asked.path("cursor").asInt(-1);
        if (cursor < 0 || cursor > code.length()) {
            throw SnippetException.refused("UnreadableValue", "the cursor is not in the code");
        }
        var found = here.continuations(code, cursor);
        var both = Json.MESSAGES.createArrayNode().add(code.substring(found.begin(), cursor));
        var texts = both.addArray();
        found.texts().forEach(texts::add);
        return both;
    }

    /** What a client of ours asks for in a way that is not code, or is Python beside it. */
    private ObjectNode ours(Request request, Cells here) throws SnippetException {
        var asked = request.ours();
        var reply = Answers.ok();
        var values = reply.putObject("user_expressions");
        if (asked.has("push")) {
            var given = new LinkedHashMap<String, Given>();
            for (var entry : asked.get("push").properties()) {
                given.put(
                        entry.getKey(),
                        Given.of(
                                literal(
                                        request.content().path("code").asText(),
                                        entry.getValue())));
            }
            here.assign(given);
        } else if (asked.has("facts")) {
            values.set("v", encoded(facts(asked.get("facts").asText())));
        } else if (asked.has("pull")) {
            var pulled = Answers.object();
            for (var name : asked.get("pull")) {
                pulled.set(name.asText(), JsonForm.of(here.value(name.asText())));
            }
            values.set("v", encoded(pulled));
        } else if (asked.has("evaluate")) {
            values.set("v", encoded(JsonForm.of(here.value(asked.get("evaluate").asText()))));
        } else if (asked.has("complete")) {
            values.set("v", encoded(continuations(asked, here)));
        } else if (asked.has("call")) {
            var function = asked.get("call").asText();
            values.set("v", encoded(JsonForm.of(here.call(function, given(request)))));
        } else if (asked.has("map")) {
            var results = new ArrayList<Object>();
            for (var item : given(request)) {
                results.add(JsonForm.of(here.call(asked.get("map").asText(), List.of(item))));
            }
            var array = Json.MESSAGES.createArrayNode();
            results.forEach(result -> array.add((JsonNode) result));
            values.set("v", encoded(array));
        } else {
            throw SnippetException.refused(
                    "UnknownRequest",
                    "this engine runs Java and does not know this request of a newer client");
        }
        return reply;
    }

    /** What engines in Python answer to {@code presence()} and {@code proof(seconds)}. */
    private ObjectNode facts(String call) {
        var facts = Facts.presence(System.getenv());
        var proof = PROOF.matcher(call);
        if (proof.matches()) {
            var limit = Duration.ofMillis((long) (1000 * Double.parseDouble(proof.group(1))));
            mpi.ifPresent(world -> world.describe(facts, limit));
        }
        return facts;
    }

    /** The items of a list that is a string literal of the expression. */
    private static List<Given> given(Request request) throws SnippetException {
        var expression = request.content().path("user_expressions").path("v").asText();
        var all = new ArrayList<Given>();
        literal(expression, request.ours().path("given")).forEach(i -> all.add(Given.of(i)));
        return all;
    }

    /** A value that is a string literal of Python and JSON between two places of the code. */
    private static JsonNode literal(String code, JsonNode places) throws SnippetException {
        int from = places.path(0).asInt(-1);
        int to = places.path(1).asInt(-1);
        if (from < 0 || to < from || to > code.length()) {
            throw SnippetException.refused("UnreadableValue", "a value is not where it should be");
        }
        return untagged(code.substring(from, to));
    }

    private static JsonNode untagged(String literal) throws SnippetException {
        try {
            return TaggedJson.decode(Json.MESSAGES.readTree(literal).asText());
        } catch (JsonProcessingException e) {
            throw SnippetException.refused("UnreadableValue", "a value is not JSON");
        }
    }

    private static ObjectNode encoded(JsonNode value) {
        var shown = Answers.ok();
        shown.putObject("data").putObject("application/json").put("v", TaggedJson.encode(value));
        shown.putObject("metadata");
        return shown;
    }

    private void say(String stream, String text) {
        speaking.ifPresent(
                request ->
                        answers.publish(
                                request,
                                "stream",
                                Answers.object().put("name", stream).put("text", text)));
    }
}
