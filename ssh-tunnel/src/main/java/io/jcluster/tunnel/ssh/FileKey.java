package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.Identity;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import io.jcluster.tunnel.Prompts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private key in a file. Its passphrase is asked for when a server has said that it would take
 * the key, and not before: JSch on its own asks for those of all keys in turn.
 */
final class FileKey implements Identity {

    private static final Logger LOG = LoggerFactory.getLogger(FileKey.class);

    /** As ssh does (NumberOfPasswordPrompts). */
    private static final int TRIES = 3;

    private final Path file;
    private final FileTime changed;
    private final KeyPair pair;
    private final Prompts prompts;
    private final Learnt learnt;
    private boolean givenUp;

    private FileKey(Path file, FileTime changed, KeyPair pair, Prompts prompts, Learnt learnt) {
        this.file = file;
        this.changed = changed;
        this.pair = pair;
        this.prompts = prompts;
        this.learnt = learnt;
    }

    /** The key in a file; empty where there is none that can be read. */
    static Optional<FileKey> read(Path file, Prompts prompts, Learnt learnt) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (!text.startsWith("-----BEGIN ") && !text.startsWith("PuTTY-")) {
                return Optional.empty(); // A public key, whose private half an agent may have.
            }
            FileTime changed = Files.getLastModifiedTime(file);
            Optional<KeyPair> known = learnt.unlocked(file, changed);
            KeyPair pair =
                    known.isPresent() ? known.get() : KeyPair.load(new JSch(), file.toString());
            return Optional.of(new FileKey(file, changed, pair, prompts, learnt));
        } catch (JSchException | IOException e) {
            LOG.warn("{} is passed over: not a private key that can be read", file, e);
            return Optional.empty();
        }
    }

    Path file() {
        return file;
    }

    /** Whether a passphrase was asked for and none was given, or none that fits. */
    boolean isGivenUp() {
        return givenUp;
    }

    /** The public half as far as it can be seen without the passphrase. */
    Optional<byte[]> visibleBlob() {
        return Optional.ofNullable(pair.getPublicKeyBlob());
    }

    private boolean unlock() {
        for (int tries = 0; pair.isEncrypted() && !givenUp; tries++) {
            Optional<String> given =
                    tries < TRIES
                            ? prompts.ask("Enter passphrase for key '" + file + "': ", false)
                            : Optional.empty();
            givenUp = given.isEmpty();
            given.ifPresent(
                    text -> {
                        byte[] passphrase = text.getBytes(StandardCharsets.UTF_8);
                        if (pair.decrypt(passphrase)) {
                            learnt.unlock(file, changed, pair);
                        }
                        Arrays.fill(passphrase, (byte) 0);
                    });
        }
        return !givenUp;
    }

    /** Never, as far as JSch is told: it would ask at once. */
    @Override
    public boolean isEncrypted() {
        return false;
    }

    @Override
    public boolean setPassphrase(byte @Nullable [] passphrase) {
        return true;
    }

    /** The older formats hide the public half as well, so these keys are unlocked to be offered. */
    @Override
    public byte @Nullable [] getPublicKeyBlob() {
        return visibleBlob().isPresent() || unlock() ? pair.getPublicKeyBlob() : null;
    }

    @Override
    public String getAlgName() {
        // PKCS#8 hides even the type.
        boolean told = !pair.getKeyTypeString().isEmpty() || unlock();
        return told ? pair.getKeyTypeString() : "locked";
    }

    @Override
    public byte @Nullable [] getSignature(byte[] data) {
        return unlock() ? pair.getSignature(data) : null;
    }

    @Override
    public byte @Nullable [] getSignature(byte[] data, String algorithm) {
        return unlock() ? pair.getSignature(data, algorithm) : null;
    }

    @Override
    public String getName() {
        return file.toString();
    }

    @Override
    public void clear() {}
}
