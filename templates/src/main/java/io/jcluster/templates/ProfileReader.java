package io.jcluster.templates;

import io.jcluster.templates.ProfileException.Problem;
import io.jcluster.templates.Yaml.Mapping;
import io.jcluster.templates.Yaml.Place;
import io.jcluster.templates.Yaml.Scalar;
import io.jcluster.templates.Yaml.Sequence;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The one reader of profiles. It knows every word of them, and goes on after a problem so that one
 * reading tells all.
 */
final class ProfileReader {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern MEMORY = Pattern.compile("[1-9]\\d{0,11}[KMGT]");

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
    static Profile read(String source, Path directory, String text) {
        return new ProfileReader(source, directory).read(text);
    }

    /** As above, for a profile that is in no directory and names no files. */
    static Profile read(String source, String text) {
        return read(source, Path.of(""), text);
    }

    private Profile read(String text) {
        Profile profile = Profile.EMPTY;
        try {
            Section all = new Section("a profile", Yaml.read(text));
            Section site = all.section("site");
            Section resources = all.section("resources");
            Section software = all.section("software");
            Section launch = all.section("launch");
            Section controller = all.section("controller");
            Section line = all.section("line");
            Section templates = all.section("templates");
            all.end();
            profile =
                    new Profile(
                            new Profile.Site(
                                    site.word("login"),
                                    site.word("scheduler"),
                                    site.one("poll_interval", ProfileReader::pause)),
                            resources(resources),
                            new Profile.Software(
                                    software.list("modules", ProfileReader::word),
                                    prologue(software),
                                    software.line("python"),
                                    software.variables("environment")),
                            new Profile.Launch(
                                    launch.word("launcher"),
                                    launch.word("mpi"),
                                    launch.list("options", ProfileReader::line)),
                            new Profile.Controller(
                                    controller.one("layout", Layout::parse),
                                    queue(controller),
                                    controller.one("walltime", Walltime::parse),
                                    controller.one("memory", ProfileReader::memory),
                                    controller.word("interface"),
                                    controller.one("curve", ProfileReader::yesOrNo),
                                    controller.one("ports", PortRange::parse)),
                            new Profile.Line(
                                    line.one("relay", ProfileReader::yesOrNo),
                                    line.one("keep", Walltime::parse),
                                    line.one("way", LineWay::parse)),
                            new Profile.OwnTemplates(
                                    templates.one("job", this::beside),
                                    templates.one("controller", this::beside),
                                    templates.one("engines", this::beside)));
            List.of(site, software, launch, controller, line, templates).forEach(Section::end);
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
        return profile;
    }

    /** Lines of shell: one text, or a list of lines. Run on the node as they are, never here. */
    private List<String> prologue(Section software) {
        return software.list("prologue", Function.identity()).stream()
                .flatMap(String::lines)
                .toList();
    }

    private Optional<String> queue(Section section) {
        Optional<String> queue = section.word("queue");
        Optional<String> partition = section.word("partition");
        if (queue.isPresent() && partition.isPresent()) {
            problem(
                    section.at("queue"),
                    "'queue' and 'partition' are two words for one thing; keep one");
        }
        return partition.or(() -> queue);
    }

    /** A file that is named from beside the profile, wherever the command is given. */
    private Path beside(String name) {
        try {
            return directory.resolve(line(name));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + line(name) + "' is no name of a file", e);
        }
    }

    private Profile.Resources resources(Section section) {
        Profile.Resources resources =
                new Profile.Resources(
                        section.count("nodes"),
                        section.count("tasks-per-node"),
                        section.count("cpus-per-task"),
                        section.one("walltime", Walltime::parse),
                        queue(section),
                        section.word("account"),
                        section.word("constraint"),
                        section.word("qos"),
                        section.one("memory", ProfileReader::memory),
                        section.word("reservation"));
        section.end();
        return resources;
    }

    /** One mapping of the file, asked word by word; {@link #end} reports what nobody asked for. */
    private final class Section {

        private final String name;
        private final Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        private final Set<String> known = new TreeSet<>();

