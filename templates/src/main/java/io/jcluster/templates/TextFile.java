package io.jcluster.templates;

import io.jcluster.templates.ProfileException.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A file that a person has written: text in UTF-8, a few pages at most. */
final class TextFile {

    private static final long LARGEST = 1 << 20;

    private TextFile() {}

    /**
     * What is in it.
     *
     * @param missing what to say where there is none
     * @throws ProfileException with its place where it is no such text
     */
    static String read(Path file, String missing) {
        try {
            if (Files.isDirectory(file)) {
                throw problem(file, 0, 0, "it is a directory, not a file");
            }
            if (Files.size(file) > LARGEST) {
                throw problem(
                        file,
                        0,
                        0,
                        "it has " + Files.size(file) / 1_000_000 + " MB; at most 1 MB is read");
            }
            return text(file, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw problem(file, 0, 0, missing);
        } catch (IOException e) {
            throw problem(file, 0, 0, "it cannot be read: " + FileFailure.inWords(e));
        }
    }

    private static String text(Path file, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            throw problem(
                    file,
                    line,
                    text.length() - text.lastIndexOf('\n'),
                    "it is not text in UTF-8 from here on; 'file' tells what it is, 'iconv -f ...'"
                            + " makes it so");
        }
        return text;
    }

    private static ProfileException problem(Path file, int line, int column, String sentence) {
        return new ProfileException(List.of(new Problem(file.toString(), line, column, sentence)));
    }
}
