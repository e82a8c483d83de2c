package io.jcluster.tunnel.ssh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists of algorithms in a configuration that was read without OpenSSH. One that begins with a
 * plus, a minus or a caret changes OpenSSH's own list, which is here as it was from 8.5 on.
 */
final class Wishes {

    static final String[] LISTS = {
        "kexalgorithms", "ciphers", "macs", "hostkeyalgorithms", "pubkeyacceptedalgorithms"
    };

    private static final String KEYS =
            "ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256-cert-v01@openssh.com,"
                    + "ecdsa-sha2-nistp384-cert-v01@openssh.com,"
                    + "ecdsa-sha2-nistp521-cert-v01@openssh.com,"
                    + "sk-ssh-ed25519-cert-v01@openssh.com,"
                    + "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com,"
                    + "rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com,"
                    + "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,"
                    + "sk-ssh-ed25519@openssh.com,sk-ecdsa-sha2-nistp256@openssh.com,"
                    + "rsa-sha2-512,rsa-sha2-256";

    private static final Map<String, String> OPENSSH =
            Map.of(
                    "kexalgorithms",
                    "sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com,curve25519-sha256,"
                            + "curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,"
                            + "ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,"
                            + "diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,"
                            + "diffie-hellman-group14-sha256",
                    "ciphers",
                    "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,"
                            + "aes128-gcm@openssh.com,aes256-gcm@openssh.com",
                    "macs",
                    "umac-64-etm@openssh.com,umac-128-etm@openssh.com,"
                            + "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,"
                            + "hmac-sha1-etm@openssh.com,umac-64@openssh.com,umac-128@openssh.com,"
                            + "hmac-sha2-256,hmac-sha2-512,hmac-sha1",
                    "hostkeyalgorithms",
                    KEYS,
                    "pubkeyacceptedalgorithms",
                    KEYS);

    private Wishes() {}

    static Settings settled(Settings settings) {
        Map<String, List<String>> values = new LinkedHashMap<>(settings.values());
        for (String key : LISTS) {
            settings.first(key)
                    .ifPresent(
                            wish ->
                                    values.put(
                                            key,
                                            List.of(settled(wish, OPENSSH.getOrDefault(key, "")))));
        }
        return new Settings(values).without(new Settings(asLists()), LISTS);
    }

    private static Map<String, List<String>> asLists() {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        OPENSSH.forEach((key, list) -> lists.put(key, List.of(list)));
        return lists;
    }

    private static String settled(String wish, String usual) {
        List<String> named = Arrays.asList(wish.substring(1).split(","));
        List<String> own = new ArrayList<>(Arrays.asList(usual.split(",")));
        switch (wish.charAt(0)) {
            case '+' -> named.stream().filter(name -> !own.contains(name)).forEach(own::add);
            case '-' -> own.removeIf(name -> Patterns.match(named, name));
            case '^' -> {
                own.removeAll(named);
                own.addAll(0, named);
            }
            default -> {
                return wish;
            }
        }
        return String.join(",", own);
    }
}
