package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Proxy;
import com.jcraft.jsch.SocketFactory;
import io.jcluster.tunnel.SshOptions;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.List;
import java.util.Optional;

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

    static Road socket(SshOptions options) {
        return new Road((host, port, limit) -> openSocket(options, host, port, limit));
    }

    private static Ends openSocket(SshOptions options, String host, int port, int timeoutMillis)
            throws IOException {
        IOException failure = new IOException("no address for " + host);
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (!isWanted(options.family(), address)) {
                continue;
            }
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                Optional<InetAddress> from = from(options, address);
                if (from.isPresent()) {
                    socket.bind(new InetSocketAddress(from.get(), 0));
                }
                socket.connect(new InetSocketAddress(address, port), timeoutMillis);
                return new Ends(socket.getInputStream(), socket.getOutputStream(), socket);
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure;
    }

    private static boolean isWanted(SshOptions.Family family, InetAddress address) {
        return switch (family) {
            case ANY -> true;
            case INET -> address instanceof Inet4Address;
            case INET6 -> address instanceof Inet6Address;
        };
    }

    /** The address of this machine to connect from; of an interface one of the same kind. */
    private static Optional<InetAddress> from(SshOptions options, InetAddress to)
            throws IOException {
        if (options.bindAddress().isPresent()) {
            return Optional.of(InetAddress.getByName(options.bindAddress().get()));
        }
        if (options.bindInterface().isEmpty()) {
            return Optional.empty();
        }
        String name = options.bindInterface().get();
        NetworkInterface nic = NetworkInterface.getByName(name);
        if (nic == null) {
            throw new IOException("there is no network interface " + name + " (BindInterface)");
        }
        return nic.inetAddresses()
                .filter(own -> (own instanceof Inet4Address) == (to instanceof Inet4Address))
                .findFirst();
    }

    /** Through a machine that is logged in to already. */
    static Road through(Connection jump) {
        return new Road(
                (host, port, timeoutMillis) -> {
                    ChannelDirectTCPIP channel = jump.channelTo(host, port);
                    Pipe in = new Pipe();
                    channel.setOutputStream(in.sink());
                    channel.connect(timeoutMillis);
                    return new Ends(in, channel.getOutputStream(), channel::disconnect);
                });
    }

    /** Over a program; what it complains of goes where this program's complaints go. */
    static Road program(String commandLine) {
        return new Road(
                (host, port, timeoutMillis) -> {
                    Process process =
                            new ProcessBuilder(shell(commandLine))
                                    .redirectError(Redirect.INHERIT)
                                    .start();
                    return new Ends(
                            process.getInputStream(), process.getOutputStream(), process::destroy);
                });
    }

    private static List<String> shell(String commandLine) {
        return File.separatorChar == '/'
                ? List.of("/bin/sh", "-c", "exec " + commandLine)
                : List.of("cmd.exe", "/c", commandLine);
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
