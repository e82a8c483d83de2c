package io.jcluster.launcher.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.launcher.background.Background;
import io.jcluster.launcher.background.Conversation;
import io.jcluster.launcher.background.Messages;
import io.jcluster.templates.LineWay;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.Running;
import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.WiredHost;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A host as the agent sees it: every command goes over the connection that the agent holds. While
 * this object is open the agent stays; what it was asked to hold stays longer.
 */
public final class AgentHost implements WiredHost {

    private final Background agent;
    private final Optional<String> login;
    private final Conversation lease;
    private final String name;

    private AgentHost(Background agent, Optional<String> login, Conversation lease, String name) {
        this.agent = agent;
        this.login = login;
        this.lease = lease;
        this.name = name;
    }

    /**
     * Talks to a running agent and has it connect if it has not yet.
     *
     * @throws IOException when the agent goes away meanwhile
     * @throws HostException when the agent cannot connect
     */
    static AgentHost of(
            Background agent, Optional<String> login, Conversation lease, Prompts prompts)
            throws IOException {
        return opened(agent, login, lease, prompts, false).orElseThrow();
    }

    /** As above, where the agent has a connection already; empty where it has none. */
    static Optional<AgentHost> ifHeld(
            Background agent, Optional<String> login, Conversation lease, Prompts prompts)
            throws IOException {
        return opened(agent, login, lease, prompts, true);
    }

    private static Optional<AgentHost> opened(
            Background agent,
            Optional<String> login,
            Conversation lease,
            Prompts prompts,
            boolean only)
            throws IOException {
        boolean open = false;
        try {
            lease.send(addressed(Messages.of("open").put("only", only), login));
            JsonNode answer = lease.receive();
            while (answer.has("prompt")) {
                lease.send(RemotePrompts.answer(answer, prompts));
                answer = lease.receive();
            }
            if (Messages.checked(answer).path("absent").asBoolean()) {
                return Optional.empty();
            }
            open = true;
            return Optional.of(new AgentHost(agent, login, lease, answer.path("name").asText()));
        } finally {
            if (!open) {
                lease.close();
            }
        }
    }

    private static ObjectNode addressed(ObjectNode message, Optional<String> login) {
        login.ifPresent(name -> message.put("login", name));
        return message;
    }

    @Override
    public String name() {
        return name;
    }

    /** What the agent says of this host: its process, the connection, the clusters there. */
    public AgentStatus status() throws InterruptedException {
        JsonNode answer = ask(Messages.of("status"));
        List<String> owners = new ArrayList<>();
        answer.path("owners").forEach(owner -> owners.add(owner.asText()));
        return new AgentStatus(
                answer.path("pid").asLong(),
                Messages.text(answer, "line").orElse("not connected"),
                owners);
    }

    @Override
    public Outcome run(Command command) throws InterruptedException {
        return Messages.outcome(ask(Messages.command("run", command)));
    }

    @Override
    public Running start(Command command) throws InterruptedException {
        try {
            Conversation conversation = Conversation.with(agent.socket());
            Messages.checked(
                    conversation.ask(addressed(Messages.command("start", command), login)));
            InputStream output = conversation.bytes();
            return new Running() {
                @Override
                public InputStream stdout() {
                    return output;
                }

                @Override
                public void close() {
                    conversation.close();
                }
            };
        } catch (IOException e) {
            throw gone(e);
        }
    }

    @Override
    public Wire dial(HostPort there) {
        return wire(Messages.endpoint("dial", there));
    }

    @Override
    public Wire talk(Command command) {
        return wire(Messages.command("talk", command));
    }

    private Wire wire(ObjectNode question) {
        try {
            Conversation conversation = Conversation.with(agent.socket());
            try {
                Messages.checked(conversation.ask(addressed(question, login)));
                return conversation.wire();
            } catch (IOException | RuntimeException e) {
                conversation.close();
                throw e;
            }
        } catch (IOException e) {
            throw gone(e);
        }
    }

    /**
     * A way that was found.
     *
     * @param sentence which it is, and why not those before it
     */
    public record FoundWay(Way way, String sentence) {}

