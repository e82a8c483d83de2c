package io.jcluster.tunnel;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The finer points of a login that ssh_config(5) can settle. {@link #usual()} is what holds where
 * the user says nothing.
 *
 * @param certificateFiles signed public keys; the one beside each private key ({@code -cert.pub})
 *     is found without being named here
 * @param askAboutNewKeys whether a person, where one is there, is shown the fingerprint of a host
 *     that is not known and may accept it
 * @param hashKnownHosts whether new lines of known_hosts hide the host's name
 * @param revokedHostKeys a file of public keys, one a line, that no host may show
 * @param algorithms what may be negotiated
 * @param methods ways to authenticate, in the order to try them; RFC 4252's names
 * @param batch whether nobody is ever to be asked
 * @param aliveInterval the silence after which a sign of life is asked for; zero where the user
 *     says nothing
 * @param aliveCountMax how many signs of life may stay out before the line counts as lost
 * @param bindAddress the address of this machine to connect from
 * @param bindInterface the network interface of this machine to connect from
 * @param family which addresses of the host are tried
 * @param refreshCommand a command line for {@code /bin/sh} of this machine that fetches a newly
 *     signed key; no word of ssh_config(5)
 */
public record SshOptions(
        List<Path> certificateFiles,
        boolean askAboutNewKeys,
        boolean hashKnownHosts,
        Optional<Path> revokedHostKeys,
        Algorithms algorithms,
        List<String> methods,
        boolean batch,
        Duration aliveInterval,
        int aliveCountMax,
        Optional<String> bindAddress,
        Optional<String> bindInterface,
        Family family,
        Optional<String> refreshCommand) {

    /** Kinds of addresses. */
    public enum Family {
        ANY,
        INET,
        INET6
    }

    /**
     * Names of algorithms as the user's configuration lists them, best first. An empty list leaves
     * the choice to this program.
     *
     * @param hostKeys also with the names of certificates
     * @param publicKeys for the user's own keys
     */
    public record Algorithms(
            List<String> kex,
            List<String> ciphers,
            List<String> macs,
            List<String> hostKeys,
            List<String> publicKeys) {

        /** No wishes. */
        public static final Algorithms ANY =
                new Algorithms(List.of(), List.of(), List.of(), List.of(), List.of());

        public Algorithms {
            kex = List.copyOf(kex);
            ciphers = List.copyOf(ciphers);
            macs = List.copyOf(macs);
            hostKeys = List.copyOf(hostKeys);
            publicKeys = List.copyOf(publicKeys);
        }
    }

    private static final SshOptions USUAL =
            new SshOptions(
                    List.of(),
                    true,
                    false,
                    Optional.empty(),
                    Algorithms.ANY,
                    List.of("publickey", "keyboard-interactive", "password"),
                    false,
                    Duration.ZERO,
                    3,
                    Optional.empty(),
                    Optional.empty(),
                    Family.ANY,
                    Optional.empty());

    public SshOptions {
        certificateFiles = List.copyOf(certificateFiles);
        methods = List.copyOf(methods);
    }

    /** OpenSSH's defaults. */
    public static SshOptions usual() {
        return USUAL;
    }

    public SshOptions withRefreshCommand(String commandLine) {
        return new SshOptions(
                certificateFiles,
                askAboutNewKeys,
                hashKnownHosts,
                revokedHostKeys,
                algorithms,
                methods,
                batch,
                aliveInterval,
                aliveCountMax,
                bindAddress,
                bindInterface,
                family,
                Optional.of(commandLine));
    }
}
