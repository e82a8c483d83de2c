package io.jcluster.launcher.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A program of ours that runs on engines, as a Python module: no name of it appears among the
 * user's.
 *
 * @param name the module's name there
 * @param source its text, which enters a module of its name into {@code sys.modules}
 */
record EngineProgram(String name, String source) {

    /** JSON in ASCII: such a string is a Python literal as well. */
    private static final JsonMapper LITERALS =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    static EngineProgram ofResource(String file) {
        try (InputStream text = EngineProgram.class.getResourceAsStream(file)) {
            if (text == null) {
                throw new IllegalStateException("no resource " + file);
            }
            return new EngineProgram(
                    "_jcluster_" + file.replace(".py", ""),
                    new String(text.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line of code after which {@link #reference} can be used. */
    String installation() {
        return "exec(" + literal(source) + ", {\"__name__\": " + literal(name) + "})\n";
    }

    /** An expression for the module. */
    String reference() {
        return "__import__(\"sys\").modules[" + literal(name) + "]";
    }

    /** A text as Python writes it. */
    static String literal(String text) {
        try {
            return LITERALS.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("text that cannot be written", e);
        }
    }
}
