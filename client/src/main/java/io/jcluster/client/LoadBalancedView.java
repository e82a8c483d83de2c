package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Whichever engines are free: each task goes to one of them, so tasks of unequal cost keep all
 * busy. Views do not change; {@link #retries} and the like return another one.
 *
 * <p>A task may have to wait until an engine is free, and for as long as there is none.
 */
public final class LoadBalancedView {

    private final Client client;
    private final Settings settings;

    private record Settings(
            List<String> targets,
            int retries,
            Optional<Dependency> after,
            Optional<Dependency> follow,
            Optional<Duration> timeout) {}

    LoadBalancedView(Client client) {
        this(
                client,
                new Settings(List.of(), 0, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private LoadBalancedView(Client client, Settings settings) {
        this.client = client;
        this.settings = settings;
    }

    /**
     * Some engines to choose from.
     *
     * @throws ClientException {@code ENGINE_LOST} when one is not there
     */
    public LoadBalancedView targets(Collection<Integer> ids) {
        var live = client.view(ids).uuids();
        return with(
                new Settings(
                        live, settings.retries, settings.after, settings.follow, settings.timeout));
    }

    /**
     * How often a task that failed is tried once more, on another engine where there is one. What
     * each try printed is in the answer.
     */
    public LoadBalancedView retries(int retries) {
        if (retries < 0) {
            throw new IllegalArgumentException("not a number of retries: " + retries);
        }
        return with(
                new Settings(
                        settings.targets,
                        retries,
                        settings.after,
                        settings.follow,
                        settings.timeout));
    }

    /** What must have ended before a task may start. */
    public LoadBalancedView after(Dependency dependency) {
        return with(
                new Settings(
                        settings.targets,
                        settings.retries,
                        Optional.of(dependency),
                        settings.follow,
                        settings.timeout));
    }

    /** Tasks on whose engine a task must run, where their data is. */
    public LoadBalancedView follow(Dependency dependency) {
        return with(
                new Settings(
                        settings.targets,
                        settings.retries,
                        settings.after,
                        Optional.of(dependency),
                        settings.timeout));
    }

    /** How long a task waits for its dependencies before it fails with {@code TaskTimeout}. */
    public LoadBalancedView timeout(Duration timeout) {
        return with(
                new Settings(
                        settings.targets,
                        settings.retries,
                        settings.after,
                        settings.follow,
                        Optional.of(timeout)));
    }

    /** Runs code in the namespace of one engine. */
    public AsyncResult execute(String code) {
        return submit(List.of(Request.execution(code, false)));
    }

    /**
     * Runs a script that is a file here.
     *
     * @throws IOException when it cannot be read as UTF-8 text
     */
    public AsyncResult run(Path script) throws IOException {
        return submit(List.of(Request.execution(Files.readString(script) + "\n", true)));
    }

    /**
     * The value of an expression.
     *
     * @throws IllegalArgumentException for a blank expression
     */
    public AsyncResult evaluate(String expression) {
        return submit(List.of(PythonValues.evaluation(expression)));
    }

    /**
     * The value of a function.
     *
     * @param function an expression for it: a name the engines know, or a lambda
     */
    public AsyncResult apply(String function, JsonNode... arguments) {
        return submit(List.of(PythonValues.call(function, List.of(arguments))));
    }

    /** The values of a function of one argument, a task for each item. */
    public MapResult map(String function, List<? extends JsonNode> items) {
        return map(function, items, 1);
    }

    /**
     * The values of a function of one argument.
     *
     * @param function an expression for it: a name the engines know, or a lambda
     * @param chunk how many items make a task, at least 1: more where they are quick, since the
     *     controller needs a millisecond or two for each task
     */
    public MapResult map(String function, List<? extends JsonNode> items, int chunk) {
        if (chunk < 1) {
            throw new IllegalArgumentException("not a number of items: " + chunk);
        }
        var requests = new ArrayList<Request>();
        for (int from = 0; from < items.size(); from += chunk) {
            var part = items.subList(from, Math.min(items.size(), from + chunk));
            requests.add(PythonValues.map(function, part));
        }
        return new MapResult(submit(requests));
    }

    private AsyncResult submit(List<Request> requests) {
        var metadata = metadata();
        return client.balanced(
                requests.stream()
                        .map(r -> r.through(Channel.TASK, metadata, settings.retries > 0))
                        .toList());
    }

    private ObjectNode metadata() {
        var metadata = Json.MESSAGES.createObjectNode();
        if (!settings.targets.isEmpty()) {
            var targets = metadata.putArray("targets");
            settings.targets.forEach(targets::add);
        }
        if (settings.retries > 0) {
            metadata.put("retries", settings.retries);
        }
        settings.after.ifPresent(dependency -> metadata.set("after", written(dependency)));
        settings.follow.ifPresent(dependency -> metadata.set("follow", written(dependency)));
        settings.timeout.ifPresent(limit -> metadata.put("timeout", limit.toMillis() / 1000.0));
        return metadata;
    }

    private static ObjectNode written(Dependency dependency) {
        var node = Json.MESSAGES.createObjectNode();
        ArrayNode ids = node.putArray("dependencies");
        dependency.msgIds().forEach(ids::add);
        return node.put("all", dependency.all())
                .put("success", dependency.success())
                .put("failure", dependency.failure());
    }

    private LoadBalancedView with(Settings other) {
        return new LoadBalancedView(client, other);
    }
}
