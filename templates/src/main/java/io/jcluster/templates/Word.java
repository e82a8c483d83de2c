package io.jcluster.templates;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
    private final Function<Profile, Optional<T>> usual;
    private final String meaning;
    private final String without;
    private final String example;

    private Word(
            String section,
            List<String> names,
            Optional<String> oldSpelling,
            Type<T> type,
            boolean named,
            Function<Profile, Optional<T>> usual,
            String meaning,
            String without,
            String example) {
        this.section = section;
        this.names = names;
        this.oldSpelling = oldSpelling;
        this.type = type;
        this.named = named;
        this.usual = usual;
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
                profile -> Optional.empty(),
                meaning,
                without,
                example);
    }

    /** The same, still read by the name it once had. */
    Word<T> once(String spelling) {
        return with(Optional.of(spelling), named, usual);
    }

    /** The same as any number of values, each with a name of the user's own. */
    Word<T> eachByName() {
        return with(oldSpelling, true, usual);
    }

    /** The same, with the value that holds where nobody says one. */
    Word<T> usually(T value) {
        return usuallyFor(profile -> Optional.of(value));
    }

    /**
     * The same, with the value that holds where nobody says one.
     *
     * @param value of what else a profile says; empty where there is none
     */
    Word<T> usuallyFor(Function<Profile, Optional<T>> value) {
        return with(oldSpelling, named, value);
    }

    private Word<T> with(
            Optional<String> spelling, boolean byName, Function<Profile, Optional<T>> value) {
        return new Word<>(section, names, spelling, type, byName, value, meaning, without, example);
    }

    /** What holds beside what that profile says, where it says nothing with this word. */
    Optional<T> usual(Profile profile) {
        return usual.apply(profile);
    }

    boolean isWithin(String outer) {
        return section.equals(outer) || section.startsWith(outer + ".");
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

    /**
     * The value that a text is, as a profile has it.
     *
     * @param where how to speak of the place where it was said, such as an option
     * @throws IllegalArgumentException in a sentence, when it is none
     */
    public T parse(String where, String text) {
        List<String> problems = new ArrayList<>();
        Type.Reading reading =
                new Type.Reading() {
                    @Override
                    public Path directory() {
                        return Path.of("");
                    }

                    @Override
                    public void problem(Yaml.Place at, String sentence) {
                        problems.add(sentence);
                    }
                };
        Yaml written = new Yaml.Scalar(Optional.of(text), Type.NOWHERE);
        return type.read(where, written, reading)
                .filter(value -> problems.isEmpty()) // a list leaves out what it cannot read
                .orElseThrow(() -> new IllegalArgumentException(String.join("; ", problems)));
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
