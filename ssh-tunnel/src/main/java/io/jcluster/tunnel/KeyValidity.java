package io.jcluster.tunnel;

import io.jcluster.tunnel.ssh.Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The time in which a signed key is good.
 *
 * @param holder the file that it is in, or whoever else has it
 * @param from the first moment
 * @param until the first moment at which it is no longer good; empty: it is for ever
 */
public record KeyValidity(String holder, Instant from, Optional<Instant> until) {

    /** Those of the signed keys that a login finds on this machine. */
    public static List<KeyValidity> of(SshTarget target) {
        return Certificate.of(target).stream()
                .map(one -> one.validity(one.file().toString()))
                .toList();
    }

    /**
     * That of a line as in an authorized_keys file; empty where it is no signed key.
     *
     * @param holder how to speak of whoever has it
     */
    public static Optional<KeyValidity> read(String holder, String line) {
        return Certificate.of(line).map(one -> one.validity(holder));
    }
}
