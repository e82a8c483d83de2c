package io.jcluster.ranks;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import jdk.net.ExtendedSocketOptions;

/**
 * What a rendezvous and a rank say to each other once each has proven that it knows the secret,
 * which itself never travels: each answers a challenge of the other by HMAC-SHA-256 (RFC 2104), and
 * each message carries one of its own, with its place in the order. It is authenticated, and not
 * encrypted: there is nothing secret in it.
 */
final class Talk implements AutoCloseable {

    private static final String GREETING = "jcluster ranks 1";
    private static final int CHALLENGE = 32;
    private static final int LONGEST = 4 << 20;
    private static final String ALGORITHM = "HmacSHA256";
    private static final int CODE = 32;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final byte[] ours;
    private final byte[] theirs;
    private long sent;
    private long received;

    private Talk(
            Socket socket, DataInputStream in, DataOutputStream out, byte[] ours, byte[] theirs) {
        this.socket = socket;
        this.in = in;
        this.out = out;
        this.ours = ours;
        this.theirs = theirs;
    }

    /** Thrown at whoever does not know the secret. */
    static final class StrangerException extends IOException {

        private static final long serialVersionUID = 1L;

        StrangerException(String what) {
            super(what);
        }
    }

    /** The rendezvous's side: the other proves itself first, and learns nothing before. */
    static Talk asHost(Socket socket, byte[] key) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = output(socket);
        byte[] challenge = challenge();
        out.writeUTF(GREETING);
        out.write(challenge);
        out.flush();
        greeted(in);
        byte[] answer = bytes(in, CHALLENGE);
        expect(in, code(key, "rank", challenge, answer));
        out.write(code(key, "rendezvous", challenge, answer));
        out.flush();
        return new Talk(
                socket,
                in,
                out,
                code(key, "to rank", challenge, answer),
                code(key, "to rendezvous", challenge, answer));
    }

    /** A rank's side. */
    static Talk asGuest(Socket socket, byte[] key) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = output(socket);
        greeted(in);
        byte[] challenge = bytes(in, CHALLENGE);
        byte[] answer = challenge();
        out.writeUTF(GREETING);
        out.write(answer);
        out.write(code(key, "rank", challenge, answer));
        out.flush();
        expect(in, code(key, "rendezvous", challenge, answer));
        return new Talk(
                socket,
                in,
                out,
                code(key, "to rendezvous", challenge, answer),
                code(key, "to rank", challenge, answer));
    }

    /** Says some words. */
    synchronized void say(List<String> words) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream message = new DataOutputStream(bytes);
        message.writeInt(words.size());
        for (String word : words) {
            byte[] text = word.getBytes(StandardCharsets.UTF_8);
            message.writeInt(text.length);
            message.write(text);
        }
        byte[] payload = bytes.toByteArray();
        out.writeInt(payload.length);
        out.write(payload);
        out.write(code(ours, Long.toString(sent++), payload));
        out.flush();
    }

    /** Hears the next words; an EOFException is the end. */
    List<String> hear() throws IOException {
        byte[] payload = bytes(in, in.readInt());
        expect(in, code(theirs, Long.toString(received++), payload));
        DataInputStream message = new DataInputStream(new ByteArrayInputStream(payload));
        int count = message.readInt();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(new String(bytes(message, message.readInt()), StandardCharsets.UTF_8));
        }
        return words;
    }

    /** The address of this side of the connection: one of this node that the other side reaches. */
    String ownAddress() {
        return socket.getLocalAddress().getHostAddress();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is not spoken on any more, which is what was wanted.
        }
    }

    private static DataOutputStream output(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        // A node that loses its power says nothing: it is asked after a minute, and given up after
        // two.
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 60);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 15);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 4);
        return new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    private static void greeted(DataInputStream in) throws IOException {
        // As writeUTF writes it; read with care, for anybody can connect.
        byte[] expected = GREETING.getBytes(StandardCharsets.US_ASCII);
        if (in.readUnsignedShort() != expected.length
                || !MessageDigest.isEqual(bytes(in, expected.length), expected)) {
            throw new StrangerException("it greeted in another language");
        }
    }

    private static void expect(DataInputStream in, byte[] code) throws IOException {
        if (!MessageDigest.isEqual(bytes(in, CODE), code)) {
            throw new StrangerException("it does not know the secret");
        }
    }

    private static byte[] bytes(DataInputStream in, int count) throws IOException {
        if (count < 0 || count > LONGEST) {
            throw new StrangerException("it announced " + count + " bytes");
        }
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the connection ended");
        }
        return bytes;
    }

    private static byte[] challenge() {
        byte[] bytes = new byte[CHALLENGE];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static byte[] code(byte[] key, String purpose, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(purpose.getBytes(StandardCharsets.US_ASCII));
            mac.update((byte) 0);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
