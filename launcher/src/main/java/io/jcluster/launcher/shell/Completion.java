package io.jcluster.launcher.shell;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.client.ClientException;
import io.jcluster.client.DirectView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The names that an engine knows for what is being typed. */
public final class Completion {

    private Completion() {}

    /**
     * What a word can become; empty when the engine does not say in time, as one that computes.
     *
     * @param engine a view of one engine
     * @param code what is typed, in the language of the engine
     * @param cursor where the word ends in it
     * @param word the beginning of what is to be completed, with the names before its last dot
     */
    public static List<String> of(
            DirectView engine, String code, int cursor, String word, Duration limit) {
        try {
            JsonNode found = engine.complete(code, cursor).get(limit).get(0);
            List<String> names = new ArrayList<>();
            found.path(1)
                    .forEach(it -> names.add(whole(word, found.path(0).asText(), it.asText())));
            return names.stream().filter(it -> it.startsWith(word)).toList();
        } catch (ClientException e) {
            return List.of();
        }
    }

    /** An engine completes a part of the word at times, an editor the whole of it. */
    private static String whole(String word, String matched, String match) {
        return word.endsWith(matched)
                ? word.substring(0, word.length() - matched.length()) + match
                : match;
    }
}
