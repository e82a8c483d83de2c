package io.jcluster.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The beginning of a connection: the greeting of each side, then what their mechanism says. */
final class Handshake {

    private static final int SIZE = 64;
    private static final int SIGNATURE_END = 9;
    private static final int MAJOR = 10;
    private static final int MECHANISM = 12;
    private static final int MECHANISM_SIZE = 20;
    private static final byte VERSION = 3;

    /** More than any command of a handshake has; who announces more is not a ZeroMQ socket. */
    private static final int COMMAND_MAX = 64 << 10;

    private final Mechanism mechanism;
    private final ByteBuffer theirs = ByteBuffer.allocate(SIZE);

    private Handshake(Mechanism mechanism) {
        this.mechanism = mechanism;
    }

    static Handshake of(Link.Terms terms) {
        return new Handshake(
                terms.curveServerKey()
                        .<Mechanism>map(key -> new Curve(terms, key))
                        .orElseGet(() -> new Plain(terms)));
    }

    Mechanism mechanism() {
        return mechanism;
    }

    /** Our greeting. The first command may follow at once, which spares a round trip. */
    byte[] greeting() {
        var ours = ByteBuffer.allocate(SIZE);
        ours.put(0, (byte) 0xff).put(SIGNATURE_END, (byte) 0x7f).put(MAJOR, VERSION);
        ours.position(MECHANISM);
        ours.put(mechanism.name().getBytes(StandardCharsets.US_ASCII));
        return ours.array();
    }

    /** Takes what is still missing of their greeting. */
    void greet(ByteBuffer bytes) throws IOException {
        if (hasGreeted()) {
            return;
        }
        while (theirs.hasRemaining() && bytes.hasRemaining()) {
            theirs.put(bytes.get());
        }
        if (hasGreeted()) {
            check();
        }
    }

    boolean hasGreeted() {
        return !theirs.hasRemaining();
    }

    boolean isOver() {
        return mechanism.isOver();
    }

    /** How large a frame may be at this point. */
    int frameLimit() {
        return isOver() ? Integer.MAX_VALUE : COMMAND_MAX;
    }

    Optional<Frame> answer(Frame command) throws IOException {
        return mechanism.answer(command);
    }

    private void check() throws IOException {
        if (theirs.get(0) != (byte) 0xff
                || theirs.get(SIGNATURE_END) != 0x7f
                || theirs.get(MAJOR) < VERSION) {
            throw new IOException("what answers is no ZeroMQ socket of version 3 or later");
        }
        var name = new String(theirs.array(), MECHANISM, MECHANISM_SIZE, StandardCharsets.US_ASCII);
        if (!name.replace("\0", "").equals(mechanism.name())) {
            throw new IOException("the other side wants another mechanism of security");
        }
    }
}
