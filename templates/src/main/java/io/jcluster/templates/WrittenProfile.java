package io.jcluster.templates;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.jcluster.templates.Yaml.Scalar;
import io.jcluster.templates.Yaml.Sequence;
import io.jcluster.templates.Yaml.Taken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A profile as text that the reader reads again: all that is said, section by section. */
public final class WrittenProfile {

    /** What YAML reads as it stands, wherever in a line it is. */
    private static final Pattern PLAIN =
            Pattern.compile(
                    "(?!(?i:null|~)$)[A-Za-z0-9_./~+](?:[A-Za-z0-9_./~@%+=,-]|:(?=[^ ])| (?=[^ ]))*");

    private static final Pattern LINE_BREAKS_OF_UNICODE = Pattern.compile("[\u2028\u2029\ufeff]");

    private static final Taken TAKEN = new Taken(Type.NOWHERE);

    private final Profile profile;
    private final Remark remark;
    private final List<String> lines = new ArrayList<>();

    /** What to say of a word behind it. */
    public interface Remark {

        /**
         * The words of a comment; empty for none.
         *
         * @param at where it was said, or taken away
         */
        Optional<String> of(Origin at, boolean taken);
    }

    private WrittenProfile(Profile profile, Remark remark) {
        this.profile = profile;
        this.remark = remark;
    }

    /** The profile as YAML; empty for one that says nothing. */
    public static String yaml(Profile profile) {
        return yaml(profile, (at, taken) -> Optional.empty());
    }

    /** The same with a comment behind each word. */
    public static String yaml(Profile profile, Remark remark) {
        WrittenProfile written = new WrittenProfile(profile, remark);
        written.section("", "");
        return String.join("", written.lines);
    }

    /**
     * The profile as JSON: what is said under {@code settings}, as in YAML, and under {@code
     * origins} where each word is from, or was taken away.
     *
     * @param name of the profile
     * @param place how to speak of an origin
     */
    public static String json(String name, Profile profile, Function<Origin, String> place) {
        Map<String, Object> origins = new LinkedHashMap<>();
        for (Word<?> word : Vocabulary.all()) {
            for (String one : profile.names(word)) {
                profile.origin(word, one)
                        .or(() -> profile.takenBy(word, one))
                        .ifPresent(
                                at ->
                                        origins.put(
                                                word + (one.isEmpty() ? "" : "." + one),
                                                place.apply(at)));
            }
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
            if (profile.mentions(name)) {
                lines.add(indent + inner + ":\n");
                section(name, indent + "  ");
            }
        }
    }

    private <T> void word(Word<T> word, String indent) {
        if (word.hasNames()) {
            byName(word, indent);
        } else if (!profile.names(word).isEmpty()) {
            value(
                    indent + word.name() + ":",
                    profile.get(word).map(word.type()::write).orElse(TAKEN),
                    remark(word, ""),
                    indent);
        }
    }

    /** Names of the user's own; that all of them were taken away is told where there are none. */
    private <T> void byName(Word<T> word, String indent) {
        Map<String, T> values = profile.byName(word);
        SortedSet<String> names = profile.names(word);
        boolean none = names.remove("");
        if (!names.isEmpty()) {
            lines.add(indent + word.name() + ":\n");
        } else if (none) {
            value(indent + word.name() + ":", TAKEN, remark(word, ""), indent);
        }
        for (String name : names) {
            value(
                    indent + "  " + name + ":",
                    Optional.ofNullable(values.get(name)).map(word.type()::write).orElse(TAKEN),
                    remark(word, name),
                    indent + "  ");
        }
    }

    private void value(String before, Yaml value, String remark, String indent) {
        if (value instanceof Sequence sequence && !sequence.items().isEmpty()) {
            lines.add(before + remark + "\n");
            sequence.items().forEach(item -> value(indent + "  -", item, "", indent));
        } else {
            String written = value instanceof Taken ? "~" : "[]";
            lines.add(
                    before
                            + " "
                            + (value instanceof Scalar scalar
                                    ? scalar(scalar.text().orElse(""))
                                    : written)
                            + remark
                            + "\n");
        }
    }

    private String remark(Word<?> word, String name) {
        return profile.origin(word, name)
                .flatMap(at -> remark.of(at, false))
                .or(() -> profile.takenBy(word, name).flatMap(at -> remark.of(at, true)))
                .map(text -> " # " + text)
                .orElse("");
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
            if (profile.mentions(name)) {
                settings.put(inner, settings(profile, name));
            }
        }
        return settings;
    }

    private static <T> Optional<Object> setting(Word<T> word, Profile profile) {
        SortedSet<String> names = profile.names(word);
        boolean whole = names.remove("");
        if (!word.hasNames() || (whole && names.isEmpty())) {
            return profile.get(word)
                    .map(value -> json(word.type(), value))
                    .or(() -> whole ? Optional.of(Json.NULL) : Optional.empty());
        }
        Map<String, T> values = profile.byName(word);
        Map<String, Object> settings = new LinkedHashMap<>();
        for (String name : names) {
            settings.put(
                    name,
                    values.containsKey(name) ? json(word.type(), values.get(name)) : Json.NULL);
        }
        return settings.isEmpty() ? Optional.empty() : Optional.of(settings);
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
