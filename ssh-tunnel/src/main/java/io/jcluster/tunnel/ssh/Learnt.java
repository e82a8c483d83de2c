package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.KeyPair;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one line keeps in memory from login to login: keys whose passphrase a person has given, and
 * the hosts it has met. It is gone with the process, as with an ssh-agent.
 */
final class Learnt {

    private record Unlocked(FileTime changed, KeyPair pair) {}

    private final Map<Path, Unlocked> keys = new ConcurrentHashMap<>();
    private final Map<String, String> fingerprints = new ConcurrentHashMap<>();

    /** A key that was unlocked, if its file is still the same. */
    Optional<KeyPair> unlocked(Path file, FileTime changed) {
        return Optional.ofNullable(keys.get(file))
                .filter(known -> known.changed().equals(changed))
                .map(Unlocked::pair);
    }

    void unlock(Path file, FileTime changed, KeyPair pair) {
        keys.put(file, new Unlocked(changed, pair));
    }

    /** The fingerprint of a host accepted by this line, which known_hosts may not keep. */
    Optional<String> fingerprint(String host) {
        return Optional.ofNullable(fingerprints.get(host));
    }

    void met(String host, String fingerprint) {
        fingerprints.put(host, fingerprint);
    }
}
