package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Proxy;
import com.jcraft.jsch.SocketFactory;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * The way an SSH connection's bytes take: a socket, a channel of another SSH connection, or a
 * program's standard streams. It knows when something last came, which is how a line that is dead
 * without saying so is found whatever it goes over.
 */
final class Road implements Proxy {

    private static final int BUFFER = 64 * 1024;

    /** The two directions, and what ends both. */
    private record Ends(InputStream in, OutputStream out, AutoCloseable whole) {}

    @FunctionalInterface
    private interface Opener {
        Ends open(String host, int port, int timeoutMillis) throws IOException, JSchException;
    }

    private final Opener opener;
    private volatile Ends ends =
            new Ends(InputStream.nullInputStream(), OutputStream.nullOutputStream(), () -> {});
    private volatile boolean closed;
    private volatile long heard = System.nanoTime();

    private Road(Opener opener) {
        this.opener = opener;
    }

    static Road socket() {
        return new Road(Road::openSocket);
    }

    private static Ends openSocket(String host, int port, int timeoutMillis) throws IOException {
        IOException failure = new IOException("no address for " + host);
        for (InetAddress address : InetAddress.getAllByName(host)) {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(address, port), timeoutMillis);
                return new Ends(socket.getInputStream(), socket.getOutputStream(), socket);
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure;
    }

    /** Through a machine that is logged in to already. */
    static Road through(Connection jump) {
        return new Road(
                (host, port, timeoutMillis) -> {
                    ChannelDirectTCPIP channel = jump.channelTo(host, port);
                    Pipe in = new Pipe();
                    channel.setOutputStream(WideWindow.fitted(channel, in));
                    channel.connect(timeoutMillis);
                    return new Ends(in, channel.getOutputStream(), channel::disconnect);
                });
    }

    /** Over a program; what it complains of goes where this program's complaints go. */
    static Road program(String commandLine) {
        return new Road(
                (host, port, timeoutMillis) -> {
                    Process process =
                            new ProcessBuilder("/bin/sh", "-c", "exec " + commandLine)
                                    .redirectError(Redirect.INHERIT)
                                    .start();
                    return new Ends(
                            process.getInputStream(), process.getOutputStream(), process::destroy);
                });
    }

    /** When something last came, on the clock of {@link System#nanoTime}. */
    long heard() {
        return heard;
    }

    @Override
    public void connect(SocketFactory unused, String host, int port, int timeoutMillis)
            throws IOException, JSchException {
        ends = opener.open(host, port, timeoutMillis);
        heard = System.nanoTime();
        if (closed) {
            close();
            throw new IOException("given up");
        }
    }

    @Override
    public InputStream getInputStream() {
        InputStream listening =
                new FilterInputStream(ends.in()) {
                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        int n = super.read(into, offset, length);
                        heard = System.nanoTime();
                        return n;
                    }
                };
        // JSch reads the length, the rest and the checksum of a packet one by one.
        return new BufferedInputStream(listening, BUFFER);
    }

    @Override
    public OutputStream getOutputStream() {
        return ends.out();
    }

    @Override
    @SuppressWarnings("NullAway") // JSch sets time limits on it where there is one; we keep our own
    public Socket getSocket() {
        return null;
    }

    @Override
    public void close() {
        closed = true;
        try {
            ends.whole().close();
        } catch (Exception e) {
            // It was to be gone, and is.
        }
    }
}
