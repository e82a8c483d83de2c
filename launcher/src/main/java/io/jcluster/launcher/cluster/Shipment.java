package io.jcluster.launcher.cluster;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.ShellWords;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Files that the nodes of a cluster need, sent once: they go into a directory that is named after
 * their content, appear in it all at once, and are not sent again while they are there. What an
 * earlier shipment has brought is linked from where it is. Standard input of commands carries the
 * rest, so that nothing but a shell is needed on the other side.
 */
public record Shipment(List<Item> items) {

    /** Below the home directory of the host, where login node and compute nodes both see it. */
    static final String PARENT = ".jcluster/java";

    /** One file. */
    public static final class Item {

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

        /** What opens its content, once for each time it is sent. */
        private interface Content {
            InputStream open() throws IOException;
        }

        private final String name;
        private final Content content;
        private final long size;
        private final String hash;

        private Item(String name, Content content, long size, String hash) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("not a name for a file to send: " + name);
            }
            this.name = name;
            this.content = content;
            this.size = size;
            this.hash = hash;
        }

        /** Of a name of letters, digits, dots, dashes and underscores. */
        public Item(String name, byte[] content) {
            this(
                    name,
                    () -> new ByteArrayInputStream(content),
                    content.length,
                    HexFormat.of().formatHex(sha256().digest(content)));
        }

        /**
         * A file of this machine, which may be larger than this program's memory.
         *
         * @throws ClusterException when it cannot be read
         */
        static Item of(String name, Path file) {
            MessageDigest digest = sha256();
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                long size = in.transferTo(OutputStream.nullOutputStream());
                return new Item(
                        name,
                        () -> Files.newInputStream(file),
                        size,
                        HexFormat.of().formatHex(digest.digest()));
            } catch (IOException e) {
                throw ClusterException.of(ClusterException.Kind.LAPTOP, "cannot read " + file)
                        .said(e);
            }
        }

        public String name() {
            return name;
        }
    }

    /** Whoever follows what is sent. */
    interface Following {
        /** The next item, which of those that are sent it is (from 1), and how many are. */
        void next(Item item, int number, int count);
    }

    /** As much as fits into one command without anybody waiting long for it. */
    private static final int PIECE = 768 * 1024;

    private static final Duration PIECE_TIME = Duration.ofMinutes(5);

    private static final int NAME_LENGTH = 16;

    private static final Following NOBODY = (item, number, count) -> {};

    /** A function of the shell: prints the hash of its input; fails where no program knows it. */
    private static final String HASH =
            """
            digest() {
                if command -v sha256sum >/dev/null; then sha256sum
                else shasum -a 256 2>/dev/null; fi
            }
            """;

    public Shipment {
        items = List.copyOf(items);
    }

    /** Where its files are, relative to the home directory of the host. */
    public String directory() {
        MessageDigest digest = sha256();
        for (Item item : items) {
            digest.update((item.name() + " " + item.hash + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return PARENT + "/" + HexFormat.of().formatHex(digest.digest()).substring(0, NAME_LENGTH);
    }

    /**
     * Sees to it that the files are there, whole.
     *
     * @throws ClusterException when they cannot be written
     */
    public void send(Host host) throws InterruptedException {
        send(host, NOBODY);
    }

    /**
     * The same, followed file by file.
     *
     * @param sending told of each before it is sent; of none that is there
     */
    void send(Host host, Following sending) throws InterruptedException {
        if (isThere(host)) {
            return;
        }
        // What was begun yesterday and is there still is of somebody who was interrupted.
        host.run(
                Command.script(
                        "cd && find "
                                + PARENT
                                + "/new-* -prune -mtime +0 -exec rm -rf {} + 2>/dev/null\n"));
        String fresh = PARENT + "/new-" + HexFormat.of().toHexDigits(new SecureRandom().nextLong());
        try {
            Set<String> there = link(host, fresh);
            put(
                    host,
                    fresh,
                    items.stream().filter(item -> !there.contains(item.name())).toList(),
                    sending);
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
        put(host, directory, items, NOBODY);
    }

    private static void put(Host host, String directory, List<Item> items, Following sending)
            throws InterruptedException {
        run(host, "umask 077\ncd && mkdir -p " + directory + "\n");
        int number = 0;
        for (Item item : items) {
            String file = directory + "/" + item.name();
            sending.next(item, ++number, items.size());
            run(host, "umask 077\ncd && : >" + file + "\n");
            try (InputStream content = item.content.open()) {
                byte[] piece = content.readNBytes(PIECE);
                while (piece.length > 0) {
                    append(host, file, piece);
                    piece = content.readNBytes(PIECE);
                }
            } catch (IOException e) {
                throw ClusterException.of(
                                ClusterException.Kind.LAPTOP, "cannot read " + item.name())
                        .said(e);
            }
            // Where there is no such program, the size alone has to do.
            run(
                    host,
                    HASH
                            + """
                            cd || exit
                            sum=$(digest <%1$s) || sum=%2$s
                            size=$(wc -c <%1$s)
                            [ "${sum%%%% *}" = %2$s ] && [ "$size" -eq %3$d ] && exit 0
                            echo "it arrived as $size bytes with the hash $sum" >&2
                            exit 1
                            """
                                    .formatted(file, item.hash, item.size));
        }
    }

    /**
     * Links into a new directory what is there of earlier shipments, under whatever name, where its
     * hash can be had: of size alone a file is not known. One question for all.
     *
     * @return the names of those that need not be sent
     */
    private Set<String> link(Host host, String directory) throws InterruptedException {
        String list =
                items.stream()
                        .map(item -> item.hash + " " + item.size + " " + item.name() + "\n")
                        .collect(Collectors.joining());
        // Some file systems of homes have no hard links (AFS across directories).
        return host.run(
                        Command.script(
                                HASH
                                        + """
                                        umask 077
                                        cd && mkdir -p %1$s && digest </dev/null >/dev/null || exit
                                        while read -r sum size name; do
                                            for file in $(find %2$s -type f -size "${size}c"); do
                                                its=$(digest <"$file")
                                                [ "${its%%%% *}" = "$sum" ] || continue
                                                ln "$file" %1$s/$name 2>/dev/null || cp "$file" %1$s/$name || continue
                                                echo "$name"
                                                break
                                            done
                                        done <<'ITEMS'
                                        """
                                                .formatted(directory, PARENT)
                                        + list
                                        + "ITEMS\n"))
                .stdout()
                .lines()
                .collect(Collectors.toSet());
    }

    private static void append(Host host, String file, byte[] piece) throws InterruptedException {
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

    private boolean isThere(Host host) throws InterruptedException {
        StringBuilder script =
                new StringBuilder("cd && cd ").append(directory()).append(" 2>/dev/null || exit\n");
        for (Item item : items) {
            script.append("[ \"$(wc -c <")
                    .append(item.name())
                    .append(")\" -eq ")
                    .append(item.size)
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
                        "what the nodes need cannot be put into "
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
