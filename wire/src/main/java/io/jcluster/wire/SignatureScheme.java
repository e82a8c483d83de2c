package io.jcluster.wire;

import java.util.Arrays;
import java.util.Optional;

/** How messages are signed, by the names of Python's hash functions. */
public enum SignatureScheme {
    SHA256("hmac-sha256", "HmacSHA256"),
    SHA512("hmac-sha512", "HmacSHA512"),
    SHA384("hmac-sha384", "HmacSHA384"),
    SHA224("hmac-sha224", "HmacSHA224"),
    SHA1("hmac-sha1", "HmacSHA1"),
    MD5("hmac-md5", "HmacMD5");

    private final String name;
    private final String algorithm;

    SignatureScheme(String name, String algorithm) {
        this.name = name;
        this.algorithm = algorithm;
    }

    public static Optional<SignatureScheme> ofName(String name) {
        return Arrays.stream(values()).filter(s -> s.name.equals(name)).findFirst();
    }

    /** The name of the algorithm in Java. */
    public String algorithm() {
        return algorithm;
    }
}
