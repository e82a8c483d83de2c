package io.jcluster.launcher.config;

import io.jcluster.templates.Origin;
import io.jcluster.templates.Profile;
import io.jcluster.templates.ProfileException.Problem;
import io.jcluster.templates.Word;
import java.util.Optional;

/** A request that contradicts its profile, or itself, with the place of the word at fault. */
final class RefusedException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient Optional<Origin> at;
    private final String sentence;

    private RefusedException(Optional<Origin> at, String sentence) {
        super(sentence);
        this.at = at;
        this.sentence = sentence;
    }

    static RefusedException at(Profile profile, Word<?> word, String sentence) {
        return new RefusedException(profile.origin(word), sentence);
    }

    /**
     * The same for a list of what is wrong with files.
     *
     * @param source how to speak of the profile as a whole
     */
    Problem problem(String source) {
        return at.map(
                        origin ->
                                new Problem(
                                        origin.source(), origin.line(), origin.column(), sentence))
                .orElseGet(() -> new Problem(source, 0, 0, sentence));
    }

    /** A word with its value and its place, as a sentence has it. */
    static String told(Profile profile, Word<?> word, Object value) {
        return word.name() + " " + value + where(profile, word);
    }

    /** The place of a word behind it; empty where nobody has said it. */
    static String where(Profile profile, Word<?> word) {
        return profile.origin(word).map(at -> " (" + at + ")").orElse("");
    }
}
