package io.jcluster.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Temporary. */
final class Link {
    enum Role {
        DEALER,
        ROUTER,
        SUB,
        PUB
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Terms(
            String host,
            int port,
            Role role,
            byte[] identity,
            Optional<String> curveServerKey,
            Duration handshakeLimit) {}

    interface Listener {
        void greeted(Link link);

        void received(Link link, List<byte[]> frames);
    }

    private final Links links;
    final org.zeromq.ZMQ.Socket socket;
    final Terms terms;
    final Listener listener;
    byte[] peer = {};

    Link(Links links, org.zeromq.ZMQ.Socket socket, Terms terms, Listener listener) {
        this.links = links;
        this.socket = socket;
        this.terms = terms;
        this.listener = listener;
    }

    void send(List<byte[]> frames) {
        links.run(
                () -> {
                    if (terms.role() == Role.ROUTER) {
                        socket.sendMore(peer);
                    }
                    for (int i = 0; i < frames.size(); i++) {
                        socket.send(
                                frames.get(i), i < frames.size() - 1 ? org.zeromq.ZMQ.SNDMORE : 0);
                    }
                },
                () -> {});
    }
}
