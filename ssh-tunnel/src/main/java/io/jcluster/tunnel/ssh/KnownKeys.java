package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.ShellWords;
import io.jcluster.tunnel.SshTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host keys of all known_hosts files of a target, read afresh for each login. JSch reads one
 * file only, knows no patterns for plain keys, and its own ways of adding a key rewrite the file;
 * here a new key is one line at the end.
 */
final class KnownKeys implements HostKeyRepository {

    private static final Logger LOG = LoggerFactory.getLogger(KnownKeys.class);

    private final SshTarget target;
    private final Prompts prompts;
    private final Learnt learnt;
    private final Runnable onShown;
    private final List<KnownLine> lines = new ArrayList<>();
    private Optional<String> refusal = Optional.empty();
    private Optional<String> advice = Optional.empty();
    private String trusted = "";
    private Optional<Path> trustedBy = Optional.empty();

    /**
     * @param onShown told as soon as the host has shown a key: a person may now take time to
     *     compare it
     */
    KnownKeys(SshTarget target, Prompts prompts, Learnt learnt, Runnable onShown) {
        this.target = target;
        this.prompts = prompts;
        this.learnt = learnt;
        this.onShown = onShown;
        for (Path file : target.knownHosts()) {
            if (Files.isReadable(file)) {
                read(file).lines().flatMap(line -> KnownLine.of(line).stream()).forEach(lines::add);
            }
        }
        target.options().revokedHostKeys().ifPresent(this::addRevoked);
    }

