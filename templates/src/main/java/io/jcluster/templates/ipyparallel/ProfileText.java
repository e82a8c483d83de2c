package io.jcluster.templates.ipyparallel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A profile as it is written, each word with where it comes from. */
final class ProfileText {

    private static final List<String> SECTIONS =
            List.of("site", "resources", "software", "launch", "controller", "templates");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/][A-Za-z0-9_./@+-]*");
    private static final Set<String> NOTHING = Set.of("null", "Null", "NULL");

    private final String title;
    private final Map<String, Map<String, List<String>>> sections = new LinkedHashMap<>();

    /**
     * @param title the first line, a comment
     */
    ProfileText(String title) {
        this.title = title;
        SECTIONS.forEach(section -> sections.put(section, new LinkedHashMap<>()));
    }

    /** A word with one value; the last one counts. */
    void put(String section, String word, String value, Optional<Origin> from) {
        line(section, word, List.of(word + ": " + scalar(value) + comment(from)));
    }

    void list(String section, String word, List<String> values, Optional<Origin> from) {
        if (!values.isEmpty()) {
            String items = String.join(", ", values.stream().map(ProfileText::scalar).toList());
            line(section, word, List.of(word + ": [" + items + "]" + comment(from)));
        }
    }

    void table(String section, String word, Map<String, String> values) {
        if (!values.isEmpty()) {
            List<String> lines = new ArrayList<>(List.of(word + ":"));
            values.forEach((name, value) -> lines.add("  " + name + ": " + scalar(value)));
            line(section, word, lines);
        }
    }

    /** Lines of shell, as they are. */
    void shell(String section, String word, List<String> values) {
        if (!values.isEmpty()) {
            List<String> lines = new ArrayList<>(List.of(word + ": |"));
            values.stream().flatMap(String::lines).forEach(line -> lines.add("  " + line.strip()));
            line(section, word, lines);
        }
    }

    boolean has(String section, String word) {
        return words(section).containsKey(word);
    }

    private void line(String section, String word, List<String> lines) {
        words(section).put(word, lines);
    }

    private Map<String, List<String>> words(String section) {
        return Optional.ofNullable(sections.get(section)).orElseThrow();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("# " + title + "\n");
        sections.forEach(
                (section, words) -> {
                    if (!words.isEmpty()) {
                        text.append(section).append(":\n");
                        words.values()
                                .forEach(
                                        lines ->
                                                lines.forEach(
                                                        line ->
                                                                text.append("  ")
                                                                        .append(line)
                                                                        .append('\n')));
                    }
                });
        return text.toString();
    }

    private static String comment(Optional<Origin> from) {
        return from.map(origin -> "   # " + origin).orElse("");
    }

    /** A value in double quotes unless YAML reads it as the same text without. */
    private static String scalar(String value) {
        if (PLAIN.matcher(value).matches() && !NOTHING.contains(value)) {
            return value;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
