package io.jcluster.launcher.background;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcluster.tunnel.Wire;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A connection between a command and a background process: JSON objects, one per line, and after
 * some of them raw bytes until the end.
 *
 * <p>Reads and writes the channel itself: the streams that {@link java.nio.channels.Channels} makes
 * share one lock in JDK 17, so that a blocked read stops every write.
 */
public final class Conversation implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int CHUNK = 128 * 1024;

    private final SocketChannel channel;
    private final ByteBuffer incoming = ByteBuffer.allocate(64 * 1024).flip();

    public Conversation(SocketChannel channel) {
        this.channel = channel;
    }

    public static Conversation with(Path socket) throws IOException {
        return new Conversation(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    public void send(JsonNode message) throws IOException {
        try {
            write(
                    ByteBuffer.wrap(
                            (JSON.writeValueAsString(message) + "\n")
                                    .getBytes(StandardCharsets.UTF_8)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message that is not JSON: " + message, e);
        }
    }

    /**
     * The next message.
     *
     * @throws EOFException when the other side has gone
     */
    public JsonNode receive() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = read(); next != '\n'; next = read()) {
            if (next < 0) {
                throw new EOFException("the conversation ended");
            }
            line.write(next);
        }
        return JSON.readTree(line.toByteArray());
    }

    public JsonNode ask(JsonNode message) throws IOException {
        send(message);
        return receive();
    }

    public void sendBytes(byte[] bytes, int length) throws IOException {
        write(ByteBuffer.wrap(bytes, 0, length));
    }

    /** What comes after the messages read so far, as bytes. */
    public InputStream bytes() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return Conversation.this.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                return Conversation.this.read(ByteBuffer.wrap(target, offset, length));
            }

            /** With a larger buffer than the JDK's, which has 8 KB. */
            @Override
            public long transferTo(OutputStream out) throws IOException {
                byte[] buffer = new byte[CHUNK];
                long all = 0;
                for (int count = read(buffer); count >= 0; count = read(buffer)) {
                    out.write(buffer, 0, count);
                    all += count;
                }
                return all;
            }
        };
    }

    /** The rest of the conversation, as bytes both ways. */
    public Wire wire() {
        InputStream in = bytes();
        OutputStream out =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] source, int offset, int length) throws IOException {
                        Conversation.this.write(ByteBuffer.wrap(source, offset, length));
                    }

                    @Override
                    public void close() throws IOException {
                        channel.shutdownOutput();
                    }
                };
        return new Wire() {
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
                Conversation.this.close();
            }
        };
    }

    private int read() throws IOException {
        return fill() ? incoming.get() & 0xff : -1;
    }

    /** What was read ahead with a message first, then straight from the channel. */
    private synchronized int read(ByteBuffer target) throws IOException {
        if (!incoming.hasRemaining()) {
            return channel.read(target);
        }
        int count = Math.min(target.remaining(), incoming.remaining());
        target.put(incoming.slice(incoming.position(), count));
        incoming.position(incoming.position() + count);
        return count;
    }

    /** Waits until the other side says something, which is left to be read, or hangs up: false. */
    public boolean saysMore() {
        try {
            return fill();
        } catch (IOException e) {
            return false;
        }
    }

    private synchronized boolean fill() throws IOException {
        while (!incoming.hasRemaining()) {
            incoming.clear();
            int count = channel.read(incoming);
            incoming.flip();
            if (count < 0) {
                return false;
            }
        }
        return true;
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing more can be done with it, which is what was asked for.
        }
    }
}
