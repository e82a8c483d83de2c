package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.Session;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.SshOptions.Algorithms;
import io.jcluster.tunnel.SshTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is proposed to a server: the user's lists as far as JSch has the algorithms, and where the
 * user has none JSch's own, which begin with AES-GCM: it is what processors do fastest.
 */
final class Proposal {

    /** On top of what JSch proposes unasked: what it has for servers that are set in their ways. */
    private static final List<String> OLDER =
            List.of(
                    "diffie-hellman-group14-sha1",
                    "diffie-hellman-group-exchange-sha1",
                    "diffie-hellman-group1-sha1",
                    "diffie-hellman-group15-sha512",
                    "diffie-hellman-group17-sha512",
                    "aes128-cbc",
                    "aes192-cbc",
                    "aes256-cbc",
                    "3des-cbc",
                    "hmac-sha1-96",
                    "hmac-sha1-96-etm@openssh.com",
                    "hmac-md5",
                    "ssh-rsa",
                    "ssh-dss");

    /** Keys on security tokens: an agent signs with them, JSch need not know how. */
    private static final List<String> TOKENS =
            List.of(
                    "sk-ssh-ed25519-cert-v01@openssh.com",
                    "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
                    "sk-ssh-ed25519@openssh.com",
                    "sk-ecdsa-sha2-nistp256@openssh.com");

    private Proposal() {}

    /**
     * @throws HostException of kind {@code CONFIGURATION} when a list has nothing that JSch has
     */
    static void set(Session session, SshTarget target) {
        Algorithms wanted = target.options().algorithms();
        set(session, target, "KexAlgorithms", wanted.kex(), "kex");
        set(session, target, "Ciphers", wanted.ciphers(), "cipher.c2s", "cipher.s2c");
        set(session, target, "MACs", wanted.macs(), "mac.c2s", "mac.s2c");
        set(session, target, "HostKeyAlgorithms", wanted.hostKeys(), "server_host_key");
        // Like ssh: the user's order counts, and without one the kind that known_hosts has.
        session.setConfig(
                "prefer_known_host_key_types", wanted.hostKeys().isEmpty() ? "yes" : "no");
        List<String> own = new ArrayList<>(listed("PubkeyAcceptedAlgorithms"));
        own.addAll(TOKENS);
        session.setConfig(
                "PubkeyAcceptedAlgorithms",
                String.join(",", wanted.publicKeys().isEmpty() ? own : wanted.publicKeys()));
    }

    private static void set(
            Session session,
            SshTarget target,
            String keyword,
            List<String> wanted,
            String... names) {
        if (wanted.isEmpty()) {
            return;
        }
        List<String> own = listed(names[0]);
        List<String> left =
                wanted.stream().filter(name -> own.contains(name) || OLDER.contains(name)).toList();
        if (left.isEmpty()) {
            throw new HostException(
                    Kind.CONFIGURATION,
                    keyword
                            + " for "
                            + target.alias()
                            + " leaves nothing to agree on\n  | your ssh configuration has "
                            + String.join(",", wanted)
                            + "\n  | jcluster has "
                            + String.join(",", own),
                    Optional.of(
                            "Add one of the second list to "
                                    + keyword
                                    + " of this host in ~/.ssh/config."),
                    Optional.empty());
        }
        for (String name : names) {
            session.setConfig(name, String.join(",", left));
        }
    }

    private static List<String> listed(String name) {
        return Arrays.asList(JSch.getConfig(name).split(","));
    }
}
