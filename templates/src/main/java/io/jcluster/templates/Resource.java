package io.jcluster.templates;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Text files that come with the program. */
final class Resource {

    private Resource() {}

    /** A file beside this class. */
    static String text(String name) {
        return read(Resource.class.getResourceAsStream(name))
                .orElseThrow(() -> new IllegalStateException("the program lacks its file " + name));
    }

    /**
     * A file that any module or jar can bring. It is in META-INF, which is no package: what lies in
     * a package of another module cannot be seen from here.
     */
    static Optional<String> foreign(String path) {
        return read(
                Resource.class.getClassLoader().getResourceAsStream("META-INF/jcluster/" + path));
    }

    private static Optional<String> read(@Nullable InputStream stream) {
        if (stream == null) {
            return Optional.empty();
        }
        try (stream) {
            return Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
