package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ProfileException;
import io.jcluster.templates.ProfileException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A profile directory of IPython, and the texts in it. */
final class ProfileDirectory {

    /** Read in this order, as ipcluster and what it starts do. */
    static final List<String> CONFIG_FILES =
            List.of("ipcluster_config.py", "ipcontroller_config.py", "ipengine_config.py");

    private static final int LARGEST = 1 << 20;

    private final Path directory;

    /**
     * @throws ProfileException when it is no directory that can be read
     */
    ProfileDirectory(Path directory) {
        this.directory = directory;
        if (!Files.exists(directory)) {
            throw problem(
                    directory,
                    0,
                    "there is no such directory; IPython's profiles are in ~/.ipython, as profile_NAME");
        }
        if (!Files.isDirectory(directory)) {
            throw problem(
                    directory, 0, "it is no directory; name the profile's directory, profile_NAME");
        }
    }

    /** Names of files in it that end so, sorted. */
    List<String> endingIn(String suffix) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw problem(directory, 0, "it cannot be read: " + e);
        }
    }

    boolean has(String name) {
        return file(name).filter(Files::exists).isPresent();
    }

    /**
     * The text of a file in it, or of one that is named by its path.
     *
     * @throws ProfileException when it cannot be read, or is no text
     */
    String text(String name) {
        Path file = file(name).orElseThrow();
        if (!Files.isRegularFile(file)) {
            throw problem(file, 0, "it is no file");
        }
        byte[] bytes;
        try (InputStream stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(LARGEST + 1);
        } catch (IOException e) {
            throw problem(file, 0, "it cannot be read: " + e);
        }
        if (bytes.length > LARGEST) {
            throw problem(file, 0, "it is larger than 1 MiB, which no profile is");
        }
        String text = decoded(file, bytes);
        if (text.indexOf('\0') >= 0 || Holes.looksMarked(text)) {
            throw problem(file, 0, "it is no text");
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static String decoded(Path file, byte[] bytes) {
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer from = ByteBuffer.wrap(bytes);
        CharBuffer to = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(from, to, true);
        to.flip();
        if (result.isError()) {
            int line = 1 + (int) to.chars().filter(c -> c == '\n').count();
            throw problem(
                    file,
                    line,
                    "it is no text in UTF-8; 'iconv -f latin1 -t utf-8' makes it one, if it is"
                            + " Latin-1");
        }
        return to.toString();
    }

    private Optional<Path> file(String name) {
        try {
            return Optional.of(
                    name.startsWith("~/")
                            ? Path.of(System.getProperty("user.home"), name.substring(2))
                            : directory.resolve(name));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    ProfileException problem(String sentence) {
        return problem(directory, 0, sentence);
    }

    private static ProfileException problem(Path file, int line, String sentence) {
        return new ProfileException(
                List.of(new Problem(file.toString(), line, line == 0 ? 0 : 1, sentence)));
    }
}
