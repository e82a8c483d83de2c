package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.JSchException;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.local.Pipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/** A channel of a {@link Connection} as a wire. */
final class ChannelWire implements Wire {

    /** Nothing answers there: RFC 4254, 5.1. The other reasons are refusals of the server's own. */
    static final int CONNECT_FAILED = 2;

    /** No room for another channel just now: the same section. */
    private static final int RESOURCE_SHORTAGE = 4;

    private final Pipe in;
    private final OutputStream out;
    private final Runnable end;

    private ChannelWire(Pipe in, OutputStream out, Runnable end) {
        this.in = in;
        this.out = out;
        this.end = end;
    }

    /** The server has opened no channel, or the connection ended meanwhile. */
    static final class Refusal extends Exception {
        private final int reason;

        Refusal(int reason, Throwable cause) {
            super(cause);
            this.reason = reason;
        }

        /** The number in the server's answer; {@link #CONNECT_FAILED} where none came. */
        int reason() {
            return reason;
        }

        /**
         * The refusal in words. The server's own text is not kept by JSch (2.28, Channel).
         *
         * @param server how to speak of the machine that was to connect
         */
        HostException told(String server, HostPort there) {
            return switch (reason) {
                case CONNECT_FAILED ->
                        new HostException(
                                Kind.UNREACHABLE,
                                "nothing answers " + server + " at " + there,
                                Optional.empty(),
                                Optional.of(this));
                case RESOURCE_SHORTAGE ->
                        new HostException(
                                Kind.UNREACHABLE,
                                server
                                        + " has no room just now for a connection to "
                                        + there
                                        + " (reason 4 of RFC 4254)",
                                Optional.of("Try again in a while."),
                                Optional.of(this));
                default ->
                        new HostException(
                                Kind.FORWARD_REFUSED,
                                server
                                        + " does not let connections through to "
                                        + there
                                        + " (reason "
                                        + reason
                                        + " of RFC 4254)",
                                Optional.of(
                                        "The site may forbid forwarding (AllowTcpForwarding,"
                                                + " PermitOpen); ask it, or go through another"
                                                + " login node."),
                                Optional.of(this));
            };
        }
    }

    /** A connection that the server opens. */
    static ChannelWire to(Connection connection, HostPort there, Duration limit) throws Refusal {
        ChannelDirectTCPIP channel;
        try {
            channel = connection.channelTo(there.host(), there.port());
        } catch (JSchException e) {
            throw new Refusal(CONNECT_FAILED, e);
        }
        Pipe in = new Pipe();
        try {
            WideWindow.connect(channel, in.sink(), in, limit);
            return new ChannelWire(in, new Flushing(WithinWindow.of(channel)), channel::disconnect);
        } catch (JSchException | IOException e) {
            int reason = channel.getExitStatus();
            channel.disconnect();
            throw new Refusal(reason < 0 ? CONNECT_FAILED : reason, e);
        }
    }

    /** A program's standard streams. */
    static ChannelWire of(Pipe in, OutputStream out, Runnable end) {
        return new ChannelWire(in, new Flushing(out), end);
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public void close() {
        in.close();
        end.run();
    }
}
