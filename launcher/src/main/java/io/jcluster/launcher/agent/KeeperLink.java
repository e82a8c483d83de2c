package io.jcluster.launcher.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.launcher.background.Background;
import io.jcluster.launcher.background.Conversation;
import io.jcluster.launcher.background.Doorway;
import io.jcluster.launcher.background.Messages;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's side of the keeper, which is started when there is something to keep. */
final class KeeperLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeeperLink.class);

    private final Background keeper;
    private final Runnable onLoss;
    private final Object lock = new Object();

    // Guarded by lock: while it is open the keeper stays, and its end is the keeper's end.
    private Optional<Conversation> lease = Optional.empty();

    /**
     * @param onLoss told when the keeper has gone without having been let go
     */
    KeeperLink(Background keeper, Runnable onLoss) {
        this.keeper = keeper;
        this.onLoss = onLoss;
    }

    /**
     * Has a cluster's ports kept, as they are when the keeper has them already.
     *
     * @return where on this machine each way can be entered
     */
    Map<String, HostPort> keep(Optional<String> login, Hold hold, Hold.Relay relay)
            throws InterruptedException {
        ObjectNode question = Messages.of("keep").put("owner", hold.owner());
        question.put("key", relay.key()).put("keep", relay.keep().toMillis());
        ObjectNode ways = question.putObject("ways");
        hold.ports()
                .forEach(
                        (name, way) ->
                                ways.putObject(name)
                                        .put("host", way.there().host())
                                        .put("port", way.there().port())
                                        .put("here", way.here()));
        ObjectNode carrier = Messages.of("carry");
        login.ifPresent(name -> carrier.put("login", name));
        carrier.set("way", relay.way().toJson());
        question.set("carrier", carrier);
        Map<String, HostPort> here = new LinkedHashMap<>();
        ask(question)
                .path("here")
                .properties()
                .forEach(way -> here.put(way.getKey(), Messages.endpoint(way.getValue())));
        return here;
    }

    /** Also from a keeper that this agent has not spoken to: one before it may have. */
    void drop(String owner) throws InterruptedException {
        if (Files.exists(keeper.lock())) {
            ask(Messages.of("drop").put("owner", owner));
        }
    }

    /** What the keeper says of itself; empty when there is none. */
    Optional<JsonNode> status() throws InterruptedException {
        return isOpen() ? Optional.of(ask(Messages.of("status"))) : Optional.empty();
    }

    /** Has it try at once to reach what it has lost. */
    void wake() throws InterruptedException {
        if (isOpen()) {
            ask(Messages.of("wake"));
        }
    }

    /** Lets the keeper go: it leaves when it has nothing left to keep. */
    void letGo() {
        synchronized (lock) {
            Optional<Conversation> held = lease;
            lease = Optional.empty();
            held.ifPresent(Conversation::close);
        }
    }

    private boolean isOpen() {
        synchronized (lock) {
            return lease.isPresent();
        }
    }

    private JsonNode ask(JsonNode question) throws InterruptedException {
        try {
            synchronized (lock) {
                if (lease.isEmpty()) {
                    Conversation fresh = keeper.callOrStart();
                    lease = Optional.of(fresh);
                    Doorway.daemon(() -> listen(fresh)).start();
                }
            }
            try (Conversation conversation = keeper.callOrStart()) {
                return Messages.checked(conversation.ask(question));
            }
        } catch (IOException e) {
            throw new HostException(
                    Kind.UNREACHABLE,
                    "the keeper of this machine's ports has gone",
                    Optional.of("it is started anew by itself; see " + keeper.log()),
                    Optional.of(e));
        }
    }

    /** The keeper says nothing of its own accord: a read ends when it does. */
    private void listen(Conversation held) {
        try {
            held.receive();
        } catch (IOException e) {
            LOG.debug("the keeper has hung up", e);
        }
        boolean lost;
        synchronized (lock) {
            lost = lease.isPresent() && lease.get() == held;
            if (lost) {
                lease = Optional.empty();
            }
        }
        held.close();
        if (lost) {
            onLoss.run();
        }
    }

    @Override
    public void close() {
        letGo();
    }
}
