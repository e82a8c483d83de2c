package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.ShellWords;
import io.jcluster.tunnel.SshTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * The host keys of all known_hosts files of a target, read afresh for each login. JSch reads one
 * file only, and its own ways of adding a key rewrite it; here a new key is one line at the end.
 */
final class KnownKeys implements HostKeyRepository {

    private final SshTarget target;
    private final HostKeyRepository known;
    private final Runnable onChecked;
    private Optional<String> refusal = Optional.empty();
    private Optional<String> advice = Optional.empty();
    private String trusted = "";
    private Optional<Path> trustedBy = Optional.empty();

    /**
     * @param onChecked told as soon as the host has shown a trusted key
     */
    KnownKeys(SshTarget target, Runnable onChecked) {
        this.target = target;
        this.onChecked = onChecked;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Path file : target.knownHosts()) {
            if (Files.isReadable(file)) {
                try {
                    all.write(Files.readAllBytes(file));
                } catch (IOException e) {
                    throw unreadable(file, e);
                }
                all.write('\n');
            }
        }
        known = keysIn(all.toByteArray(), target.knownHosts().get(0));
    }

    private static HostKeyRepository keysIn(byte[] text, Path file) {
        JSch reader = new JSch();
        try {
            reader.setKnownHosts(new ByteArrayInputStream(text));
        } catch (JSchException e) {
            throw unreadable(file, e);
        }
        return reader.getHostKeyRepository();
    }

    private static HostException unreadable(Path file, Exception cause) {
        return new HostException(
                Kind.CONFIGURATION,
                "the host keys in " + file + " cannot be read: " + cause.getMessage(),
                Optional.empty(),
                Optional.of(cause));
    }

    /** What there is to say about a key that was not trusted. */
    Optional<HostException> refusal() {
        return refusal.map(
                text -> new HostException(Kind.UNTRUSTED_HOST_KEY, text, advice, Optional.empty()));
    }

    @Override
    public int check(String host, byte[] key) {
        int verdict = known.check(host, key);
        boolean otherKeysKnown = known.getHostKey(host, null).length > 0;
        if (verdict == NOT_INCLUDED && target.acceptNewKeys() && !otherKeysKnown) {
            verdict = remember(host, key) ? OK : NOT_INCLUDED;
        }
        if (verdict == OK) {
            trusted = type(key) + " " + fingerprint(key);
            trustedBy =
                    target.knownHosts().stream().filter(file -> holds(file, host, key)).findFirst();
            onChecked.run();
        } else {
            refuse(host, key, verdict == CHANGED || otherKeysKnown);
        }
        return verdict;
    }

    private static boolean holds(Path file, String host, byte[] key) {
        try {
            return Files.isReadable(file)
                    && keysIn(Files.readAllBytes(file), file).check(host, key) == OK;
        } catch (IOException e) {
            return false;
        }
    }

    /** The type and fingerprint of the key that the host has shown and that was trusted. */
    String trusted() {
        return trusted;
    }

    /** The file that has the key. */
    Optional<Path> trustedBy() {
        return trustedBy;
    }

    private void refuse(String host, byte[] key, boolean changed) {
        Path file = target.knownHosts().get(0);
        String shown = "it shows " + type(key) + " " + fingerprint(key);
        if (changed) {
            refusal =
                    Optional.of(
                            "the key of "
                                    + host
                                    + " is not the one that is known: "
                                    + shown
                                    + ", which is not what known_hosts has ("
                                    + file
                                    + ")."
                                    + " The machine was set up anew, or another one answers in its"
                                    + " place");
            advice =
                    Optional.of(
                            "Ask the site whether the key has changed; only then: ssh-keygen -R "
                                    + ShellWords.quote(host)
                                    + " -f "
                                    + ShellWords.quote("" + file)
                                    + " and log in once with ssh.");
        } else {
            refusal =
                    Optional.of(
                            "the key of "
                                    + host
                                    + " is not known: "
                                    + shown
                                    + " and is not in "
                                    + file);
            advice =
                    Optional.of(
                            "Log in once with: ssh -p "
                                    + target.port()
                                    + " "
                                    + ShellWords.quote(target.user() + "@" + target.host())
                                    + " and compare the fingerprint with the one the site"
                                    + " publishes. To see all its keys: ssh-keyscan -p "
                                    + target.port()
                                    + " "
                                    + ShellWords.quote(target.host())
                                    + " | ssh-keygen -lf -");
        }
    }

    private boolean remember(String host, byte[] key) {
        Path file = target.knownHosts().get(0);
        String line = host + " " + type(key) + " " + Base64.getEncoder().encodeToString(key) + "\n";
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            boolean cut =
                    Files.isRegularFile(file)
                            && Files.size(file) > 0
                            && !Files.readString(file, StandardCharsets.ISO_8859_1).endsWith("\n");
            Files.writeString(
                    file,
                    cut ? "\n" + line : line,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** As {@code ssh-keygen -l} prints it. */
    static String fingerprint(byte[] key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** RFC 4253, 6.6: a public key begins with the name of its type. */
    private static String type(byte[] key) {
        int length = ByteBuffer.wrap(key).getInt();
        return new String(key, Integer.BYTES, length, StandardCharsets.US_ASCII);
    }

    @Override
    public void add(HostKey hostkey, UserInfo ui) {}

    @Override
    public void remove(String host, String type) {}

    @Override
    public void remove(String host, String type, byte[] key) {}

    @Override
    public String getKnownHostsRepositoryID() {
        return target.knownHosts().toString();
    }

    @Override
    public HostKey[] getHostKey() {
        return known.getHostKey();
    }

    @Override
    public HostKey[] getHostKey(String host, String type) {
        return known.getHostKey(host, type);
    }
}
