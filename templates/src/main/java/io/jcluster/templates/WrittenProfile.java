package io.jcluster.templates;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.jcluster.templates.Yaml.Scalar;
import io.jcluster.templates.Yaml.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A profile as text that the reader reads again: all that is said, section by section. */
public final class WrittenProfile {

    /** What YAML reads as it stands, wherever in a line it is. */
    private static final Pattern PLAIN =
            Pattern.compile(
                    "(?!(?i:null|~)$)[A-Za-z0-9_./~+](?:[A-Za-z0-9_./~@%+=,-]|:(?=[^ ])| (?=[^ ]))*");

    private static final Pattern LINE_BREAKS_OF_UNICODE = Pattern.compile("[\u2028\u2029\ufeff]");

    private final Profile profile;
    private final Function<Origin, Optional<String>> remark;
    private final List<String> lines = new ArrayList<>();

    private WrittenProfile(Profile profile, Function<Origin, Optional<String>> remark) {
        this.profile = profile;
        this.remark = remark;
    }

    /** The profile as YAML; empty for one that says nothing. */
    public static String yaml(Profile profile) {
        return yaml(profile, origin -> Optional.empty());
    }

    /**
     * The same with a comment behind each word.
     *
     * @param remark what to say of a word from there
     */
    public static String yaml(Profile profile, Function<Origin, Optional<String>> remark) {
        WrittenProfile written = new WrittenProfile(profile, remark);
        written.section("", "");
        return String.join("", written.lines);
    }

    /**
     * The profile as JSON: what is said under {@code settings}, as in YAML, and under {@code
     * origins} where each word is from.
     *
     * @param name of the profile
     * @param place how to speak of an origin
     */
    public static String json(String name, Profile profile, Function<Origin, String> place) {
        Map<String, Object> origins = new LinkedHashMap<>();
        for (Word<?> word : Vocabulary.all()) {
            profile.origin(word).ifPresent(at -> origins.put(word.toString(), place.apply(at)));
            profile.byName(word).keySet().stream()
                    .filter(one -> !one.isEmpty())
                    .forEach(
                            one ->
                                    profile.origin(word, one)
                                            .ifPresent(
                                                    at ->
                                                            origins.put(
                                                                    word + "." + one,
                                                                    place.apply(at))));
        }
        return Json.text(
                Type.ordered(
                        "profile", name, "settings", settings(profile, ""), "origins", origins));
    }

    private void section(String section, String indent) {
        for (Word<?> word : Vocabulary.of(section)) {
            word(word, indent);
        }
        for (String inner : Vocabulary.within(section)) {
            String name = section.isEmpty() ? inner : section + "." + inner;
            if (profile.says(name)) {
                lines.add(indent + inner + ":\n");
                section(name, indent + "  ");
            }
        }
    }

    private <T> void word(Word<T> word, String indent) {
        if (word.hasNames()) {
            Map<String, T> values = profile.byName(word);
            if (!values.isEmpty()) {
                lines.add(indent + word.name() + ":\n");
            }
            values.forEach(
                    (name, value) ->
                            value(
                                    indent + "  " + name + ":",
                                    word.type().write(value),
                                    remark(word, name),
                                    indent + "  "));
        } else {
            profile.get(word)
                    .ifPresent(
                            value ->
                                    value(
                                            indent + word.name() + ":",
                                            word.type().write(value),
                                            remark(word, ""),
                                            indent));
        }
    }

    private void value(String before, Yaml value, String remark, String indent) {
        if (value instanceof Sequence sequence && !sequence.items().isEmpty()) {
            lines.add(before + remark + "\n");
            sequence.items().forEach(item -> value(indent + "  -", item, "", indent));
        } else {
            lines.add(
                    before
                            + " "
                            + (value instanceof Scalar scalar
                                    ? scalar(scalar.text().orElse(""))
                                    : "[]")
                            + remark
                            + "\n");
        }
    }

    private String remark(Word<?> word, String name) {
        return profile.origin(word, name).flatMap(remark).map(text -> " # " + text).orElse("");
    }

    private static String scalar(String text) {
        return PLAIN.matcher(text).matches()
                ? text
                : "\""
                        + LINE_BREAKS_OF_UNICODE
                                .matcher(
                                        new String(
                                                JsonStringEncoder.getInstance()
                                                        .quoteAsString(text)))
                                .replaceAll(
                                        found ->
                                                "\\\\u%04x"
                                                        .formatted((int) found.group().charAt(0)))
                        + "\"";
    }

    private static Map<String, Object> settings(Profile profile, String section) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (Word<?> word : Vocabulary.of(section)) {
            setting(word, profile).ifPresent(value -> settings.put(word.name(), value));
        }
        for (String inner : Vocabulary.within(section)) {
            String name = section.isEmpty() ? inner : section + "." + inner;
            if (profile.says(name)) {
                settings.put(inner, settings(profile, name));
            }
        }
        return settings;
    }

    private static <T> Optional<Object> setting(Word<T> word, Profile profile) {
        if (!word.hasNames()) {
            return profile.get(word).map(value -> json(word.type(), value));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        profile.byName(word).forEach((name, value) -> values.put(name, json(word.type(), value)));
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    private static <T> Object json(Type<T> type, T value) {
        return type.isBare() ? value : json(type.write(value));
    }

    private static Object json(Yaml value) {
        return value instanceof Sequence sequence
                ? sequence.items().stream().map(WrittenProfile::json).toList()
                : value instanceof Scalar scalar ? scalar.text().orElse("") : Json.NULL;
    }
}
