package io.jcluster.wire;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature over the four JSON frames, as lower-case hexadecimal text. An empty key means
 * unsigned messages, as always under CURVE. Buffers are not covered.
 */
public final class Signer {

    private final SignatureScheme scheme;
    private final byte[] key;

    public Signer(SignatureScheme scheme, byte[] key) {
        this.scheme = scheme;
        this.key = key.clone();
    }

    public byte[] sign(List<byte[]> frames) {
        if (key.length == 0) {
            return new byte[0];
        }
        try {
            var mac = Mac.getInstance(scheme.algorithm());
            mac.init(new SecretKeySpec(key, scheme.algorithm()));
            frames.forEach(mac::update);
            return HexFormat.of().formatHex(mac.doFinal()).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java has no " + scheme.algorithm(), e);
        }
    }

    /** Compares in a time that does not tell how much of the signature was right. */
    public boolean accepts(byte[] signature, List<byte[]> frames) {
        return key.length == 0 || MessageDigest.isEqual(signature, sign(frames));
    }
}
