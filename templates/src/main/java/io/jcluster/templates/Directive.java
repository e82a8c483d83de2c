package io.jcluster.templates;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A directive as a profile writes it, with places for words of {@code resources}: {@code -P
 * {account}}. So a site can want what only its user knows, said in a way of its own.
 */
record Directive(String written) {

    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z-]+)}");

    /** The words whose value is one word. */
    private static final Map<String, Function<Profile.Resources, Optional<String>>> WORDS =
            new TreeMap<>(
                    Map.of(
                            "account", Profile.Resources::account,
                            "project", Profile.Resources::account,
                            "partition", Profile.Resources::partition,
                            "queue", Profile.Resources::partition,
                            "qos", Profile.Resources::qos,
                            "constraint", Profile.Resources::constraint,
                            "reservation", Profile.Resources::reservation));

    /**
     * @throws IllegalArgumentException in a sentence, when a place is for no word, or for one that
     *     nothing says
     */
    String in(Profile profile) {
        return PLACE.matcher(written)
                .replaceAll(place -> Matcher.quoteReplacement(value(place.group(1), profile)));
    }

    private String value(String name, Profile profile) {
        var word = WORDS.get(name);
        if (word == null) {
            throw unfilled(
                    name,
                    profile,
                    "is no word of 'resources' that can be put there; those are "
                            + String.join(", ", Nearest.first(name, WORDS.keySet())));
        }
        return word.apply(profile.resources())
                .orElseThrow(
                        () ->
                                unfilled(
                                        name,
                                        profile,
                                        "is not said; say it on the command line or in"
                                                + " 'resources' of your profile"));
    }

    private IllegalArgumentException unfilled(String name, Profile profile, String why) {
        return new IllegalArgumentException(
                "the directive '"
                        + written
                        + "'"
                        + profile.origin(Vocabulary.DIRECTIVES_ADD)
                                .map(at -> " (" + at + ")")
                                .orElse("")
                        + " has a place for '"
                        + name
                        + "', which "
                        + why);
    }
}
