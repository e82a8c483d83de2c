package io.jcluster.tunnel.ssh;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A line of known_hosts, as sshd(8) describes the file. */
final class KnownLine {

    static final String REVOKED = "@revoked";
    static final String AUTHORITY = "@cert-authority";

    private static final String HASH = "|1|";
    private static final int SALT = 20;

    private final String marker;
    private final String hosts;
    private final String type;
    private final byte[] key;

    private KnownLine(String marker, String hosts, String type, byte[] key) {
        this.marker = marker;
        this.hosts = hosts;
        this.type = type;
        this.key = key;
    }

    /** Empty for a comment, and for what ssh would pass over as well. */
    static Optional<KnownLine> of(String line) {
        String[] words = line.strip().split("\\s+", 5);
        if (words[0].startsWith("#")) {
            return Optional.empty();
        }
        int first = words[0].startsWith("@") ? 1 : 0;
        if (words.length < first + 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new KnownLine(
                            first == 0 ? "" : words[0],
                            words[first],
                            words[first + 1],
                            Base64.getDecoder().decode(words[first + 2])));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A key that no host may show. */
    static Optional<KnownLine> revoked(String publicKeyLine) {
        return of(REVOKED + " * " + publicKeyLine);
    }

    /** A new line for a host, with its name hidden or not. */
    static String text(String host, boolean hashed, String type, byte[] key) {
        String hosts = host;
        if (hashed) {
            byte[] salt = new byte[SALT];
            new SecureRandom().nextBytes(salt);
            Base64.Encoder encoder = Base64.getEncoder();
            hosts =
                    HASH
                            + encoder.encodeToString(salt)
                            + "|"
                            + encoder.encodeToString(hash(salt, host));
        }
        return hosts + " " + type + " " + Base64.getEncoder().encodeToString(key);
    }

    String marker() {
        return marker;
    }

    String type() {
        return type;
    }

    byte[] key() {
        return key.clone();
    }

    boolean hasKey(byte[] other) {
        return Arrays.equals(key, other);
    }

    /**
     * @param host a name, or {@code [name]:port} where the port is not 22
     */
    boolean isFor(String host) {
        if (!hosts.startsWith(HASH)) {
            return Patterns.matchHost(List.of(hosts.split(",")), host);
        }
        String[] parts = hosts.substring(HASH.length()).split("\\|", 2);
        if (parts.length < 2) {
            return false;
        }
        try {
            return MessageDigest.isEqual(
                    Base64.getDecoder().decode(parts[1]),
                    hash(Base64.getDecoder().decode(parts[0]), host));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] hash(byte[] salt, String host) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(salt, "HmacSHA1"));
            return mac.doFinal(host.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a salt", e);
        }
    }
}
