package io.jcluster.launcher.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.client.Client;
import io.jcluster.client.EngineFacts;
import io.jcluster.client.MpiProof;
import io.jcluster.client.QueueStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a cluster's engines have said of themselves, kept beside its record. It never changes, and
 * one that computes, or hangs, could not say it again.
 */
public final class Roster {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "engines.json";
    private static final Duration HUB = Duration.ofSeconds(10);

    private final ClusterStore store;
    private final ClusterRecord cluster;

    public Roster(ClusterStore store, ClusterRecord cluster) {
        this.store = store;
        this.cluster = cluster;
    }

    /** What is known of the live engines, by rising id. */
    public List<EngineFacts> of(Client client) {
        JsonNode known = read();
        List<EngineFacts> facts = new ArrayList<>();
        client.ids()
                .forEach(
                        (id, uuid) -> {
                            if (known.has(uuid)) {
                                facts.add(EngineFacts.of(id, known.get(uuid)));
                            }
                        });
        return facts;
    }

    /** The same, when those that are idle and were never asked have been asked. */
    public List<EngineFacts> complete(Client client, Duration limit) {
        return complete(client, client.queueStatus(HUB), limit);
    }

    /**
     * The same.
     *
     * @param queues what the engines have to do
     */
    public List<EngineFacts> complete(Client client, List<QueueStatus> queues, Duration limit) {
        List<Integer> known = of(client).stream().map(EngineFacts::engine).toList();
        // What a busy one is asked waits, and keeps it busy.
        List<Integer> asked =
                queues.stream()
                        .filter(it -> it.queued() + it.tasks() == 0)
                        .map(QueueStatus::engine)
                        .filter(it -> !known.contains(it) && client.ids().containsKey(it))
                        .toList();
        if (!asked.isEmpty()) {
            learn(client, MpiProof.withoutMpi(client.view(asked), asked.size(), limit).engines());
        }
        return of(client);
    }

    /** Keeps what engines have said, and forgets those that are gone. */
    public void learn(Client client, Collection<EngineFacts> facts) {
        Map<Integer, String> uuids = client.ids();
        JsonNode before = read();
        Map<String, JsonNode> now = new LinkedHashMap<>();
        uuids.values()
                .forEach(
                        uuid -> {
                            if (before.has(uuid)) {
                                now.put(uuid, before.get(uuid));
                            }
                        });
        for (EngineFacts engine : facts) {
            String uuid = uuids.get(engine.engine());
            if (uuid != null) {
                now.put(uuid, engine.toJson());
            }
        }
        ObjectNode object = JSON.createObjectNode();
        now.forEach(object::set);
        // Whoever stops the cluster meanwhile removes the record, which must not come back.
        if (!object.equals(before) && store.reread(cluster).isPresent()) {
            store.keep(cluster, FILE, object + "\n");
        }
    }

    private JsonNode read() {
        try {
            return JSON.readTree(store.kept(cluster, FILE).orElse("{}"));
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode(); // It can be asked for again.
        }
    }
}
