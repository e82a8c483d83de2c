package io.jcluster.wire;

import com.neilalexander.jnacl.crypto.curve25519xsalsa20poly1305;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * The mechanism CURVE, a client's side of it (rfc.zeromq.org/spec/26): both sides prove that they
 * have the keys they are known by, and all that follows is encrypted. The letters are those of the
 * specification: C, c and S are keys for long, Cn, cn and Sn for this connection.
 *
 * <p>Any pair of keys will do for C: a controller keeps no list of clients.
 */
final class Curve implements Mechanism {

    private static final int KEY = 32;
    private static final int SHORT_NONCE = 8;
    private static final int LONG_NONCE = 16;
    private static final int COOKIE = 96;
    private static final int SIGNED_ZEROS = 64;
    private static final int PADDING = 72;

    /** What the library wants before a text, and before a box. */
    private static final int TEXT_ZEROS = 32;

    private static final int BOX_ZEROS = 16;
    private static final int MORE = 1;
    private static final int COMMAND = 2;

    private enum Step {
        HELLO,
        INITIATE,
        READY
    }

    private static final class Pair {
        private final byte[] open = new byte[KEY];
        private final byte[] secret = new byte[KEY];

        Pair() {
            curve25519xsalsa20poly1305.crypto_box_keypair(open, secret);
        }
    }

    private final Link.Terms terms;
    private final byte[] server;
    private final Pair lasting = new Pair();
    private final Pair passing = new Pair();
    private final SecureRandom random = new SecureRandom();
    private Step step = Step.HELLO;
    private byte[] key;
    private long nonce = 1;
    private long theirNonce;

    Curve(Link.Terms terms, String serverKey) {
        this.terms = terms;
        this.server = Z85.decode(serverKey);
        this.key = shared(server, passing.secret);
    }

    @Override
    public String name() {
        return "CURVE";
    }

    @Override
    public Frame opening() {
        var count = count();
        var box = box(new byte[SIGNED_ZEROS], nonce("CurveZMQHELLO---", count), key);
        return Frame.command(
                Command.named(
                        "HELLO",
                        Command.concat(
                                new byte[] {1, 0}, new byte[PADDING], passing.open, count, box)));
    }

    @Override
    public Optional<Frame> answer(Frame command) throws IOException {
        if (step == Step.HELLO) {
            step = Step.INITIATE;
            return Optional.of(initiate(Command.expect("WELCOME", command)));
        }
        var ready = Command.expect("READY", command);
        var count = part(ready, 0, SHORT_NONCE);
        theirNonce = ByteBuffer.wrap(count).getLong();
        unbox(rest(ready, SHORT_NONCE), nonce("CurveZMQREADY---", count));
        step = Step.READY;
        return Optional.empty();
    }

    @Override
    public boolean isOver() {
        return step == Step.READY;
    }

    @Override
    public Frame seal(Frame frame) {
        int flags = (frame.hasMore() ? MORE : 0) | (frame.isCommand() ? COMMAND : 0);
        var count = count();
        var box =
                box(
                        Command.concat(new byte[] {(byte) flags}, frame.bytes()),
                        nonce("CurveZMQMESSAGEC", count),
                        key);
        return Frame.part(
                false, ByteBuffer.wrap(Command.named("MESSAGE", Command.concat(count, box))));
    }

    @Override
    public Frame open(Frame frame) throws IOException {
        var body = Command.expect("MESSAGE", Frame.command(frame.bytes()));
        var count = part(body, 0, SHORT_NONCE);
        long number = ByteBuffer.wrap(count).getLong();
        if (Long.compareUnsigned(number, theirNonce) <= 0) {
            throw new IOException("a frame that has come before");
        }
        theirNonce = number;
        var text = unbox(rest(body, SHORT_NONCE), nonce("CurveZMQMESSAGES", count));
        byte flags = part(text, 0, 1)[0];
        return new Frame(
                (flags & COMMAND) != 0, (flags & MORE) != 0, ByteBuffer.wrap(rest(text, 1)));
    }

    private Frame initiate(byte[] welcome) throws IOException {
        var opened =
                unbox(rest(welcome, LONG_NONCE), nonce("WELCOME-", part(welcome, 0, LONG_NONCE)));
        var passingServer = part(opened, 0, KEY);
        var cookie = part(opened, KEY, COOKIE);
        key = shared(passingServer, passing.secret);

        var drawn = new byte[LONG_NONCE];
        random.nextBytes(drawn);
        var vouch =
                box(
                        Command.concat(passing.open, server),
                        nonce("VOUCH---", drawn),
                        shared(passingServer, lasting.secret));
        var count = count();
        var box =
                box(
                        Command.concat(lasting.open, drawn, vouch, Command.metadata(terms)),
                        nonce("CurveZMQINITIATE", count),
                        key);
        return Frame.command(Command.named("INITIATE", Command.concat(cookie, count, box)));
    }

    /** The number of what is sent next: none is used twice with one key. */
    private byte[] count() {
        return ByteBuffer.allocate(Long.BYTES).putLong(nonce++).array();
    }

    private static byte[] nonce(String prefix, byte[] rest) {
        return Command.concat(prefix.getBytes(StandardCharsets.US_ASCII), rest);
    }

    private static byte[] shared(byte[] open, byte[] secret) {
        var key = new byte[KEY];
        curve25519xsalsa20poly1305.crypto_box_beforenm(key, open, secret);
        return key;
    }

    private static byte[] box(byte[] text, byte[] nonce, byte[] key) {
        var padded = Command.concat(new byte[TEXT_ZEROS], text);
        var box = new byte[padded.length];
        curve25519xsalsa20poly1305.crypto_box_afternm(box, padded, padded.length, nonce, key);
        return rest(box, BOX_ZEROS);
    }

    private byte[] unbox(byte[] box, byte[] nonce) throws IOException {
        var padded = Command.concat(new byte[BOX_ZEROS], box);
        var text = new byte[padded.length];
        if (padded.length < TEXT_ZEROS
                || curve25519xsalsa20poly1305.crypto_box_open_afternm(
                                text, padded, padded.length, nonce, key)
                        != 0) {
            throw new IOException("what came was not encrypted by the other side");
        }
        return rest(text, TEXT_ZEROS);
    }

    private static byte[] part(byte[] bytes, int from, int size) throws IOException {
        if (bytes.length < from + size) {
            throw new IOException("a command that ends too early");
        }
        return Arrays.copyOfRange(bytes, from, from + size);
    }

    private static byte[] rest(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, Math.min(from, bytes.length), bytes.length);
    }
}
