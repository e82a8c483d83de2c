package io.jcluster.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to a controller that can be cut and mended: every port through a listener that copies. */
final class CutLine implements AutoCloseable {

    private final List<ServerSocket> listeners = new ArrayList<>();
    private final List<Socket> open = new ArrayList<>();
    private final Set<Socket> left = ConcurrentHashMap.newKeySet();
    private final Map<Channel, Integer> ports = new EnumMap<>(Channel.class);
    private boolean cut;

    CutLine(ConnectionFile file) throws IOException {
        for (var port : file.ports().entrySet()) {
            var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listeners.add(listener);
            ports.put(port.getKey(), listener.getLocalPort());
            daemon(() -> serve(listener, port.getValue()));
        }
    }

    Map<Channel, Integer> ports() {
        return ports;
    }

    /** Ends all connections, and ends each new one as soon as it is made. */
    synchronized void cut() {
        cut = true;
        open.forEach(CutLine::end);
        open.clear();
    }

    synchronized void mend() {
        cut = false;
    }

    /**
     * Ends all connections on this side alone. The controller's go on, as with a relay that waits
     * for a peer to come back.
     */
    synchronized void leave() {
        left.addAll(open);
        open.clear();
        left.stream().filter(it -> listens(it.getLocalPort())).forEach(CutLine::end);
    }

    private boolean listens(int port) {
        return ports.containsValue(port);
    }

    @Override
    public void close() throws IOException {
        for (var listener : listeners) {
            listener.close();
        }
        cut();
        left.forEach(CutLine::end);
    }

    private void serve(ServerSocket listener, int port) {
        while (!listener.isClosed()) {
            try {
                var here = listener.accept();
                if (!connect(here, port)) {
                    end(here);
                }
            } catch (IOException e) {
                // Closed, or the controller is away: the client tries again.
            }
        }
    }

    private synchronized boolean connect(Socket here, int port) throws IOException {
        if (cut) {
            return false;
        }
        var there = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(here);
        open.add(there);
        daemon(() -> copy(here, there));
        daemon(() -> copy(there, here));
        return true;
    }

    private void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Cut.
        }
        if (!left.contains(from)) {
            end(from);
            end(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket that cannot be closed", e);
        }
    }

    private static void daemon(Runnable task) {
        var thread = new Thread(task, "cut-line");
        thread.setDaemon(true);
        thread.start();
    }
}
