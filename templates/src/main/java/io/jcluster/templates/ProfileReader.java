package io.jcluster.templates;

import io.jcluster.templates.ProfileException.Problem;
import io.jcluster.templates.ProfileFile.Named;
import io.jcluster.templates.Yaml.Mapping;
import io.jcluster.templates.Yaml.Place;
import io.jcluster.templates.Yaml.Scalar;
import io.jcluster.templates.Yaml.Taken;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The one reader of profiles. It knows the words of the {@link Vocabulary}, and goes on after a
 * problem so that one reading tells all.
 */
final class ProfileReader implements Type.Reading {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String TOP = "";

    /** What is for one file alone, and no layer over it can take away. */
    private static final Set<Word<?>> ABOUT_PROFILES =
            Set.of(Vocabulary.PROFILE, Vocabulary.EXTENDS);

    private final String source;
    private final Path directory;
    private final List<Problem> problems = new ArrayList<>();

    private ProfileReader(String source, Path directory) {
        this.source = source;
        this.directory = directory;
    }

    /**
     * @param source how to name the text in a message
     * @param directory where the files are that it names
     * @throws ProfileException with every problem that was found
     */
    static ProfileFile read(String source, Path directory, String text) {
        return new ProfileReader(source, directory).read(text);
    }

    private ProfileFile read(String text) {
        Optional<ProfileFile> file = Optional.empty();
        try {
            file = Optional.of(file(Yaml.read(text), false));
        } catch (Yaml.SyntaxException e) {
            problem(e.at(), e.sentence());
        }
        if (!problems.isEmpty()) {
            throw new ProfileException(
                    problems.stream()
                            .sorted(
                                    Comparator.comparingInt(Problem::line)
                                            .thenComparingInt(Problem::column))
                            .toList());
        }
        return file.orElseThrow();
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public void problem(Place at, String sentence) {
        problems.add(new Problem(source, at.line(), at.column(), sentence));
    }

    /**
     * A file, or one of the profiles in it.
     *
     * @param within whether it is in a file, where it has no names for others
     */
    private ProfileFile file(Yaml document, boolean within) {
        SortedMap<String, ProfileFile> clusters = new TreeMap<>();
        Profile said = section(TOP, document, Profile.EMPTY);
        for (Yaml.Entry entry : entries(document)) {
            boolean many = Vocabulary.CLUSTERS.isCalled(entry.key());
            if (within && (many || Vocabulary.PROFILE.isCalled(entry.key()))) {
                problem(
                        entry.at(),
                        "'" + entry.key() + "' is for the file as a whole, not for one in it");
            } else if (many) {
                clusters.putAll(clusters(entry.value()));
            }
        }
        return new ProfileFile(
                said.without(Vocabulary.PROFILE).without(Vocabulary.EXTENDS),
                said.get(Vocabulary.PROFILE).stream()
                        .map(name -> new Named(name, origin(said, Vocabulary.PROFILE)))
                        .toList(),
                said.list(Vocabulary.EXTENDS).stream()
                        .map(name -> new Named(name, origin(said, Vocabulary.EXTENDS)))
                        .toList(),
                clusters);
    }

    private static Origin origin(Profile said, Word<?> word) {
        return said.origin(word).orElseThrow();
    }

    private SortedMap<String, ProfileFile> clusters(Yaml value) {
        SortedMap<String, ProfileFile> clusters = new TreeMap<>();
        if (!(value instanceof Mapping) && !isNothing(value)) {
            problem(value.at(), "'clusters' is names with profiles, 'name: { site: ... }'");
        }
        for (Yaml.Entry entry : entries(value)) {
            if (!NAME.matcher(entry.key()).matches()) {
                problem(
                        entry.at(),
                        "'"
                                + printable(entry.key())
                                + "' is no name for a profile: letters, digits, dots, dashes and"
                                + " underscores");
            } else if (clusters.containsKey(entry.key())) {
                problem(entry.at(), "'" + entry.key() + "' is there twice");
            } else {
                clusters.put(entry.key(), file(entry.value(), true));
            }
        }
        return clusters;
    }

    /** What is said before, and over it what that section and those within it say. */
    private Profile section(String section, Yaml value, Profile before) {
        Profile said = before;
        if (value instanceof Taken && !section.equals(TOP)) {
            return taken(section, value, before);
        }
        if (!(value instanceof Mapping) && !isNothing(value)) {
            problem(value.at(), name(section) + " is words with values, 'word: value'");
        }
        Set<String> met = new HashSet<>();
        Map<Word<?>, Yaml.Entry> read = new HashMap<>();
        for (Yaml.Entry entry : entries(value)) {
            if (!met.add(entry.key())) {
                problem(entry.at(), "'" + printable(entry.key()) + "' is there twice");
                continue;
            }
            Optional<Word<?>> word = Vocabulary.find(section, entry.key());
            if (word.isPresent()) {
                said = word(word.get(), entry, read, said);
            } else if (Vocabulary.within(section).contains(entry.key())) {
                said =
                        section(
                                section.equals(TOP) ? entry.key() : section + "." + entry.key(),
                                entry.value(),
                                said);
            } else {
                problem(
                        entry.at(),
                        "'%s' is no word of %s; it knows %s"
                                .formatted(
                                        printable(entry.key()),
                                        name(section),
                                        String.join(
                                                ", ",
                                                Nearest.first(
                                                        entry.key(), Vocabulary.names(section)))));
            }
        }
        return section.equals(TOP) ? withTemplate(said) : said;
    }

    /** All words of a section, and of those within it, are taken away at once. */
    private Profile taken(String section, Yaml value, Profile before) {
        Profile said = before;
        for (Word<?> word : Vocabulary.all()) {
            if (word.isWithin(section)) {
                said =
                        said.taking(
                                word, new Origin(source, value.at().line(), value.at().column()));
            }
        }
        return said;
    }

    private <T> Profile word(
            Word<T> word, Yaml.Entry entry, Map<Word<?>, Yaml.Entry> read, Profile said) {
        boolean taken = entry.value() instanceof Taken && !ABOUT_PROFILES.contains(word);
        if (word.equals(Vocabulary.CLUSTERS) || (isNothing(entry.value()) && !taken)) {
            return said;
        }
        Yaml.Entry other = read.putIfAbsent(word, entry);
        if (other != null) {
            problem(other.at(), twoWords(other.key(), entry.key()));
            return said;
        }
        if (taken) {
            return said.taking(word, origin(entry));
        }
        if (word.hasNames()) {
            return byName(word, entry.value(), said);
        }
        return word.type()
                .read(entry.key(), entry.value(), this)
                .map(value -> said.with(word, value, origin(entry)))
                .orElse(said);
    }

    private <T> Profile byName(Word<T> word, Yaml value, Profile before) {
        Profile said = before;
        if (!(value instanceof Mapping)) {
            problem(value.at(), "'" + word.name() + "' is words with values, 'word: value'");
        }
        Set<String> met = new HashSet<>();
        for (Yaml.Entry entry : entries(value)) {
            if (!met.add(entry.key())) {
                problem(entry.at(), "'" + printable(entry.key()) + "' is there twice");
            } else if (!VARIABLE.matcher(entry.key()).matches()) {
                problem(entry.at(), "'" + printable(entry.key()) + "' is no name for a variable");
            } else if (entry.value() instanceof Taken) {
                said = said.taking(word, entry.key(), origin(entry));
            } else {
                Yaml written =
                        isNothing(entry.value())
                                ? new Scalar(Optional.of(""), entry.value().at())
                                : entry.value();
                Optional<T> read = word.type().read(entry.key(), written, this);
                if (read.isPresent()) {
                    said = said.with(word, entry.key(), read.get(), origin(entry));
                }
            }
        }
        return said;
    }

    /** The short way to say {@code templates: {job: ...}}. */
    private Profile withTemplate(Profile said) {
        Optional<Path> template = said.get(Vocabulary.TEMPLATE);
        Optional<Origin> taken = said.takenBy(Vocabulary.TEMPLATE);
        if (template.isEmpty() && taken.isEmpty()) {
            return said;
        }
        Origin at = taken.orElseGet(() -> origin(said, Vocabulary.TEMPLATE));
        if (!said.names(Vocabulary.JOB).isEmpty()) {
            problem(new Place(at.line(), at.column()), twoWords("template", "job' of 'templates"));
        }
        Profile others = said.without(Vocabulary.TEMPLATE);
        return template.map(file -> others.with(Vocabulary.JOB, file, at))
                .orElseGet(() -> others.taking(Vocabulary.JOB, at));
    }

    private static String twoWords(String one, String other) {
        return "'" + one + "' and '" + other + "' are two words for one thing; keep one";
    }

    private Origin origin(Yaml.Entry entry) {
        return new Origin(source, entry.at().line(), entry.at().column());
    }

    private static String name(String section) {
        return section.equals(TOP)
                ? "a profile"
                : "'" + section.substring(section.lastIndexOf('.') + 1) + "'";
    }

    private static List<Yaml.Entry> entries(Yaml value) {
        return value instanceof Mapping mapping ? mapping.entries() : List.of();
    }

    private static boolean isNothing(Yaml value) {
        return value instanceof Taken
                || (value instanceof Scalar scalar && scalar.text().isEmpty());
    }

    private static String printable(String key) {
        return key.replaceAll("\\p{Cntrl}", "?");
    }
}
