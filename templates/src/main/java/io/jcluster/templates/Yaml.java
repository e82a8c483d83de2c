package io.jcluster.templates;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A YAML document as it was written: every value with its place, nothing converted. {@code account:
 * 007} is the three letters that were typed.
 */
sealed interface Yaml {

    Place at();

    /** Line and column, both from 1. */
    record Place(int line, int column) {}

    /** A single value; empty where nothing was written. */
    record Scalar(Optional<String> text, Place at) implements Yaml {}

    /** {@code ~} or {@code null}, which takes away what was there. */
    record Taken(Place at) implements Yaml {}

    record Sequence(List<Yaml> items, Place at) implements Yaml {}

    record Mapping(List<Entry> entries, Place at) implements Yaml {}

    record Entry(String key, Place at, Yaml value) {}

    /** Text that is no YAML, or YAML that a profile has no use for. */
    final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Place at;
        private final String sentence;

        SyntaxException(Place at, String sentence) {
            super(sentence);
            this.at = at;
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }

        Place at() {
            return at;
        }
    }

    /** The one document of a text; an empty mapping for an empty text. */
    static Yaml read(String text) throws SyntaxException {
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            if (parser.nextToken() == null) {
                return new Mapping(List.of(), new Place(1, 1));
            }
            Yaml document = value(parser);
            if (parser.nextToken() != null) {
                throw new SyntaxException(place(parser), "a second document; a profile is one");
            }
            return document;
        } catch (JsonProcessingException e) {
            throw syntax(text, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Yaml value(YAMLParser parser) throws IOException, SyntaxException {
        Place at = place(parser);
        if (parser.isCurrentAlias()) {
            throw new SyntaxException(at, "an alias (*); write the value out");
        }
        if (parser.getTypeId() != null) {
            throw new SyntaxException(
                    at, "a tag (" + parser.getTypeId() + "); write the value alone");
        }
        JsonToken token = parser.currentToken();
        switch (token) {
            case START_OBJECT -> {
                List<Entry> entries = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    Place keyAt = place(parser);
                    parser.nextToken();
                    entries.add(new Entry(key, keyAt, value(parser)));
                }
                return new Mapping(List.copyOf(entries), at);
            }
            case START_ARRAY -> {
                List<Yaml> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                return new Sequence(List.copyOf(items), at);
            }
            case VALUE_NULL -> {
                return parser.getText().isEmpty()
                        ? new Scalar(Optional.empty(), at)
                        : new Taken(at);
            }
            default -> {
                return new Scalar(Optional.of(parser.getText()), at);
            }
        }
    }

    private static Place place(YAMLParser parser) {
        return place(parser.currentTokenLocation());
    }

    private static Place place(JsonLocation location) {
        return new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private static SyntaxException syntax(String text, JsonProcessingException e) {
        String said = e.getOriginalMessage();
        if (said.contains("TAB")) {
            return new SyntaxException(firstTab(text), "a tab; YAML is indented with spaces");
        }
        if (said.startsWith("Expected a field name")) {
            said = "a list or a section in place of a word";
        }
        JsonLocation location = e.getLocation();
        return new SyntaxException(
                location == null ? new Place(1, 1) : place(location), "not YAML: " + plain(said));
    }

    /** The parser's sentences, without its pictures of the places, which are told by number. */
    private static String plain(String said) {
        return said.lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .collect(Collectors.joining(", "));
    }

    /** The parser tells where the value began in which it met the tab. */
    private static Place firstTab(String text) {
        List<String> lines = text.lines().toList();
        for (int line = 0; line < lines.size(); line++) {
            if (lines.get(line).stripLeading().length() < lines.get(line).length()
                    && lines.get(line).indexOf('\t') >= 0) {
                return new Place(line + 1, lines.get(line).indexOf('\t') + 1);
            }
        }
        return new Place(1, text.indexOf('\t') + 1);
    }
}
