package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Proxy;
import com.jcraft.jsch.SocketFactory;
import io.jcluster.tunnel.HostPort;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The way an SSH connection's bytes take: a socket, a channel of another SSH connection, or a
 * program's standard streams. It knows when something last came, which is how a line that is dead
 * without saying so is found whatever it goes over.
 */
final class Road implements Proxy {

    private static final int BUFFER = 64 * 1024;

    /** The two directions, and what ends both. */
    private record Ends(
            InputStream in, OutputStream out, AutoCloseable whole, Optional<InetAddress> address) {}

    @FunctionalInterface
    private interface Opener {
        Ends open(String host, int port, int timeoutMillis) throws IOException, JSchException;
    }

    private final Opener opener;
    private volatile Ends ends =
            new Ends(
                    InputStream.nullInputStream(),
                    OutputStream.nullOutputStream(),
                    () -> {},
                    Optional.empty());
    private volatile boolean closed;
    private volatile long heard = System.nanoTime();

    private Road(Opener opener) {
        this.opener = opener;
    }

    /** To the first of the addresses that answers. */
    static Road socket(Addresses addresses, SshOptions options) {
        return new Road(
                (host, port, timeoutMillis) ->
                        openSocket(
                                options,
                                host,
                                addresses.of(host),
                                port,
                                Duration.ofMillis(timeoutMillis)));
    }

    private static Ends openSocket(
            SshOptions options, String host, List<InetAddress> addresses, int port, Duration limit)
            throws IOException {
        Deadline deadline = Deadline.in(limit);
        IOException failure = new IOException("no address for " + host);
        List<InetAddress> wanted =
                addresses.stream().filter(it -> isWanted(options.family(), it)).toList();
        int left = wanted.size();
        for (InetAddress address : wanted) {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                Optional<InetAddress> from = from(options, address);
                if (from.isPresent()) {
                    socket.bind(new InetSocketAddress(from.get(), 0));
                }
                // One that is dead without a word must leave the next some of the time.
                long millis = TimeUnit.NANOSECONDS.toMillis(deadline.nanosLeft() / left--);
                socket.connect(new InetSocketAddress(address, port), (int) Math.max(1, millis));
                return new Ends(
                        socket.getInputStream(),
                        socket.getOutputStream(),
                        socket,
                        Optional.of(address));
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

    /**
     * Through a machine that is logged in to already; a {@link io.jcluster.tunnel.HostException}
     * says when it does not let us.
     */
    static Road through(Connection jump) {
        return new Road(
                (host, port, timeoutMillis) -> {
                    HostPort there = new HostPort(host, port);
                    try {
                        ChannelWire wire =
                                ChannelWire.to(jump, there, Duration.ofMillis(timeoutMillis));
                        return new Ends(wire.in(), wire.out(), wire, Optional.empty());
                    } catch (ChannelWire.Refusal e) {
                        throw e.told(jump.name(), there);
                    }
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
                            process.getInputStream(),
                            process.getOutputStream(),
                            process::destroy,
                            Optional.empty());
                });
    }

    /** The address that was connected to, where this program did so itself. */
    Optional<InetAddress> address() {
        return ends.address();
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
