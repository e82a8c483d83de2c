package io.jcluster.launcher.doctor;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;

/**
 * The certificate of a private key, as far as its time goes (OpenSSH's PROTOCOL.certkeys).
 *
 * @param holder the file that it is in, or whoever else has it
 * @param from seconds since 1970
 * @param to seconds since 1970, without a sign: the largest number stands for ever
 */
record Certificate(String holder, long from, long to) {

    private static final Duration SOON = Duration.ofHours(2);

    /** The one whose file lies beside the key's; empty when there is none that can be read. */
    static Optional<Certificate> of(Path key) {
        Path file = Path.of(key + "-cert.pub");
        try {
            return Files.isReadable(file)
                    ? read(file.toString(), Files.readString(file))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<Certificate> read(String holder, String text) {
        String[] words = text.strip().split("\\s+", 3);
        if (words.length < 2) {
            return Optional.empty();
        }
        try {
            ByteBuffer blob = ByteBuffer.wrap(Base64.getDecoder().decode(words[1]));
            String type = new String(string(blob), StandardCharsets.US_ASCII);
            if (!type.endsWith("-cert-v01@openssh.com")) {
                return Optional.empty();
            }
            string(blob); // a nonce
            for (int i = 0; i < fields(type); i++) {
                string(blob); // the key
            }
            blob.getLong(); // a serial number
            blob.getInt(); // of a user or of a host
            string(blob); // its name
            string(blob); // whom it is for
            return Optional.of(new Certificate(holder, blob.getLong(), blob.getLong()));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    /** How many strings the public key of a type is made of. */
    private static int fields(String type) {
        if (type.startsWith("sk-ecdsa")) {
            return 3;
        }
        return type.startsWith("ssh-ed25519")
                ? 1
                : type.startsWith("ssh-dss") ? 4 : 2; // RSA, ECDSA, sk-ssh-ed25519
    }

    private static byte[] string(ByteBuffer blob) {
        int length = blob.getInt();
        if (length < 0 || length > blob.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        blob.get(bytes);
        return bytes;
    }

    Finding judged(Instant now) {
        String name = "certificate";
        long clock = now.getEpochSecond();
        if (Long.compareUnsigned(clock, to) >= 0) {
            return Finding.warning(
                    name,
                    holder + " expired " + Instant.ofEpochSecond(to),
                    "a login with it is refused",
                    "have the site sign your key anew");
        }
        if (Long.compareUnsigned(clock, from) < 0) {
            return Finding.warning(
                    name,
                    holder + " is valid only from " + Instant.ofEpochSecond(from),
                    "a login with it is refused until then; or the clock of this machine is behind",
                    "date -u");
        }
        if (to < 0) {
            return Finding.ok(name, holder + " is valid for ever");
        }
        long left = Math.max(0, to - clock);
        String until =
                holder
                        + " is valid until "
                        + Instant.ofEpochSecond(to).truncatedTo(ChronoUnit.SECONDS)
                        + ", "
                        + left / 3600
                        + " h "
                        + left / 60 % 60
                        + " min from now";
        return left < SOON.toSeconds()
                ? Finding.warning(
                        name,
                        until,
                        "a connection that is lost after that does not come back by itself",
                        "have the site sign your key anew before you submit")
                : Finding.ok(name, until);
    }
}
