package io.jcluster.tunnel;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What was learned when a machine was logged in to. All texts are free of control characters.
 *
 * @param server how the server calls itself (RFC 4253, 4.2): {@code SSH-2.0-OpenSSH_9.2p1}
 * @param hostKey the type of the key it has shown, and its fingerprint as {@code ssh-keygen -l} has
 *     it
 * @param knownFrom the file of host keys that has it; empty where the key is a certificate's
 * @param authentication the last method that was asked for, and for a key its type: {@code
 *     publickey (ssh-ed25519)}
 * @param noise what the account's start files print before a command; empty is best
 */
public record Login(
        String server,
        String hostKey,
        Optional<Path> knownFrom,
        String authentication,
        String noise) {

    public Login withNoise(String printed) {
        return new Login(server, hostKey, knownFrom, authentication, printed);
    }
}
