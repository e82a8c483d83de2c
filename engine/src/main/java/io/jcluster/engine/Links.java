package io.jcluster.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Temporary. */
final class Links implements AutoCloseable {
    private final ZContext context = new ZContext();
    private final ConcurrentLinkedQueue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final List<Link> all = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closing;

    Links(String name) {
        thread = new Thread(this::loop, name);
        thread.setDaemon(true);
        thread.start();
    }

    Link connect(Link.Terms terms, Link.Listener listener) {
        var socket =
                context.createSocket(
                        switch (terms.role()) {
                            case DEALER -> SocketType.DEALER;
                            case ROUTER -> SocketType.ROUTER;
                            case SUB -> SocketType.SUB;
                            case PUB -> SocketType.PUB;
                        });
        socket.setHWM(0);
        socket.setLinger(500);
        socket.setHandshakeIvl((int) terms.handshakeLimit().toMillis());
        if (terms.role() == Link.Role.SUB) {
            socket.subscribe(ZMQ.SUBSCRIPTION_ALL);
        } else if (terms.identity().length > 0) {
            socket.setIdentity(terms.identity());
        }
        var link = new Link(this, socket, terms, listener);
        socket.setEventHook(
                event -> run(() -> listener.greeted(link), () -> {}), ZMQ.EVENT_HANDSHAKE_PROTOCOL);
        run(
                () -> {
                    socket.connect("tcp://" + terms.host() + ":" + terms.port());
                    all.add(link);
                },
                () -> {});
        return link;
    }

    void run(Runnable task, Runnable refused) {
        work.add(task);
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(3000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        while (!closing || !work.isEmpty()) {
            for (var next = work.poll(); next != null; next = work.poll()) {
                next.run();
            }
            boolean idle = true;
            for (var link : List.copyOf(all)) {
                if (link.terms.role() == Link.Role.PUB) {
                    continue;
                }
                byte[] frame = link.socket.recv(ZMQ.DONTWAIT);
                if (frame == null) {
                    continue;
                }
                idle = false;
                var frames = new ArrayList<byte[]>();
                frames.add(frame);
                while (link.socket.hasReceiveMore()) {
                    frames.add(link.socket.recv());
                }
                if (link.terms.role() == Link.Role.ROUTER) {
                    link.peer = frames.remove(0);
                }
                link.listener.received(link, frames);
            }
            if (idle) {
                try {
                    Thread.sleep(1);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
        all.forEach(l -> l.socket.close());
        context.close();
    }
}
