package io.jcluster.tunnel.relay;

import io.jcluster.tunnel.Wire;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * The first words on a carrier; see the package.
 *
 * @param verdict of the relay about the session
 * @param received how many bytes of it the relay has
 */
record Handshake(Verdict verdict, long received) {

    static final int NAME = 16;
    private static final int NONCE = 32;
    private static final int PROOF = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What becomes of the session. */
    enum Verdict {
        TAKEN,
        GONE,
        TOO_MANY
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /**
     * Makes both sides known to each other.
     *
     * @param name of the session
     * @param begin whether the relay need not know it
     * @param received how many bytes of it have come here
     * @throws IOException in a sentence, when the carrier ends or the other has another key
     */
    static Handshake on(Wire wire, RelayKey key, byte[] name, boolean begin, long received)
            throws IOException {
        DataInputStream in = new DataInputStream(wire.in());
        byte[] nonce = random(NONCE);
        wire.out().write(joined("jcr1".getBytes(StandardCharsets.US_ASCII), name, nonce));
        byte[] theirs = read(in, NONCE);
        check(read(in, PROOF), key.proof("relay", name, nonce, theirs));

        byte[] mine =
                ByteBuffer.allocate(1 + Long.BYTES)
                        .put((byte) (begin ? 1 : 0))
                        .putLong(received)
                        .array();
        wire.out().write(joined(mine, key.proof("peer", name, nonce, theirs, mine)));
        byte[] answer = read(in, 1 + Long.BYTES);
        check(read(in, PROOF), key.proof("answer", name, nonce, theirs, mine, answer));

        ByteBuffer said = ByteBuffer.wrap(answer);
        Verdict verdict =
                switch (said.get()) {
                    case 0 -> Verdict.TAKEN;
                    case 1 -> Verdict.GONE;
                    case 2 -> Verdict.TOO_MANY;
                    default -> throw new IOException("the relay is of another version");
                };
        return new Handshake(verdict, said.getLong());
    }

    private static byte[] read(DataInputStream in, int size) throws IOException {
        byte[] bytes = new byte[size];
        try {
            in.readFully(bytes);
        } catch (EOFException e) {
            throw new IOException("the connection ended before the relay had made itself known", e);
        }
        return bytes;
    }

    private static void check(byte[] said, byte[] right) throws IOException {
        if (!MessageDigest.isEqual(said, right)) {
            throw new IOException(
                    "what answers there does not have the key of this relay; was the job started"
                            + " again?");
        }
    }

    private static byte[] joined(byte[]... parts) {
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
