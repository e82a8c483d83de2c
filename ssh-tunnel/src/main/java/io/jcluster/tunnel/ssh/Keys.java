package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SSHAgentConnector;
import io.jcluster.tunnel.SshTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Vector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The private keys to offer, in OpenSSH's order: those of the agent that an identity file names,
 * the agent's others, then files. A server counts each offer, often up to six, so order matters.
 */
final class Keys implements IdentityRepository {

    private static final Logger LOG = LoggerFactory.getLogger(Keys.class);

    private final List<Identity> inOrder;

    Keys(SshTarget target) {
        List<byte[]> named = publicKeys(target.identityFiles());
        List<Identity> agents = agentKeys(target);
        List<Identity> offered = new ArrayList<>();
        agents.stream().filter(key -> isIn(named, key)).forEach(offered::add);
        if (!target.identitiesOnly()) {
            agents.stream().filter(key -> !isIn(named, key)).forEach(offered::add);
        }
        List<byte[]> held = offered.stream().map(Identity::getPublicKeyBlob).toList();
        fileKeys(target).stream().filter(key -> !isIn(held, key)).forEach(offered::add);
        inOrder = List.copyOf(offered);
    }

    private static boolean isIn(List<byte[]> blobs, Identity key) {
        byte[] blob = key.getPublicKeyBlob();
        return blob != null && blobs.stream().anyMatch(other -> Arrays.equals(other, blob));
    }

    private static List<Identity> agentKeys(SshTarget target) {
        if (target.agent().isEmpty() || !Files.exists(target.agent().get())) {
            return List.of();
        }
        try {
            return List.copyOf(
                    new AgentIdentityRepository(new SSHAgentConnector(target.agent().get()))
                            .getIdentities());
        } catch (AgentProxyException e) {
            LOG.warn("the ssh-agent at {} does not answer", target.agent().get(), e);
            return List.of();
        }
    }

    private static List<Identity> fileKeys(SshTarget target) {
        JSch files = new JSch();
        for (Path file : target.identityFiles()) {
            if (Files.isReadable(file)) {
                try {
                    files.addIdentity(file.toString());
                } catch (JSchException e) {
                    LOG.warn("{} is passed over: not a private key that can be read", file, e);
                }
            }
        }
        return List.copyOf(files.getIdentityRepository().getIdentities());
    }

    private static List<byte[]> publicKeys(List<Path> identityFiles) {
        List<byte[]> blobs = new ArrayList<>();
        for (Path file : identityFiles) {
            Path publicFile = Path.of(file + ".pub");
            if (Files.isReadable(publicFile)) {
                try {
                    String[] words = Files.readString(publicFile).trim().split("\\s+", 3);
                    if (words.length > 1) {
                        blobs.add(Base64.getDecoder().decode(words[1]));
                    }
                } catch (IOException | IllegalArgumentException e) {
                    LOG.debug("{} is not a public key", publicFile, e);
                }
            }
        }
        return blobs;
    }

    @Override
    public String getName() {
        return "jcluster";
    }

    @Override
    public int getStatus() {
        return RUNNING;
    }

    @Override
    @SuppressWarnings("JdkObsolete") // JSch's interface says Vector
    public Vector<Identity> getIdentities() {
        return new Vector<>(inOrder);
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
