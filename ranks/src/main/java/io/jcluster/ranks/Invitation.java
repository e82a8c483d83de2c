package io.jcluster.ranks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Where a rendezvous listens, and the secret by which it and its ranks know each other. It lies in
 * a file that its owner alone can read, on the file system that the job's nodes share: so the
 * secret is in no argument, no environment, and on no network of ours.
 *
 * @param host an address of the rendezvous's node
 * @param port 1 to 65535
 * @param secret 32 random bytes, in hexadecimal digits
 */
record Invitation(String host, int port, String secret) {

    private static final Set<PosixFilePermission> OWNER_ALONE =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private static final int SECRET_BYTES = 32;

    Invitation {
        if (port < 1 || port > 65535 || !secret.matches("[0-9a-f]{64}") || host.isBlank()) {
            throw new IllegalArgumentException("it is not what a rendezvous writes");
        }
    }

    /** To a rendezvous there, with a new secret. */
    static Invitation to(String host, int port) {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return new Invitation(host, port, HexFormat.of().formatHex(secret));
    }

    byte[] key() {
        return HexFormat.of().parseHex(secret);
    }

    /** Writes it, whole or not at all. */
    void write(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        Files.writeString(fresh, String.join("\n", host, String.valueOf(port), secret, ""));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Reads it.
     *
     * @param patience for a shared file system that shows a new file late
     * @throws RanksException when it is not there, or is none
     */
    static Invitation read(Path file, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
                if (lines.size() < 3) {
                    throw new IllegalArgumentException("it has not three lines");
                }
                return new Invitation(lines.get(0), Integer.parseInt(lines.get(1)), lines.get(2));
            } catch (IOException | IllegalArgumentException e) {
                if (System.nanoTime() - end > 0) {
                    throw new RanksException(
                            "cannot read the rendezvous's file " + file + ": " + e.getMessage(), e);
                }
            }
            Thread.sleep(50);
        }
    }
}
