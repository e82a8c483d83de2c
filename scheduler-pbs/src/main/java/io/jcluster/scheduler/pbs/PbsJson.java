package io.jcluster.scheduler.pbs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What OpenPBS prints with {@code -F json}. Numbers are taken as they are written: the client of
 * 23.06.06 prints a job named 1e5 without quotes, and as a number it would be another name.
 */
final class PbsJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    private PbsJson() {}

    /**
     * The records of a section, {@code Jobs}, {@code nodes} or {@code Queue}; none where there is
     * no such section.
     *
     * @throws IllegalArgumentException when the text is no JSON: the client of 23.06.06 prints the
     *     value {@code nan} without quotes and does not escape a backslash
     */
    static List<PbsRecord> read(String text, String section) {
        try (var parser = FACTORY.createParser(text)) {
            expect(parser.nextToken(), JsonToken.START_OBJECT);
            var records = new ArrayList<PbsRecord>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                var name = parser.currentName();
                var value = parser.nextToken();
                if (name.equals(section)) {
                    expect(value, JsonToken.START_OBJECT);
                    records(parser, records);
                } else {
                    parser.skipChildren();
                }
            }
            return records;
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
    }

    private static void records(JsonParser parser, List<PbsRecord> records) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var id = parser.currentName();
            expect(parser.nextToken(), JsonToken.START_OBJECT);
            var attributes = new LinkedHashMap<String, String>();
            attributes(parser, "", attributes);
            records.add(new PbsRecord(id, attributes));
        }
    }

    private static void attributes(JsonParser parser, String prefix, Map<String, String> into)
            throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = prefix + parser.currentName();
            var value = parser.nextToken();
            if (value == JsonToken.START_OBJECT) {
                attributes(parser, name + ".", into);
            } else {
                into.put(name, value == JsonToken.START_ARRAY ? list(parser) : parser.getText());
            }
        }
    }

    private static String list(JsonParser parser) throws IOException {
        var words = new ArrayList<String>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            words.add(parser.getText());
        }
        return String.join(",", words);
    }

    private static void expect(JsonToken found, JsonToken wanted) {
        if (found != wanted) {
            throw new IllegalArgumentException("not the JSON of PBS: " + found + " in it");
        }
    }
}
