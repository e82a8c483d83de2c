package io.jcluster.tunnel.relay;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret that the two halves of a relay share. It is never shown, and never sent. */
public final class RelayKey {

    private static final Pattern WRITTEN = Pattern.compile("[0-9a-f]{64}");
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] bytes;

    private RelayKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads the text of a job's {@code relay.key}: 64 hexadecimal digits and a line's end.
     *
     * @throws IllegalArgumentException when it is something else, without saying what
     */
    public static RelayKey parse(String text) {
        if (!WRITTEN.matcher(text.strip()).matches()) {
            throw new IllegalArgumentException(
                    "the key of the relay is not 64 hexadecimal digits; its file is half written or"
                            + " not that of a relay");
        }
        return new RelayKey(HexFormat.of().parseHex(text.strip()));
    }

    /** The proof that whoever says this has the key. */
    byte[] proof(String speaker, byte[]... said) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(bytes, ALGORITHM));
            mac.update(speaker.getBytes(StandardCharsets.US_ASCII));
            for (byte[] part : said) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "a relay's key";
    }
}
