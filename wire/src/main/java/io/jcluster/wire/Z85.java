package io.jcluster.wire;

import java.nio.ByteBuffer;

/** Bytes as printable text: five characters for four bytes (rfc.zeromq.org/spec/32). */
final class Z85 {

    private static final String DIGITS =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
    private static final int GROUP = 5;

    private Z85() {}

    /**
     * @throws IllegalArgumentException when the text is not of this form
     */
    static byte[] decode(String text) {
        if (text.length() % GROUP != 0) {
            throw new IllegalArgumentException("not Z85: " + text.length() + " characters");
        }
        var bytes = ByteBuffer.allocate(text.length() / GROUP * Integer.BYTES);
        for (int at = 0; at < text.length(); at += GROUP) {
            long value = 0;
            for (char c : text.substring(at, at + GROUP).toCharArray()) {
                int digit = DIGITS.indexOf(c);
                if (digit < 0) {
                    throw new IllegalArgumentException("not a character of Z85");
                }
                value = value * DIGITS.length() + digit;
            }
            if (value >>> Integer.SIZE != 0) {
                throw new IllegalArgumentException("five characters for more than four bytes");
            }
            bytes.putInt((int) value);
        }
        return bytes.array();
    }
}
