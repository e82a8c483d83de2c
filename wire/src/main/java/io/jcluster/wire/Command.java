package io.jcluster.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What one end of a link tells the other, beside messages. */
final class Command {

    private static final byte[] PING = name("PING");
    private static final int TIME_TO_LIVE = 2;

    private Command() {}

    static byte[] named(String name, byte[] body) {
        return concat(name(name), body);
    }

    /** What follows the name of the command that has to come next. */
    static byte[] expect(String name, Frame frame) throws IOException {
        var expected = name(name);
        var body = frame.bytes();
        if (frame.isCommand() && startsWith(body, expected)) {
            return Arrays.copyOfRange(body, expected.length, body.length);
        }
        if (startsWith(body, name("ERROR"))) {
            throw new IOException("the other side refuses the connection");
        }
        throw new IOException("no " + name + " where it has to be");
    }

    /** The answer to a PING (ZMTP 3.1), which brings its context back. */
    static Optional<Frame> pong(Frame frame) {
        var body = frame.bytes();
        int context = PING.length + TIME_TO_LIVE;
        return startsWith(body, PING) && body.length >= context
                ? Optional.of(
                        Frame.command(
                                named("PONG", Arrays.copyOfRange(body, context, body.length))))
                : Optional.empty();
    }

    /** What each side says of itself. */
    static byte[] metadata(Link.Terms terms) {
        var type = property("Socket-Type", terms.role().name());
        return switch (terms.role()) {
            case DEALER, ROUTER -> concat(type, property("Identity", terms.identity()));
            case SUB, PUB -> type;
        };
    }

    static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] property(String name, String value) {
        var bytes = value.getBytes(StandardCharsets.US_ASCII);
        return concat(
                name(name), ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array(), bytes);
    }

    /** A short text behind its length. */
    private static byte[] name(String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        return concat(new byte[] {(byte) bytes.length}, bytes);
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length
                && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }
}
