package io.jcluster.templates;

import java.util.List;
import java.util.Optional;

/**
 * A word that a profile can say something with: where it stands, how its value is written, and what
 * it means. All there are is in the {@link Vocabulary}.
 *
 * @param <T> the type of its values
 */
public final class Word<T> {

    private final String section;
    private final List<String> names;
    private final Optional<String> oldSpelling;
    private final Type<T> type;
    private final boolean named;
    private final String meaning;
    private final String without;
    private final String example;

    private Word(
            String section,
            List<String> names,
            Optional<String> oldSpelling,
            Type<T> type,
            boolean named,
            String meaning,
            String without,
            String example) {
        this.section = section;
        this.names = names;
        this.oldSpelling = oldSpelling;
        this.type = type;
        this.named = named;
        this.meaning = meaning;
        this.without = without;
        this.example = example;
    }

    /**
     * A word in a section.
     *
     * @param names the word, and after a {@code |} another for the same
     * @param without what holds where nothing is said
     */
    static <T> Word<T> of(
            String section,
            String names,
            Type<T> type,
            String meaning,
            String without,
            String example) {
        return new Word<>(
                section,
                List.of(names.split("\\|", -1)),
                Optional.empty(),
                type,
                false,
                meaning,
                without,
                example);
    }

    /** The same, still read by the name it once had. */
    Word<T> once(String spelling) {
        return new Word<>(
                section, names, Optional.of(spelling), type, named, meaning, without, example);
    }

    /** The same as any number of values, each with a name of the user's own. */
    Word<T> eachByName() {
        return new Word<>(section, names, oldSpelling, type, true, meaning, without, example);
    }

    /** The section it stands in, such as {@code software.container}; empty: in none. */
    public String section() {
        return section;
    }

    /** What it is called; the first of its {@link #names()}. */
    public String name() {
        return names.get(0);
    }

    /** All words for it. */
    public List<String> names() {
        return names;
    }

    boolean isCalled(String name) {
        return names.contains(name) || oldSpelling.equals(Optional.of(name));
    }

    Optional<String> oldSpelling() {
        return oldSpelling;
    }

    Type<T> type() {
        return type;
    }

    boolean hasNames() {
        return named;
    }

    /** What its value is, in one sentence. */
    public String meaning() {
        return meaning;
    }

    /** What holds without it. */
    public String without() {
        return without;
    }

    /** A value as it is written in YAML. */
    public String example() {
        return example;
    }

    /** Section and word, such as {@code resources.nodes}. */
    @Override
    public String toString() {
        return section.isEmpty() ? name() : section + "." + name();
    }
}
