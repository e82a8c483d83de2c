package io.jcluster.launcher.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.templates.LineWay;
import io.jcluster.tunnel.Gateway;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.WiredHost;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A way from a login node to a port on a node of the cluster, which can be gone again and again. It
 * keeps nothing open but its wires.
 */
public sealed interface Way {

    /** The time for a word from the far side; without one it is no way. */
    Duration USUAL_LIMIT = Duration.ofSeconds(5);

    /**
     * The same for a scheduler, which asks its controller and the node before it starts anything.
     */
    Duration SCHEDULER_LIMIT = Duration.ofSeconds(15);

    /**
     * The time for a file to be seen on the other machines of a shared file system, with caches.
     */
    Duration CALL_LIMIT = Duration.ofSeconds(60);

    /** Which of the ways it is. */
    LineWay kind();

    /** How long {@link #open} may take. */
    default Duration limit() {
        return USUAL_LIMIT;
    }

    /** How one gets there, for a sentence: {@code through sshd on nid00012}. */
    String inWords();

    /**
     * Opens a wire to the port. Closing the wire ends all that was begun for it.
     *
     * @throws HostException when it does not lead there
     */
    Wire open(WiredHost host) throws InterruptedException;

    /** The way as {@link #fromJson} reads it. */
    ObjectNode toJson();

    /**
     * Reads a way.
     *
     * @throws IllegalArgumentException in a sentence, when it is none
     */
    static Way fromJson(JsonNode json) {
        int port = json.path("port").asInt();
        return switch (LineWay.parse(json.path("way").asText())) {
            case DIRECT -> new Direct(new HostPort(json.path("host").asText(), port));
            case JUMP -> new Jump(json.path("node").asText(), port);
            case EXEC -> new Exec(texts(json.path("addresses")), port);
            case SCHEDULER -> new ByScheduler(texts(json.path("words")), port);
            case CALLBACK ->
                    new Callback(json.path("file").asText(), texts(json.path("addresses")));
        };
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static ObjectNode json(Way way) {
        return JsonNodeFactory.instance.objectNode().put("way", way.kind().word());
    }

    private static ObjectNode with(ObjectNode json, String name, List<String> texts) {
        ArrayNode array = json.putArray(name);
        texts.forEach(array::add);
        return json;
    }

    /** A connection that the login node opens to the node. */
    record Direct(HostPort there) implements Way {
        @Override
        public LineWay kind() {
            return LineWay.DIRECT;
        }

        @Override
        public String inWords() {
            return "forwarded to " + there.host();
        }

        @Override
        public Wire open(WiredHost host) throws InterruptedException {
            return host.dial(there);
        }

        @Override
        public ObjectNode toJson() {
            return json(this).put("host", there.host()).put("port", there.port());
        }
    }

    /**
     * A login on the node itself, over the connection to the login node. Keys and the agent must do
     * for it: nobody is asked.
     *
     * @param node the node's name, as the login node looks it up
     * @param port on the node's loopback
     */
    record Jump(String node, int port) implements Way {
        @Override
        public LineWay kind() {
            return LineWay.JUMP;
        }

        @Override
        public String inWords() {
            return "through sshd on " + node;
        }

        @Override
        public Wire open(WiredHost host) throws InterruptedException {
            if (!(host instanceof Gateway gate)) {
                throw new HostException(
                        HostException.Kind.FORWARD_REFUSED,
                        host.name() + " is not reached by SSH from here, so no jump starts there",
                        Optional.empty(),
                        Optional.empty());
            }
            WiredHost inner = gate.beyond(node, Prompts.nobody());
            boolean open = false;
            try {
                Wire wire = inner.dial(new HostPort("127.0.0.1", port));
                open = true;
                return new Inner(wire, inner);
            } finally {
                if (!open) {
                    inner.close();
                }
            }
        }

        /** A wire that takes its login with it. */
        private record Inner(Wire wire, WiredHost login) implements Wire {
            @Override
            public InputStream in() {
                return wire.in();
            }

            @Override
            public OutputStream out() {
                return wire.out();
            }

            @Override
            public void close() {
                wire.close();
                login.close();
            }
        }

        @Override
        public ObjectNode toJson() {
            return json(this).put("node", node).put("port", port);
        }
    }

    /**
     * A connection of a program on the login node.
     *
     * @param addresses of the node, of which the first to answer is taken
     */
    record Exec(List<String> addresses, int port) implements Way {
        public Exec {
            addresses = List.copyOf(addresses);
        }

        @Override
        public LineWay kind() {
            return LineWay.EXEC;
        }

        @Override
        public String inWords() {
            return "through a program on the login node";
        }

        @Override
        public Wire open(WiredHost host) throws InterruptedException {
            return new Bridge(List.of(), limit()).dial(host, addresses, port);
        }

        @Override
        public ObjectNode toJson() {
            return with(json(this), "addresses", addresses).put("port", port);
        }
    }

    /**
     * A connection of a program that the scheduler starts on the node. Slurm's srun needs the ports
     * of Slurm's own between login node and node (SlurmdPort, SrunPortRange) and no others. Under
     * PBS a program is started on a job's nodes only from inside the job (pbsdsh, pbs_tmrsh), so it
     * has no such way.
     *
     * @param words before those of the program
     * @param port on the node's loopback
     */
    record ByScheduler(List<String> words, int port) implements Way {
        public ByScheduler {
            words = List.copyOf(words);
            if (words.isEmpty()) {
                throw new IllegalArgumentException("no words that start a program in the job");
            }
        }

        @Override
        public LineWay kind() {
            return LineWay.SCHEDULER;
        }

        @Override
        public Duration limit() {
            return SCHEDULER_LIMIT;
        }

        @Override
        public String inWords() {
            return "through " + words.get(0);
        }

        @Override
        public Wire open(WiredHost host) throws InterruptedException {
            return new Bridge(words, limit()).dial(host, List.of("127.0.0.1"), port);
        }

        @Override
        public ObjectNode toJson() {
            return with(json(this), "words", words).put("port", port);
        }
    }

    /**
     * A connection that the node opens to a program on the login node. Whatever listens for the
     * file on the node must know that it is to call.
     *
     * @param file in the job's directory, relative to the home directory
     * @param addresses of the node
     */
    record Callback(String file, List<String> addresses) implements Way {
        public Callback {
            addresses = List.copyOf(addresses);
        }

        @Override
        public LineWay kind() {
            return LineWay.CALLBACK;
        }

        @Override
        public Duration limit() {
            return CALL_LIMIT;
        }

        @Override
        public String inWords() {
            return "called by the node";
        }

        @Override
        public Wire open(WiredHost host) throws InterruptedException {
            return new Bridge(List.of(), limit()).call(host, file, addresses);
        }

        @Override
        public ObjectNode toJson() {
            return with(json(this).put("file", file), "addresses", addresses);
        }
    }
}
