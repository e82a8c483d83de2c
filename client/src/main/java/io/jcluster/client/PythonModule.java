package io.jcluster.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jcluster.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Python code that engines need, kept among their modules: nothing appears in the user's namespace,
 * and nothing is lost when that is cleared. The name tells versions of the code apart.
 */
record PythonModule(String name, String source) {

    /** A file beside this class. */
    static PythonModule ofResource(String file) {
        try (var in = PythonModule.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not in the jar");
            }
            var source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            var stem = file.substring(0, file.indexOf('.'));
            return new PythonModule("_jcluster_%s_%08x".formatted(stem, source.hashCode()), source);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** A line of code that brings the module to an engine which does not have it. */
    String installation() {
        return "%s in __import__('sys').modules or exec(%s, {'__name__': %s})\n"
                .formatted(literal(name), literal(source), literal(name));
    }

    /** An expression for the module, once installed. */
    String reference() {
        return "__import__(" + literal(name) + ")";
    }

    /** A Python string literal: JSON strings of ASCII are that, whatever is in them. */
    static String literal(String text) {
        try {
            return Json.ASCII.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as a string", e);
        }
    }
}
