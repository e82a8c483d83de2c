package io.jcluster.templates;

import io.jcluster.artifacts.Coordinate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a profile says of a site, and no more: what it leaves open is empty. Each thing said knows
 * where that was. Layers of profiles are put over each other with {@link #overriddenBy}.
 *
 * <p>What a word means and what its value can be is told by the {@link Vocabulary}; the sections
 * here name its values. Two profiles are equal that say the same, wherever they do.
 */
public final class Profile {

    /** The profile that says nothing. */
    public static final Profile EMPTY = new Profile(Map.of());

    /**
     * What can be said once.
     *
     * @param name the user's own, where a word is said for many; else empty
     */
    private record Key(Word<?> word, String name) {}

    /**
     * @param value empty: what other layers say is taken away
     */
    private record Setting(Optional<Object> value, Origin origin) {}

    private final Map<Key, Setting> said;

    private Profile(Map<Key, Setting> said) {
        this.said = said;
    }

    /**
     * The profile of a text that names no files.
     *
     * @param source how to name the text in a message
     * @throws ProfileException with every problem that was found
     */
    public static Profile read(String source, String text) {
        return ProfileReader.read(source, Path.of(""), text).said();
    }

    /** This profile, and that word said in it. */
    public <T> Profile with(Word<T> word, T value, Origin origin) {
        return with(word, "", value, origin);
    }

    /**
     * As above, of a word that is said for many, such as the variables of an environment.
     *
     * @param name the user's own
     */
    public <T> Profile with(Word<T> word, String name, T value, Origin origin) {
        Map<Key, Setting> more = new LinkedHashMap<>(said);
        more.put(new Key(word, name), new Setting(Optional.of(value), origin));
        return new Profile(more);
    }

    /** This profile, which takes away what the layers under it say with that word. */
    Profile taking(Word<?> word, Origin origin) {
        return taking(word, "", origin);
    }

    /** As above, of what they say for that name alone. */
    Profile taking(Word<?> word, String name, Origin origin) {
        Map<Key, Setting> more = new LinkedHashMap<>(said);
        more.put(new Key(word, name), new Setting(Optional.empty(), origin));
        return new Profile(more);
    }

    /** This profile without that word. */
    Profile without(Word<?> word) {
        Map<Key, Setting> less = new LinkedHashMap<>(said);
        less.keySet().removeIf(key -> key.word().equals(word));
        return new Profile(less);
    }

    /** What is said with that word. */
    @SuppressWarnings("unchecked") // with() lets in nothing of another type
    public <T> Optional<T> get(Word<T> word) {
        return Optional.ofNullable(said.get(new Key(word, "")))
                .flatMap(setting -> (Optional<T>) setting.value());
    }

    /** What is said with that word, else what jcluster does by itself. */
    public <T> Optional<T> settled(Word<T> word) {
        return get(word).or(() -> word.usual(this));
    }

    /** The same of a word that jcluster knows a value for, whatever else is said. */
    public <T> T usual(Word<T> word) {
        return settled(word)
                .orElseThrow(() -> new IllegalStateException(word + " has no usual value"));
    }

    /** This profile, and under it what jcluster does by itself. */
    public Profile withUsual() {
        Profile all = this;
        for (Word<?> word : Vocabulary.all()) {
            all = withUsual(word, all);
        }
        return all;
    }

    private <T> Profile withUsual(Word<T> word, Profile all) {
        return get(word).isPresent()
                ? all
                : word.usual(this)
                        .map(value -> all.with(word, value, Origin.builtIn(takenBy(word, ""))))
                        .orElse(all);
    }

    /** The list that is said with that word; empty as well where nothing is said. */
    public <T> List<T> list(Word<List<T>> word) {
        return get(word).orElse(List.of());
    }

    /** What is said with a word that is said for many, by the user's names. */
    @SuppressWarnings("unchecked") // with() lets in nothing of another type
    public <T> SortedMap<String, T> byName(Word<T> word) {
        SortedMap<String, T> values = new TreeMap<>();
        said.forEach(
                (key, setting) -> {
                    if (key.word().equals(word)) {
                        setting.value().ifPresent(value -> values.put(key.name(), (T) value));
                    }
                });
        return Collections.unmodifiableSortedMap(values);
    }

    /** Where that word was said. */
    public Optional<Origin> origin(Word<?> word) {
        return origin(word, "");
    }

    /** Where that word was said for that name. */
    public Optional<Origin> origin(Word<?> word, String name) {
        return setting(word, name)
                .filter(setting -> setting.value().isPresent())
                .map(Setting::origin);
    }

    /** Where what was said with that word was taken away, and nothing was said since. */
    public Optional<Origin> takenBy(Word<?> word) {
        return takenBy(word, "");
    }

    Optional<Origin> takenBy(Word<?> word, String name) {
        return setting(word, name)
                .filter(setting -> setting.value().isEmpty())
                .map(Setting::origin);
    }

    /** The user's names for which something is said with that word, or taken away. */
    SortedSet<String> names(Word<?> word) {
        return said.keySet().stream()
                .filter(key -> key.word().equals(word))
                .map(Key::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Optional<Setting> setting(Word<?> word, String name) {
        return Optional.ofNullable(said.get(new Key(word, name)));
    }

    /** Whether anything is said in that section, or in one within it. */
    public boolean says(String section) {
        return said.entrySet().stream()
                .filter(one -> one.getValue().value().isPresent())
                .anyMatch(one -> one.getKey().word().isWithin(section));
    }

    /** The same, or taken away. */
    boolean mentions(String section) {
        return said.keySet().stream().anyMatch(key -> key.word().isWithin(section));
    }

    /**
     * This profile with everything {@code over} says put in place of what this one says. Lists are
     * replaced whole; the variables of the environment one by one. A word takes the place of the
     * other words for the same thing, such as {@code memory-per-cpu} that of {@code memory}.
     */
    public Profile overriddenBy(Profile over) {
        Map<Key, Setting> both = new LinkedHashMap<>(said);
        over.said.forEach(
                (key, setting) -> {
                    if (setting.value().isEmpty() && key.name().isEmpty()) {
                        both.keySet().removeIf(one -> one.word().equals(key.word()));
                    } else if (setting.value().isPresent()) {
                        Vocabulary.alternatives(key.word()).stream()
                                .filter(other -> get(other).isPresent())
                                .forEach(
                                        other ->
                                                both.put(
                                                        new Key(other, ""),
                                                        new Setting(
                                                                Optional.empty(),
                                                                setting.origin())));
                    }
                });
        both.putAll(over.said);
        return new Profile(both);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Profile profile && profile.values().equals(values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    private Map<Key, Optional<Object>> values() {
        Map<Key, Optional<Object>> values = new LinkedHashMap<>();
        said.forEach((key, setting) -> values.put(key, setting.value()));
        return values;
    }

    /** Every word that is said, with its value, for who reads a message. */
    @Override
    public String toString() {
        Map<String, Object> words = new TreeMap<>();
        said.forEach(
                (key, setting) ->
                        words.put(
                                key.word() + (key.name().isEmpty() ? "" : "." + key.name()),
                                setting.value().orElse("~")));
        return "Profile" + words;
    }

    public Site site() {
        return new Site(this);
    }

    public Resources resources() {
        return new Resources(this);
    }

    public Software software() {
        return new Software(this);
    }

    public Launch launch() {
        return new Launch(this);
    }

    public Controller controller() {
        return new Controller(this);
    }

    public Line line() {
        return new Line(get(Vocabulary.RELAY), get(Vocabulary.KEEP), get(Vocabulary.WAY));
    }

    public Engines engines() {
        return new Engines(this);
    }

    public Java java() {
        return new Java(this);
    }

    public Notebook notebook() {
        return new Notebook(this);
    }

    public Mail mail() {
        return new Mail(this);
    }

    public Directives directives() {
        return new Directives(this);
    }

    public OwnTemplates templates() {
        return new OwnTemplates(this);
    }

    public Limits limits() {
        return new Limits(this);
    }

    /** The machines. */
    public record Site(Profile said) {

        public Optional<String> login() {
            return said.get(Vocabulary.LOGIN);
        }

        public Optional<String> scheduler() {
            return said.get(Vocabulary.SCHEDULER);
        }

        public Optional<Duration> pollInterval() {
            return said.get(Vocabulary.POLL_INTERVAL);
        }

        public List<HostSlots> hosts() {
            return said.list(Vocabulary.HOSTS);
        }

        public List<String> requires() {
            return said.list(Vocabulary.REQUIRES);
        }

        public List<String> forbids() {
            return said.list(Vocabulary.FORBIDS);
        }

        public Optional<Duration> maxWalltime() {
            return said.get(Vocabulary.MAX_WALLTIME);
        }

        public Optional<Integer> coresPerNode() {
            return said.get(Vocabulary.CORES_PER_NODE);
        }

        public Optional<Integer> gpusPerNode() {
            return said.get(Vocabulary.SITE_GPUS_PER_NODE);
        }

        public Optional<String> name() {
            return said.get(Vocabulary.NAME);
        }

        public Optional<String> documentation() {
            return said.get(Vocabulary.DOCUMENTATION);
        }

        public Optional<LocalDate> read() {
            return said.get(Vocabulary.READ);
        }

        public Optional<SiteStatus> status() {
            return said.get(Vocabulary.STATUS);
        }
    }

    /** What is asked of the scheduler. */
    public record Resources(Profile said) {

        public Optional<Integer> nodes() {
            return said.get(Vocabulary.NODES);
        }

        public Optional<Integer> tasksPerNode() {
            return said.get(Vocabulary.TASKS_PER_NODE);
        }

        public Optional<Integer> cpusPerTask() {
            return said.get(Vocabulary.CPUS_PER_TASK);
        }

        public Optional<Duration> walltime() {
            return said.get(Vocabulary.WALLTIME);
        }

        public Optional<String> partition() {
            return said.get(Vocabulary.PARTITION);
        }

        public Optional<String> account() {
            return said.get(Vocabulary.ACCOUNT);
        }

        public Optional<String> constraint() {
            return said.get(Vocabulary.CONSTRAINT);
        }

        public Optional<String> qos() {
            return said.get(Vocabulary.QOS);
        }

        public Optional<String> memory() {
            return said.get(Vocabulary.MEMORY);
        }

        public Optional<String> memoryPerCpu() {
            return said.get(Vocabulary.MEMORY_PER_CPU);
        }

        public Optional<String> memoryPerGpu() {
            return said.get(Vocabulary.MEMORY_PER_GPU);
        }

        public Optional<Integer> gpusPerNode() {
            return said.get(Vocabulary.GPUS_PER_NODE);
        }

        public Optional<Integer> gpusPerEngine() {
            return said.get(Vocabulary.GPUS_PER_ENGINE);
        }

        public Optional<String> gpuType() {
            return said.get(Vocabulary.GPU_TYPE);
        }

        public Optional<Boolean> exclusive() {
            return said.get(Vocabulary.EXCLUSIVE);
        }

        public Optional<String> reservation() {
            return said.get(Vocabulary.RESERVATION);
        }
    }

    /** What a job needs before Python can start, and after its end. */
    public record Software(Profile said) {

        public Optional<Boolean> purge() {
            return said.get(Vocabulary.PURGE);
        }

        public List<String> moduleUse() {
            return said.list(Vocabulary.MODULE_USE);
        }

        public List<String> modules() {
            return said.list(Vocabulary.MODULES);
        }

        public List<String> prologue() {
            return said.list(Vocabulary.PROLOGUE);
        }

        public Optional<String> conda() {
            return said.get(Vocabulary.CONDA);
        }

        public Optional<String> venv() {
            return said.get(Vocabulary.VENV);
        }

        public Optional<String> python() {
            return said.get(Vocabulary.PYTHON);
        }

        public List<String> epilogue() {
            return said.list(Vocabulary.EPILOGUE);
        }

        public SortedMap<String, String> environment() {
            return said.byName(Vocabulary.ENVIRONMENT);
        }

        /** The container; empty where there is none. */
        public Optional<Container> container() {
            return said.says("software.container")
                    ? Optional.of(new Container(said))
                    : Optional.empty();
        }
    }

    /** What controller and engines run in. */
    public record Container(Profile said) {

        public Optional<String> image() {
            return said.get(Vocabulary.IMAGE);
        }

        public Optional<ContainerRuntime> runtime() {
            return said.get(Vocabulary.RUNTIME);
        }

        public List<String> options() {
            return said.list(Vocabulary.CONTAINER_OPTIONS);
        }
    }

    /** How engines are spread over what the job was given. */
    public record Launch(Profile said) {

        public Optional<String> launcher() {
            return said.get(Vocabulary.LAUNCHER);
        }

        public Optional<String> program() {
            return said.get(Vocabulary.PROGRAM);
        }

        public Optional<MpiFlavour> flavour() {
            return said.get(Vocabulary.FLAVOUR);
        }

        public Optional<String> mpi() {
            return said.get(Vocabulary.MPI);
        }

        public Optional<Binding> bind() {
            return said.get(Vocabulary.BIND);
        }

        public List<String> options() {
            return said.list(Vocabulary.LAUNCH_OPTIONS);
        }
    }

    /** Where the controller runs and listens, and whether it encrypts. */
    public record Controller(Profile said) {

        public Optional<Layout> layout() {
            return said.get(Vocabulary.LAYOUT);
        }

        public Optional<String> partition() {
            return said.get(Vocabulary.CONTROLLER_PARTITION);
        }

        public Optional<Duration> walltime() {
            return said.get(Vocabulary.CONTROLLER_WALLTIME);
        }

        public Optional<String> memory() {
            return said.get(Vocabulary.CONTROLLER_MEMORY);
        }

        public Optional<String> host() {
            return said.get(Vocabulary.CONTROLLER_HOST);
        }

        public Optional<String> networkInterface() {
            return said.get(Vocabulary.INTERFACE);
        }

        public Optional<Boolean> curve() {
            return said.get(Vocabulary.CURVE);
        }

        public Optional<PortRange> ports() {
            return said.get(Vocabulary.PORTS);
        }
    }

    /**
     * The way from this machine to the controller, and what happens when it is cut.
     *
     * @param relay whether a relay in the job keeps what is on its way over a cut
     * @param keep how long each side is kept open while the other is not heard of
     * @param way the one way to take to the node; empty: the first that is open
     */
    public record Line(Optional<Boolean> relay, Optional<Duration> keep, Optional<LineWay> way) {

        /** How long each side is kept open where nothing is said of it. */
        public static final Duration USUAL_KEEP = Duration.ofHours(12);

        /** What says nothing. */
        public static final Line EMPTY =
                new Line(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The engines themselves. */
    public record Engines(Profile said) {

        public Optional<Integer> count() {
            return said.get(Vocabulary.COUNT);
        }

        /** What they are. */
        public EngineKind kind() {
            return said.usual(Vocabulary.ENGINE_KIND);
        }

        public List<String> arguments() {
            return said.list(Vocabulary.ENGINE_ARGUMENTS);
        }
    }

    /** What ranks in Java are, and what they find on their nodes. */
    public record Java(Profile said) {

        public Optional<String> home() {
            return said.get(Vocabulary.JAVA_HOME);
        }

        public List<String> options() {
            return said.list(Vocabulary.JAVA_OPTIONS);
        }

        /** Of this machine. */
        public Optional<Path> jar() {
            return said.get(Vocabulary.JAR);
        }

        /** On the cluster. */
        public List<String> classPath() {
            return said.list(Vocabulary.CLASS_PATH);
        }

        /** Of jars that this machine fetches. */
        public List<Coordinate> maven() {
            return said.list(Vocabulary.MAVEN);
        }

        public Optional<String> mainClass() {
            return said.get(Vocabulary.MAIN_CLASS);
        }
    }

    /** A notebook server on the cluster. */
    public record Notebook(Profile said) {

        public Optional<Boolean> lab() {
            return said.get(Vocabulary.LAB);
        }

        public Optional<String> directory() {
            return said.get(Vocabulary.NOTEBOOK_DIRECTORY);
        }

        public List<String> arguments() {
            return said.list(Vocabulary.NOTEBOOK_ARGUMENTS);
        }

        public Optional<String> python() {
            return said.get(Vocabulary.NOTEBOOK_PYTHON);
        }
    }

    /** What the scheduler writes to people. */
    public record Mail(Profile said) {

        public Optional<String> to() {
            return said.get(Vocabulary.MAIL_TO);
        }

        public List<MailOccasion> on() {
            return said.list(Vocabulary.MAIL_ON);
        }
    }

    /** Directives that jcluster has no word for, and those of its own that a site refuses. */
    public record Directives(Profile said) {

        /**
         * With the words of {@code resources} in their places.
         *
         * @throws IllegalArgumentException in a sentence, for a place that nothing can be put in
         */
        public List<String> add() {
            return said.list(Vocabulary.DIRECTIVES_ADD).stream()
                    .map(line -> new Directive(line).in(said))
                    .toList();
        }

        public List<String> drop() {
            return said.list(Vocabulary.DIRECTIVES_DROP);
        }
    }

    /**
     * Job scripts of the site's own, with a hole for what jcluster puts in; see {@link
     * OwnTemplate}.
     */
    public record OwnTemplates(Profile said) {

        public Optional<Path> job() {
            return said.get(Vocabulary.JOB);
        }

        public Optional<Path> controller() {
            return said.get(Vocabulary.CONTROLLER_JOB);
        }

        public Optional<Path> engines() {
            return said.get(Vocabulary.ENGINES_JOB);
        }
    }

    /** What the user wants to hear of in time. */
    public record Limits(Profile said) {

        public Optional<Duration> warnBefore() {
            return said.get(Vocabulary.WARN_BEFORE);
        }
    }
}
