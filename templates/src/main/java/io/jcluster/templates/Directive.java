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

    /** Those whose value is one word. */
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
     * The text of one.
     *
     * @throws IllegalArgumentException in a sentence, when a place in it is for no word
     */
    static String checked(String written) {
        PLACE.matcher(written).results().forEach(place -> word(place.group(1)));
        return written;
    }

    /**
     * What is said to the scheduler.
     *
     * @throws IllegalArgumentException in a sentence, when nothing is said for a place
     */
    String in(Profile profile) {
        return PLACE.matcher(written)
                .replaceAll(place -> Matcher.quoteReplacement(value(place.group(1), profile)));
    }

    private String value(String name, Profile profile) {
        return word(name)
                .apply(profile.resources())
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "the directive '"
                                                + written
                                                + "'"
                                                + profile.origin(Vocabulary.DIRECTIVES_ADD)
                                                        .map(at -> " (" + at + ")")
                                                        .orElse("")
                                                + " wants '"
                                                + name
                                                + "'; say it on the command line or in"
                                                + " 'resources' of your profile"));
    }

    private static Function<Profile.Resources, Optional<String>> word(String name) {
        return Optional.ofNullable(WORDS.get(name))
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'{"
                                                + name
                                                + "}' is a place for no word of 'resources' that"
                                                + " can be put there; those are "
                                                + String.join(
                                                        ", ",
                                                        Nearest.first(name, WORDS.keySet()))));
    }
}