    /**
     * Has the agent find a way to a relay on a node.
     *
     * @param only the one way to try, if any
     * @throws HostException when none leads there, saying why for each
     */
    public FoundWay find(WayFinder.Place place, int port, Optional<LineWay> only)
            throws InterruptedException {
        ObjectNode question = place.toJson(Messages.of("find")).put("port", port);
        only.ifPresent(way -> question.put("only", way.word()));
        JsonNode answer = ask(question);
        return new FoundWay(Way.fromJson(answer.path("way")), answer.path("sentence").asText());
    }

    /**
     * The address of a node at which plain forwarded ports reach it.
     *
     * @throws HostException when there is none, naming the ways that a relay could go
     */
    public String reachable(WayFinder.Place place, int port) throws InterruptedException {
        return ask(place.toJson(Messages.of("find")).put("port", port).put("plain", true))
                .path("host")
                .asText();
    }

    /**
     * Has the agent keep a cluster, in place of what it kept for the same owner before.
     *
     * @return where on this machine each way can be entered
     */
    public Map<String, HostPort> hold(Hold hold) throws InterruptedException {
        Map<String, HostPort> here = new LinkedHashMap<>();
        ask(hold.toJson())
                .path("here")
                .properties()
                .forEach(way -> here.put(way.getKey(), Messages.endpoint(way.getValue())));
        return here;
    }

    /**
     * Has the agent keep a further port for a cluster that it keeps; those that are open stay so.
     *
     * @param name of the port, or of the one in whose place it comes
     * @return where on this machine it can be entered
     * @throws HostException when it does not keep the cluster, or the port cannot be opened
     */
    public HostPort add(String owner, String name, Hold.Port port) throws InterruptedException {
        JsonNode answer =
                ask(
                        Messages.endpoint("add", port.there())
                                .put("owner", owner)
                                .put("name", name)
                                .put("here", port.here()));
        return Messages.endpoint(answer.path("here").path(name));
    }

    /** Has the agent close one port of a cluster that it keeps. */
    public void remove(String owner, String name) throws InterruptedException {
        ask(Messages.of("remove").put("owner", owner).put("name", name));
    }

    /** Has the agent let a cluster go. One that it does not keep is no error. */
    public void release(String owner) throws InterruptedException {
        ask(Messages.of("release").put("owner", owner));
    }

    @Override
    public Forward forward(HostPort there, int localPort) {
        String owner = "forward-" + there + "-" + Long.toHexString(System.nanoTime());
        try {
            HostPort here =
                    hold(new Hold(
                                    owner,
                                    Map.of("way", new Hold.Port(there, localPort)),
                                    "exit 0",
                                    Duration.ofDays(1),
                                    List.of(),
                                    Instant.MAX,
                                    Optional.empty()))
                            .getOrDefault("way", there);
            return new HeldForward(owner, here, there);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** A forward that lives in the agent until it is closed here. */
    private final class HeldForward implements Forward {
        private final String owner;
        private final HostPort here;
        private final HostPort there;

        HeldForward(String owner, HostPort here, HostPort there) {
            this.owner = owner;
            this.here = here;
            this.there = there;
        }

        @Override
        public HostPort here() {
            return here;
        }

        @Override
        public HostPort there() {
            return there;
        }

        @Override
        public void close() {
            try {
                release(owner);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    private static HostException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new HostException(
                HostException.Kind.TIMED_OUT,
                "interrupted while the agent was asked",
                Optional.empty(),
                Optional.of(cause));
    }

    @Override
    public boolean reaches(HostPort there) throws InterruptedException {
        return ask(Messages.endpoint("reaches", there)).path("reaches").asBoolean();
    }

    private JsonNode ask(ObjectNode question) throws InterruptedException {
        try (Conversation conversation = Conversation.with(agent.socket())) {
            return Messages.checked(conversation.ask(addressed(question, login)));
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            InterruptedException interrupted =
                    new InterruptedException("while the agent was asked");
            interrupted.initCause(e);
            throw interrupted;
        } catch (IOException e) {
            throw gone(e);
        }
    }

    private HostException gone(IOException cause) {
        return new HostException(
                HostException.Kind.UNREACHABLE,
                "the agent that holds the connection to " + name + " has gone",
                Optional.of("the cluster itself is not touched by this: run the command again"),
                Optional.of(cause));
    }

    @Override
    public void close() {
        lease.close();
    }
}