    /** As with ssh, a list of revoked keys that cannot be read lets nobody in. */
    private void addRevoked(Path file) {
        String text = read(file);
        if (text.startsWith("SSHKRL")) {
            throw new HostException(
                    Kind.CONFIGURATION,
                    "the revoked host keys in "
                            + file
                            + " are a key revocation list, which is not understood here",
                    Optional.of("Set RevokedHostKeys to a text file with one public key a line."),
                    Optional.empty());
        }
        text.lines().flatMap(line -> KnownLine.revoked(line).stream()).forEach(lines::add);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new HostException(
                    Kind.CONFIGURATION,
                    "the host keys in " + file + " cannot be read: " + e.getMessage(),
                    Optional.empty(),
                    Optional.of(e));
        }
    }

    /** What there is to say about a key that was not trusted. */
    Optional<HostException> refusal() {
        return refusal.map(
                text -> new HostException(Kind.UNTRUSTED_HOST_KEY, text, advice, Optional.empty()));
    }

    @Override
    public int check(String host, byte[] key) {
        onShown.run();
        int verdict = verdict(host, key);
        if (verdict == NOT_INCLUDED && (target.acceptNewKeys() || isAccepted(host, key))) {
            remember(host, key);
            verdict = OK;
        }
        if (verdict == OK) {
            learnt.met(host, fingerprint(key));
            trusted = type(key) + " " + fingerprint(key);
            trustedBy =
                    target.knownHosts().stream().filter(file -> holds(file, host, key)).findFirst();
        }
        return verdict;
    }

    private boolean holds(Path file, String host, byte[] key) {
        return Files.isReadable(file)
                && read(file)
                        .lines()
                        .flatMap(line -> KnownLine.of(line).stream())
                        .anyMatch(line -> isFor(line, host) && line.hasKey(key));
    }

    /** The type and fingerprint of the key that the host has shown and that was trusted. */
    String trusted() {
        return trusted;
    }

    /** The file that has the key. */
    Optional<Path> trustedBy() {
        return trustedBy;
    }

    private int verdict(String host, byte[] key) {
        if (lines.stream()
                .anyMatch(
                        line ->
                                line.marker().equals(KnownLine.REVOKED)
                                        && isFor(line, host)
                                        && line.hasKey(key))) {
            refusal =
                    Optional.of(
                            "the key of "
                                    + host
                                    + " is revoked: it shows "
                                    + shown(key)
                                    + ", which somebody else may have by now");
            advice = Optional.of("Ask the site; do not log in there until it has a new key.");
            return CHANGED;
        }
        List<KnownLine> plain = plain(host);
        if (plain.stream().anyMatch(line -> line.hasKey(key))) {
            return OK;
        }
        Optional<String> met = learnt.fingerprint(host);
        if (plain.isEmpty() && met.isEmpty()) {
            unknown(host, key);
            return NOT_INCLUDED;
        }
        if (plain.isEmpty() && met.equals(Optional.of(fingerprint(key)))) {
            return OK;
        }
        changed(host, key);
        return CHANGED;
    }

    private List<KnownLine> plain(String host) {
        return lines.stream().filter(line -> line.marker().isEmpty() && isFor(line, host)).toList();
    }

    /** Like ssh, a key that is known without a port is good for all of them. */
    private static boolean isFor(KnownLine line, String host) {
        int end = host.indexOf("]:");
        return line.isFor(host)
                || (host.startsWith("[") && end > 0 && line.isFor(host.substring(1, end)));
    }

    private void changed(String host, byte[] key) {
        Path file = target.knownHosts().get(0);
        refusal =
                Optional.of(
                        "the key of "
                                + host
                                + " is not the one that is known: it shows "
                                + shown(key)
                                + ", which is not what known_hosts has ("
                                + file
                                + "). The machine was set up anew, or another one answers in its"
                                + " place");
        advice =
                Optional.of(
                        "Ask the site whether the key has changed; only then: ssh-keygen -R "
                                + ShellWords.quote(host)
                                + " -f "
                                + ShellWords.quote("" + file)
                                + " and log in once with ssh.");
    }

    private void unknown(String host, byte[] key) {
        refusal =
                Optional.of(
                        "the key of "
                                + host
                                + " is not known: it shows "
                                + shown(key)
                                + " and is not in "
                                + target.knownHosts().get(0));
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

    private static String shown(byte[] key) {
        return type(key) + " " + fingerprint(key);
    }

    /** As ssh asks: only the whole word, or the fingerprint itself, is a yes. */
    private boolean isAccepted(String host, byte[] key) {
        if (!target.options().askAboutNewKeys() || target.options().batch()) {
            return false;
        }
        String question =
                "The authenticity of host '"
                        + host
                        + "' can't be established.\n"
                        + type(key)
                        + " key fingerprint is "
                        + fingerprint(key)
                        + ".\nCompare it with the one the site publishes. Type yes to trust it, or"
                        + " the fingerprint itself: ";
        return prompts.ask(question, true)
                .map(String::strip)
                .filter(answer -> answer.equalsIgnoreCase("yes") || answer.equals(fingerprint(key)))
                .isPresent();
    }

    /** Where the line cannot be kept, the key counts as long as this program runs. */
    private void remember(String host, byte[] key) {
        Path file = target.knownHosts().get(0);
        String line =
                KnownLine.text(host, target.options().hashKnownHosts(), type(key), key) + "\n";
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
            LOG.info("the key of {} is new and trusted from now on: {}", host, shown(key));
        } catch (IOException e) {
            LOG.warn("the new key of {} cannot be written to {}", host, file, e);
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

    /**
     * All that concern this host, under the very name JSch looks up: its own matching knows neither
     * hashed names nor exceptions in lines of authorities.
     */
    @Override
    public HostKey[] getHostKey() {
        return hostKeys(lookUpName(), line -> true);
    }

    /** The plain keys: JSch asks the server for one of these kinds. */
    @Override
    public HostKey[] getHostKey(String host, String type) {
        return hostKeys(
                host,
                line -> line.marker().isEmpty() && (type == null || line.type().equals(type)));
    }

    private String lookUpName() {
        return target.hostKeyAlias()
                .orElse(
                        target.port() == 22
                                ? target.host()
                                : "[" + target.host() + "]:" + target.port());
    }

    private HostKey[] hostKeys(String host, Predicate<KnownLine> wanted) {
        List<HostKey> found = new ArrayList<>();
        for (KnownLine line : lines) {
            if (wanted.test(line) && isFor(line, host)) {
                try {
                    byte[] key =
                            Certificate.of(target.knownHosts().get(0), line.key())
                                    .map(Certificate::publicKey)
                                    .orElseGet(line::key);
                    found.add(new HostKey(line.marker(), host, HostKey.GUESS, key, ""));
                } catch (JSchException | RuntimeException e) {
                    LOG.debug("a key of type {} is not one that JSch knows", line.type(), e);
                }
            }
        }
        return found.toArray(HostKey[]::new);
    }
}
