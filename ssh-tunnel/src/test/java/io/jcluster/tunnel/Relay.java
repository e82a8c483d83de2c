package io.jcluster.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A network between two ports of this machine that can go silent, as a laptop's does when it is
 * closed.
 */
final class Relay implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final Queue<Way> ways = new ConcurrentLinkedQueue<>();

    /** One direction of one connection. */
    private static final class Way {
        private final Socket from;
        private final Socket to;
        private volatile boolean silent;

        private Way(Socket from, Socket to) {
            this.from = from;
            this.to = to;
        }

        private void carry() {
            byte[] buffer = new byte[16 * 1024];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (!silent) {
                        out.write(buffer, 0, n);
                    }
                }
            } catch (IOException e) {
                // Cut.
            }
        }
    }

    Relay(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                for (Way way : new Way[] {new Way(near, far), new Way(far, near)}) {
                    ways.add(way);
                    thread(way::carry);
                }
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    /** Connections stay open and nothing comes through them any more; new ones work. */
    void goSilent() {
        ways.forEach(way -> way.silent = true);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Way way : ways) {
            way.from.close();
            way.to.close();
        }
    }
}
