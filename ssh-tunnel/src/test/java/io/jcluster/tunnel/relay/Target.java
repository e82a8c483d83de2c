package io.jcluster.tunnel.relay;

import io.jcluster.tunnel.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What streams are connected to: a server of which each connection has a thread. */
final class Target implements AutoCloseable {

    /** What it does with a connection. */
    @FunctionalInterface
    interface Service {
        void serve(Socket socket) throws Exception;
    }

    /** Says what it hears, until it hears no more. */
    static final Service ECHO =
            socket -> {
                socket.getInputStream().transferTo(socket.getOutputStream());
                socket.shutdownOutput();
            };

    private final ServerSocket listener =
            new ServerSocket(0, 300, InetAddress.getLoopbackAddress());
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    Target(Service service) throws IOException {
        thread(
                () -> {
                    while (true) {
                        Socket socket = listener.accept();
                        socket.setTcpNoDelay(true);
                        open.add(socket);
                        thread(() -> service.serve(socket));
                    }
                });
    }

    /** Work that may fail when the test is over. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    private static void thread(Work work) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                work.run();
                            } catch (Exception e) {
                                // What a test wants to know it sees at the other end.
                            }
                        },
                        "target");
        thread.setDaemon(true);
        thread.start();
    }

    HostPort address() {
        return new HostPort("127.0.0.1", listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
