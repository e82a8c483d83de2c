package io.jcluster.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What greets as a PUB of ZeroMQ does, and publishes nothing. */
final class SilentPublisher implements AutoCloseable {

    private static final int GREETING = 64;

    private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final List<Socket> open = new ArrayList<>();

    SilentPublisher() throws IOException {
        var thread = new Thread(this::serve, "silent-publisher");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public synchronized void close() throws IOException {
        listener.close();
        for (var socket : open) {
            socket.close();
        }
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                greet(listener.accept());
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private synchronized void greet(Socket socket) throws IOException {
        open.add(socket);
        var out = socket.getOutputStream();
        out.write(Arrays.copyOf(bytes("\377\0\0\0\0\0\0\0\1\177\3\0NULL"), GREETING));
        out.write(bytes("\4\31\5READY\13Socket-Type\0\0\0\3PUB"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