        Section(String name, Yaml value) {
            this.name = name;
            if (value instanceof Mapping mapping) {
                for (Yaml.Entry entry : mapping.entries()) {
                    if (entries.putIfAbsent(entry.key(), entry) != null) {
                        problem(entry.at(), "'" + entry.key() + "' is there twice");
                    }
                }
            } else if (!isNothing(value)) {
                problem(value.at(), name + " is words with values, 'word: value'");
            }
        }

        Section section(String word) {
            return new Section(
                    "'" + word + "'", value(word).orElse(new Mapping(List.of(), new Place(1, 1))));
        }

        Optional<String> word(String word) {
            return one(word, ProfileReader::word);
        }

        Optional<String> line(String word) {
            return one(word, ProfileReader::line);
        }

        Optional<Integer> count(String word) {
            return one(word, ProfileReader::count);
        }

        <T> Optional<T> one(String word, Function<String, T> reader) {
            return value(word).flatMap(value -> scalar(word, value, reader));
        }

        /** A list, or one value for a list of one. */
        List<String> list(String word, Function<String, String> reader) {
            return value(word).stream()
                    .flatMap(
                            value ->
                                    value instanceof Sequence sequence
                                            ? sequence.items().stream()
                                            : Stream.of(value))
                    .flatMap(item -> scalar(word, item, reader).stream())
                    .toList();
        }

        SortedMap<String, String> variables(String word) {
            SortedMap<String, String> variables = new TreeMap<>();
            Section inner = section(word);
            for (Yaml.Entry entry : inner.entries.values()) {
                if (!VARIABLE.matcher(entry.key()).matches()) {
                    problem(entry.at(), "'" + entry.key() + "' is no name for a variable");
                } else if (isNothing(entry.value())) {
                    variables.put(entry.key(), "");
                } else {
                    scalar(entry.key(), entry.value(), ProfileReader::line)
                            .ifPresent(text -> variables.put(entry.key(), text));
                }
            }
            return variables;
        }

        void end() {
            for (Yaml.Entry entry : entries.values()) {
                if (!known.contains(entry.key())) {
                    problem(
                            entry.at(),
                            "'%s' is no word of %s; it knows %s"
                                    .formatted(
                                            entry.key(),
                                            name,
                                            String.join(", ", Nearest.first(entry.key(), known))));
                }
            }
        }

        Place at(String word) {
            return Optional.ofNullable(entries.get(word)).map(Yaml.Entry::at).orElseThrow();
        }

        private Optional<Yaml> value(String word) {
            known.add(word);
            return Optional.ofNullable(entries.get(word))
                    .map(Yaml.Entry::value)
                    .filter(value -> !isNothing(value));
        }
    }

    private <T> Optional<T> scalar(String word, Yaml value, Function<String, T> reader) {
        if (!(value instanceof Scalar scalar)) {
            problem(value.at(), "'" + word + "' is one value, not a list and not a section");
            return Optional.empty();
        }
        try {
            return scalar.text().map(reader);
        } catch (IllegalArgumentException e) {
            problem(value.at(), "'" + word + "': " + e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isNothing(Yaml value) {
        return value instanceof Scalar scalar && scalar.text().isEmpty();
    }

    /** A text that may become a word of a directive: a line break would begin another directive. */
    private static String word(String text) {
        if (text.isEmpty() || line(text).chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("'" + text + "' is not one word");
        }
        return text;
    }

    private static String line(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "it holds a line break or another control character; one line is wanted");
        }
        return text;
    }

    private static int count(String text) {
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("'" + line(text) + "' is no whole number from 1");
        }
        return Integer.parseInt(text);
    }

    private static boolean yesOrNo(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "'" + line(text) + "' is neither true nor false");
        };
    }

    private static Duration pause(String text) {
        if (!text.matches("[1-9]\\d{0,3}[sm]")) {
            throw new IllegalArgumentException(
                    "'" + line(text) + "' is no pause, which is written as 10s or 2m");
        }
        return Walltime.parse(text);
    }

    private static String memory(String text) {
        if (!MEMORY.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + line(text) + "' is no amount of memory, which is written as 4G or 800M");
        }
        return text;
    }

    private void problem(Place at, String sentence) {
        problems.add(new Problem(source, at.line(), at.column(), sentence));
    }
}
