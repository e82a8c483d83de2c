package io.jcluster.tunnel.ssh;

import io.jcluster.tunnel.KeyExpiry;
import io.jcluster.tunnel.KeyValidity;
import io.jcluster.tunnel.SshTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A public key signed by a site, in the format of OpenSSH's PROTOCOL.certkeys. */
public final class Certificate {

    private static final String SUFFIX = "-cert-v01@openssh.com";

    /** All bits set: good for ever. */
    private static final long NEVER = -1L;

    private final Path file;
    private final String type;
    private final byte[] blob;
    private final byte[] publicKey;
    private final Instant validAfter;
    private final Optional<Instant> validBefore;

    private Certificate(
            Path file,
            String type,
            byte[] blob,
            byte[] publicKey,
            Instant validAfter,
            Optional<Instant> validBefore) {
        this.file = file;
        this.type = type;
        this.blob = blob;
        this.publicKey = publicKey;
        this.validAfter = validAfter;
        this.validBefore = validBefore;
    }

    /** Those of a login: the named ones first, then those beside its private keys. */
    public static List<Certificate> of(SshTarget target) {
        return Stream.concat(
                        target.options().certificateFiles().stream(),
                        target.identityFiles().stream().flatMap(key -> Stream.of(beside(key), key)))
                .distinct()
                .flatMap(file -> read(file).stream())
                .toList();
    }

    static Path beside(Path privateKey) {
        return Path.of(privateKey + "-cert.pub");
    }

    /** The certificate in a file; empty where there is none or something else. */
    static Optional<Certificate> read(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            return Optional.empty();
        }
        try {
            return of(file, Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The certificate in a line as in an authorized_keys file, which is in no file. */
    public static Optional<Certificate> of(String line) {
        return of(Path.of(""), line);
    }

    private static Optional<Certificate> of(Path file, String text) {
        String[] words = text.strip().split("\\s+", 3);
        try {
            return words.length > 1 && words[0].endsWith(SUFFIX)
                    ? of(file, Base64.getDecoder().decode(words[1]))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What a key as it goes over the wire is, if it is signed. */
    static Optional<Certificate> of(Path file, byte[] blob) {
        try {
            ByteBuffer rest = ByteBuffer.wrap(blob);
            String type = text(rest);
            if (!type.endsWith(SUFFIX)) {
                return Optional.empty();
            }
            part(rest); // nonce
            String plain = plain(type);
            ByteArrayOutputStream key = new ByteArrayOutputStream();
            add(key, plain.getBytes(StandardCharsets.US_ASCII));
            for (int i = partsOf(plain); i > 0; i--) {
                add(key, part(rest));
            }
            rest.getLong(); // serial
            rest.getInt(); // whether of a user or of a host
            part(rest); // id
            part(rest); // principals
            long after = rest.getLong();
            long before = rest.getLong();
            return Optional.of(
                    new Certificate(
                            file,
                            type,
                            blob,
                            key.toByteArray(),
                            instant(after),
                            before == NEVER ? Optional.empty() : Optional.of(instant(before))));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The type without its signature; an RSA key has one name whatever signs with it. */
    private static String plain(String type) {
        String base = type.substring(0, type.length() - SUFFIX.length());
        if (base.startsWith("sk-")) {
            return base + "@openssh.com";
        }
        return base.startsWith("rsa-") ? "ssh-rsa" : base;
    }

    private static int partsOf(String plain) {
        return switch (plain) {
            case "ssh-ed25519", "ssh-ed448" -> 1;
            case "ssh-rsa", "sk-ssh-ed25519@openssh.com" -> 2;
            case "sk-ecdsa-sha2-nistp256@openssh.com" -> 3;
            case "ssh-dss" -> 4;
            default -> {
                if (plain.startsWith("ecdsa-sha2-")) {
                    yield 2;
                }
                throw new IllegalArgumentException("not a type of key: " + plain);
            }
        };
    }

    /** The number is unsigned; what does not fit is as good as never. */
    private static Instant instant(long seconds) {
        return seconds < 0 || seconds > Instant.MAX.getEpochSecond()
                ? Instant.MAX
                : Instant.ofEpochSecond(seconds);
    }

    private static String text(ByteBuffer from) {
        return new String(part(from), StandardCharsets.US_ASCII);
    }

    private static byte[] part(ByteBuffer from) {
        int length = from.getInt();
        if (length < 0 || length > from.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] part = new byte[length];
        from.get(part);
        return part;
    }

    private static void add(ByteArrayOutputStream key, byte[] part) {
        key.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        key.writeBytes(part);
    }

    /** Where it is; empty for one that is in no file. */
    public Path file() {
        return file;
    }

    String type() {
        return type;
    }

    byte[] blob() {
        return blob.clone();
    }

    /** The key without the signature, as it goes over the wire. */
    byte[] publicKey() {
        return publicKey.clone();
    }

    boolean isGood(Clock clock) {
        Instant now = clock.instant();
        return !now.isBefore(validAfter) && !hasExpired(clock);
    }

    boolean hasExpired(Clock clock) {
        return validBefore.filter(end -> !clock.instant().isBefore(end)).isPresent();
    }

    /**
     * The time in which it is good.
     *
     * @param holder how to speak of whoever has it
     */
    public KeyValidity validity(String holder) {
        return new KeyValidity(holder, validAfter, validBefore);
    }

    /** Empty where it is good for ever. */
    Optional<KeyExpiry> expiry() {
        return validBefore.map(end -> new KeyExpiry(file, end));
    }

    /** The one that lasts longest; empty where none ends or there is none. */
    static Optional<KeyExpiry> last(List<Certificate> all) {
        return all.stream().anyMatch(one -> one.validBefore.isEmpty())
                ? Optional.empty()
                : all.stream()
                        .flatMap(one -> one.expiry().stream())
                        .max(Comparator.comparing(KeyExpiry::expires));
    }

    /** The machines of a way, the nearest first. */
    static List<SshTarget> hops(SshTarget target) {
        List<SshTarget> hops = new ArrayList<>();
        target.via().ifPresent(jump -> hops.addAll(hops(jump)));
        hops.add(target);
        return hops;
    }
}
