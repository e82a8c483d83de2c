package io.jcluster.tunnel;

import io.jcluster.tunnel.ssh.SshConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where and how to log in, with everything settled that {@code ~/.ssh/config} says.
 *
 * @param alias the name the user knows the machine by
 * @param host the name or address to connect to, as seen from the last machine on the way
 * @param port 1 to 65535
 * @param user the account there
 * @param identityFiles private keys to try, in this order; files that do not exist are passed over
 * @param agent the socket of an ssh-agent
 * @param identitiesOnly whether the agent's keys are offered only where an identity file names them
 * @param via the machine to go through, which may have one of its own
 * @param proxyCommand a command whose standard streams are the connection
 * @param knownHosts files of host keys; new ones are written to the first
 * @param acceptNewKeys whether a host seen for the first time is trusted; a changed key never is
 * @param hostKeyAlias the name to look host keys up by
 * @param connectTimeout the time from the first packet to the host's key
 * @param options everything else
 */
public record SshTarget(
        String alias,
        String host,
        int port,
        String user,
        List<Path> identityFiles,
        Optional<Path> agent,
        boolean identitiesOnly,
        Optional<SshTarget> via,
        Optional<String> proxyCommand,
        List<Path> knownHosts,
        boolean acceptNewKeys,
        Optional<String> hostKeyAlias,
        Duration connectTimeout,
        SshOptions options) {

    public SshTarget {
        if (knownHosts.isEmpty()) {
            throw new IllegalArgumentException("no known_hosts file for " + alias);
        }
        if (via.isPresent() && proxyCommand.isPresent()) {
            throw new IllegalArgumentException(alias + " has both a jump host and a proxy command");
        }
        identityFiles = List.copyOf(identityFiles);
        knownHosts = List.copyOf(knownHosts);
        new HostPort(host, port);
    }

    /** A login with {@linkplain SshOptions#usual() the usual options}. */
    public SshTarget(
            String alias,
            String host,
            int port,
            String user,
            List<Path> identityFiles,
            Optional<Path> agent,
            boolean identitiesOnly,
            Optional<SshTarget> via,
            Optional<String> proxyCommand,
            List<Path> knownHosts,
            boolean acceptNewKeys,
            Optional<String> hostKeyAlias,
            Duration connectTimeout) {
        this(
                alias,
                host,
                port,
                user,
                identityFiles,
                agent,
                identitiesOnly,
                via,
                proxyCommand,
                knownHosts,
                acceptNewKeys,
                hostKeyAlias,
                connectTimeout,
                SshOptions.usual());
    }

    public SshTarget withOptions(SshOptions other) {
        return new SshTarget(
                alias,
                host,
                port,
                user,
                identityFiles,
                agent,
                identitiesOnly,
                via,
                proxyCommand,
                knownHosts,
                acceptNewKeys,
                hostKeyAlias,
                connectTimeout,
                other);
    }

    /**
     * What {@code ~/.ssh/config} makes of a name.
     *
     * @param destination an alias, a host name, or {@code user@host:port}
     * @throws HostException of kind {@code CONFIGURATION} when it cannot be read
     */
    public static SshTarget resolve(String destination) {
        return SshConfig.ofThisUser().resolve(destination);
    }

    /**
     * The same machine met from another that is logged in to: with the user, the keys and the agent
     * of that login. Its host key may also stand where that machine's does.
     */
    SshTarget behind(SshTarget gate) {
        return new SshTarget(
                alias,
                host,
                port,
                gate.user(),
                gate.identityFiles(),
                gate.agent(),
                gate.identitiesOnly(),
                Optional.of(gate),
                Optional.empty(),
                Stream.concat(knownHosts.stream(), gate.knownHosts().stream()).distinct().toList(),
                acceptNewKeys,
                hostKeyAlias,
                connectTimeout,
                gate.options());
    }

    /**
     * The same, but no host that is seen for the first time is trusted, on the whole way: nothing
     * is written to a file of host keys.
     */
    public SshTarget withoutNewKeys() {
        return new SshTarget(
                alias,
                host,
                port,
                user,
                identityFiles,
                agent,
                identitiesOnly,
                via.map(SshTarget::withoutNewKeys),
                proxyCommand,
                knownHosts,
                false,
                hostKeyAlias,
                connectTimeout,
                options);
    }

    /**
     * When the signed keys in its files have all expired, on this machine or one on the way; in the
     * past where they have already. Empty where there is none or one is good for ever.
     */
    public Optional<Instant> keyExpires() {
        return SshConfig.keyExpiry(this).map(KeyExpiry::expires);
    }

    /** {@code alice@login1}: how to speak of the machine in a message. */
    public String name() {
        return user + "@" + alias;
    }
}
