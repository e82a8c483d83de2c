package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.ClusterException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The text of a program for engines, as some bytes have it. */
final class ProgramText {

    private static final String MARK = "\uFEFF";

    private ProgramText() {}

    /**
     * Reads UTF-8. The mark that editors of Windows begin a file with is left out, as Python does.
     *
     * @param where what the bytes are, for the complaint
     * @throws ClusterException when they are no text in UTF-8
     */
    static String of(byte[] bytes, String where) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
        } catch (CharacterCodingException e) {
            throw ClusterException.of(
                            ClusterException.Kind.REQUEST, "the program cannot be read: " + where)
                    .said(e);
        }
    }
}
