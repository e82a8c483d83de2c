package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.AgentConnector;
import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;
import com.jcraft.jsch.SSHAgentConnector;
import com.jcraft.jsch.WindowsSSHAgentConnector;
import io.jcluster.tunnel.KeyExpiry;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.SshTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys to offer in one login: those with a site's signature first, then in OpenSSH's order
 * those of the agent that an identity file names, the agent's others, and files. A server counts
 * each offer, often up to six, so order matters, and none is made twice.
 */
final class Keys implements IdentityRepository {

    private static final Logger LOG = LoggerFactory.getLogger(Keys.class);

    private static final String WINDOWS_PIPE = "\\\\.\\pipe\\";

    private final SshTarget target;
    private final List<FileKey> files;
    private final List<Certificate> expired = new ArrayList<>();
    private final List<Offer> inOrder = new ArrayList<>();

    Keys(SshTarget target, Prompts prompts, Learnt learnt) {
        this.target = target;
        files =
                target.identityFiles().stream()
                        .flatMap(file -> FileKey.read(file, prompts, learnt).stream())
                        .toList();
        List<Identity> agents = agentKeys();
        for (Certificate certificate : Certificate.of(target)) {
            if (certificate.isGood(Clock.systemUTC())) {
                signerOf(certificate, agents)
                        .ifPresent(key -> inOrder.add(new Offer(key, Optional.of(certificate))));
            } else {
                expired.add(certificate);
            }
        }
        List<byte[]> named = named();
        agents.stream().filter(key -> isIn(named, key)).forEach(this::offer);
        if (!target.identitiesOnly()) {
            agents.stream().filter(key -> !isIn(named, key)).forEach(this::offer);
        }
        List<byte[]> held = agents.stream().map(Identity::getPublicKeyBlob).toList();
        files.stream()
                .filter(key -> key.visibleBlob().filter(blob -> contains(held, blob)).isEmpty())
                .forEach(this::offer);
    }

    private void offer(Identity key) {
        inOrder.add(new Offer(key, Optional.empty()));
    }

    private static boolean isIn(List<byte[]> blobs, Identity key) {
        byte[] blob = key.getPublicKeyBlob();
        return blob != null && contains(blobs, blob);
    }

    private static boolean contains(List<byte[]> blobs, byte[] blob) {
        return blobs.stream().anyMatch(other -> Arrays.equals(other, blob));
    }

    /** Who can sign for the key in a certificate: an agent first, since it asks nobody. */
    private Optional<Identity> signerOf(Certificate certificate, List<Identity> agents) {
        List<byte[]> wanted = List.of(certificate.publicKey());
        Optional<Identity> agent = agents.stream().filter(key -> isIn(wanted, key)).findFirst();
        return agent.or(
                () ->
                        files.stream()
                                .filter(
                                        key ->
                                                key.visibleBlob()
                                                        .map(blob -> contains(wanted, blob))
                                                        .orElse(
                                                                certificate
                                                                        .file()
                                                                        .equals(
                                                                                Certificate.beside(
                                                                                        key
                                                                                                .file()))))
                                .map(key -> (Identity) key)
                                .findFirst());
    }

    private List<Identity> agentKeys() {
        if (target.agent().isEmpty()) {
            return List.of();
        }
        Path socket = target.agent().get();
        boolean pipe = socket.toString().startsWith(WINDOWS_PIPE);
        if (!pipe && !Files.exists(socket)) {
            return List.of();
        }
        try {
            AgentConnector connector =
                    pipe
                            ? new WindowsSSHAgentConnector(socket.toString())
                            : new SSHAgentConnector(socket);
            List<Identity> usable = new ArrayList<>();
            for (Identity key : new AgentIdentityRepository(connector).getIdentities()) {
                Certificate.of(socket, key.getPublicKeyBlob())
                        .filter(signed -> signed.hasExpired(Clock.systemUTC()))
                        .ifPresentOrElse(expired::add, () -> usable.add(key));
            }
            return usable;
        } catch (AgentProxyException e) {
            LOG.warn("the ssh-agent at {} does not answer", socket, e);
            return List.of();
        }
    }

    /** The public keys the configuration names. The private one may be in an agent only. */
    private List<byte[]> named() {
        List<byte[]> blobs = new ArrayList<>();
        for (Path file : target.identityFiles()) {
            publicKey(file).or(() -> publicKey(Path.of(file + ".pub"))).ifPresent(blobs::add);
        }
        files.forEach(key -> key.visibleBlob().ifPresent(blobs::add));
        Certificate.of(target)
                .forEach(
                        certificate -> {
                            blobs.add(certificate.publicKey());
                            blobs.add(certificate.blob());
                        });
        return blobs;
    }

    private static Optional<byte[]> publicKey(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            return Optional.empty();
        }
        try {
            String[] words =
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip().split("\\s+", 3);
            return words.length > 1 && !words[0].startsWith("-")
                    ? Optional.of(Base64.getDecoder().decode(words[1]))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("{} is not a public key", file, e);
            return Optional.empty();
        }
    }

    /** The certificate that the server took last. */
    Optional<Certificate> used() {
        return inOrder.stream()
                .filter(Offer::isSigned)
                .reduce((earlier, later) -> later)
                .flatMap(Offer::certificate);
    }

    /** What a person who was refused should know about the keys that were not used. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        for (Certificate certificate : expired) {
            remarks.add(
                    certificate
                            .expiry()
                            .filter(end -> certificate.hasExpired(Clock.systemUTC()))
                            .map(Keys::sentence)
                            .orElse("the signed key " + certificate.file() + " is not good yet"));
        }
        files.stream()
                .filter(FileKey::isGivenUp)
                .map(key -> "the key " + key.file() + " stayed locked: no passphrase that fits")
                .forEach(remarks::add);
        return remarks;
    }

    static String sentence(KeyExpiry end) {
        return "the signed key " + end.file() + " expired at " + end.moment();
    }

    @Override
    public String getName() {
        return "jcluster";
    }

    @Override
    public int getStatus() {
        return RUNNING;
    }

    /** Those not yet offered: a server may want a second key after the first. */
    @Override
    @SuppressWarnings("JdkObsolete") // JSch's interface says Vector
    public Vector<Identity> getIdentities() {
        return new Vector<>(inOrder.stream().filter(offer -> !offer.isMade()).toList());
    }

    @Override
    public boolean add(byte[] identity) {
        return false;
    }

    @Override
    public boolean remove(byte[] blob) {
        return false;
    }

    @Override
    public void removeAll() {}
}
