package io.jcluster.launcher.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The words of the command line as they were typed. In the locale C, which cron and many an SSH
 * server give, a JVM puts U+FFFD for each byte of a letter beyond ASCII (JDK 17 to 25 on Linux).
 */
final class Words {

    private static final String UNREAD = "\uFFFD";

    private Words() {}

    /**
     * @param words as the JVM gives them
     * @param process its command line as Linux gives it, where there is such a file
     */
    static String[] typed(String[] words, Path process) {
        if (Arrays.stream(words).noneMatch(it -> it.contains(UNREAD))) {
            return words;
        }
        try {
            List<String> all = new ArrayList<>();
            byte[] bytes = Files.readAllBytes(process);
            int from = 0;
            for (int at = 0; at < bytes.length; at++) {
                if (bytes[at] == 0) {
                    all.add(text(bytes, from, at));
                    from = at + 1;
                }
            }
            return all.size() < words.length
                    ? words
                    : all.subList(all.size() - words.length, all.size()).toArray(String[]::new);
        } catch (IOException e) {
            return words;
        }
    }

    private static String text(byte[] bytes, int from, int to) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes, from, to - from))
                .toString();
    }
}
