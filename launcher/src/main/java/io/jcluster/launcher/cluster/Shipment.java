package io.jcluster.launcher.cluster;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.ShellWords;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Files that the nodes of a cluster need, sent once: they go into a directory that is named after
 * their content, appear in it all at once, and are not sent again while they are there. Standard
 * input of commands carries them, so that nothing but a shell is needed on the other side.
 */
public record Shipment(List<Item> items) {

    /** Below the home directory of the host, where login node and compute nodes both see it. */
    static final String PARENT = ".jcluster/java";

    /** One file. */
    public static final class Item {

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

        private final String name;
        private final byte[] content;

        /** Of a name of letters, digits, dots, dashes and underscores. */
        public Item(String name, byte[] content) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("not a name for a file to send: " + name);
            }
            this.name = name;
            this.content = content.clone();
        }

        public String name() {
            return name;
        }

        private String hash() {
            return HexFormat.of().formatHex(sha256().digest(content));
        }
    }

    /** As much as fits into one command without anybody waiting long for it. */
    private static final int PIECE = 768 * 1024;

    private static final Duration PIECE_TIME = Duration.ofMinutes(5);

    private static final int NAME_LENGTH = 16;

    public Shipment {
        items = List.copyOf(items);
    }

    /** Where its files are, relative to the home directory of the host. */
    public String directory() {
        MessageDigest digest = sha256();
        for (Item item : items) {
            digest.update(
                    (item.name() + " " + item.hash() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return PARENT + "/" + HexFormat.of().formatHex(digest.digest()).substring(0, NAME_LENGTH);
    }

    /**
     * Sees to it that the files are there, whole.
     *
     * @throws ClusterException when they cannot be written
     */
    public void send(Host host) throws InterruptedException {
        if (isThere(host)) {
            return;
        }
        String fresh = PARENT + "/new-" + HexFormat.of().toHexDigits(new SecureRandom().nextLong());
        try {
            put(host, fresh);
            run(
                    host,
                    """
                    cd || exit
                    [ -d %2$s ] && mv %2$s %1$s.old
                    mv %1$s %2$s || exit
                    rm -rf %1$s.old %2$s/%3$s
                    """
                            .formatted(fresh, directory(), fresh.substring(PARENT.length() + 1)));
        } catch (ClusterException e) {
            host.run(Command.script("cd && rm -rf -- " + fresh + "\n"));
            throw e;
        }
        if (!isThere(host)) {
            throw failure(host, "it was written, and is not there", directory());
        }
    }

    /**
     * Puts the files into a new directory, and has each checked by its hash.
     *
     * @param directory relative to the home directory of the host
     */
    void put(Host host, String directory) throws InterruptedException {
        run(host, "umask 077\ncd && mkdir -p " + directory + "\n");
        for (Item item : items) {
            String file = directory + "/" + item.name();
            byte[] content = item.content;
            run(host, "umask 077\ncd && : >" + file + "\n");
            for (int at = 0; at < content.length; at += PIECE) {
                byte[] piece =
                        Arrays.copyOfRange(content, at, Math.min(content.length, at + PIECE));
                Outcome outcome =
                        host.run(
                                Command.of("/bin/sh", "-c", "cd && base64 -d >>" + file)
                                        .withStdin(
                                                Base64.getMimeEncoder(76, new byte[] {10})
                                                                .encodeToString(piece)
                                                        + "\n")
                                        .withTimeout(PIECE_TIME));
                if (!outcome.succeeded()) {
                    throw failure(host, outcome.stderr(), file);
                }
            }
            // Where there is no such program, the size alone has to do.
            run(
                    host,
                    """
                    cd || exit
                    if command -v sha256sum >/dev/null; then sum=$(sha256sum <%1$s)
                    elif command -v shasum >/dev/null; then sum=$(shasum -a 256 <%1$s)
                    else sum=%2$s; fi
                    size=$(wc -c <%1$s)
                    [ "${sum%%%% *}" = %2$s ] && [ "$size" -eq %3$d ] && exit 0
                    echo "it arrived as $size bytes with the hash $sum" >&2
                    exit 1
                    """
                            .formatted(file, item.hash(), content.length));
        }
    }

    private boolean isThere(Host host) throws InterruptedException {
        StringBuilder script =
                new StringBuilder("cd && cd ").append(directory()).append(" 2>/dev/null || exit\n");
        for (Item item : items) {
            script.append("[ \"$(wc -c <")
                    .append(item.name())
                    .append(")\" -eq ")
                    .append(item.content.length)
                    .append(" ] || exit\n");
        }
        return host.run(Command.script(script.append("echo there\n").toString()))
                .stdout()
                .strip()
                .equals("there");
    }

    private static void run(Host host, String script) throws InterruptedException {
        Outcome outcome = host.run(Command.script(script));
        if (!outcome.succeeded()) {
            throw failure(host, outcome.stderr(), "~/" + PARENT);
        }
    }

    private static ClusterException failure(Host host, String said, String where) {
        return ClusterException.of(
                        ClusterException.Kind.REQUEST,
                        "what the nodes need of jcluster cannot be put into "
                                + ShellWords.quote(where)
                                + " on "
                                + host.name())
                .said(said)
                .advise(
                        "see with 'df ~' and 'quota' whether the home directory is full or read-only");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
