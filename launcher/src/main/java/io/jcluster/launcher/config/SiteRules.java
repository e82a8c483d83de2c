package io.jcluster.launcher.config;

import io.jcluster.templates.Profile;
import io.jcluster.templates.ProfileException.Problem;
import io.jcluster.templates.SetUp;
import io.jcluster.templates.Vocabulary;
import io.jcluster.templates.Walltime;
import io.jcluster.templates.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a profile knows of its site that a request must keep to. A scheduler would refuse the rest
 * as well, but later, in other words, or by letting the job wait for ever.
 */
public final class SiteRules {

    /** What each profile must keep to by itself, whatever the command line adds. */
    private static final List<Consumer<Profile>> OF_A_PROFILE =
            List.of(
                    SiteRules::forbids,
                    SiteRules::walltime,
                    SiteRules::alternatives,
                    SiteRules::gpus,
                    SiteRules::software,
                    KindRules::check,
                    ClusterSpec::checkNumbers,
                    SiteRules::nodes);

    private SiteRules() {}

    /**
     * What is wrong with a profile by itself: what it says and the site refuses or has not, and
     * numbers and words that contradict each other. What the site requires can still come from a
     * command line.
     *
     * @param source how to speak of the profile as a whole
     */
    public static List<Problem> problems(String source, Profile profile) {
        List<Problem> problems = new ArrayList<>();
        for (Consumer<Profile> rule : OF_A_PROFILE) {
            try {
                rule.accept(profile);
            } catch (RefusedException e) {
                problems.add(e.problem(source));
            }
        }
        return problems;
    }

    /**
     * @throws IllegalArgumentException in a sentence, for what the site requires or refuses and for
     *     words that do not go together
     */
    static void check(Profile profile) {
        requires(profile);
        OF_A_PROFILE.forEach(rule -> rule.accept(profile));
        profile.directives().add(); // refuses a place for a word that nobody has said
    }

    private static void alternatives(Profile profile) {
        for (Word<?> word : Vocabulary.all()) {
            for (Word<?> other : Vocabulary.alternatives(word)) {
                if (profile.origin(word).isPresent() && profile.origin(other).isPresent()) {
                    throw RefusedException.at(
                            profile,
                            other,
                            quoted(profile, word)
                                    + " and "
                                    + quoted(profile, other)
                                    + " cannot both be said; keep one");
                }
            }
        }
    }

    private static void gpus(Profile profile) {
        Profile.Resources wanted = profile.resources();
        for (Word<?> word : List.of(Vocabulary.GPU_TYPE, Vocabulary.MEMORY_PER_GPU)) {
            if (profile.get(word).isPresent()
                    && wanted.gpusPerNode().isEmpty()
                    && wanted.gpusPerEngine().isEmpty()) {
                throw RefusedException.at(
                        profile,
                        word,
                        "'"
                                + word.name()
                                + "' is "
                                + profile.get(word).get()
                                + RefusedException.where(profile, word)
                                + ", and nothing says how many: set 'gpus-per-node' or"
                                + " 'gpus-per-engine' in 'resources'");
            }
        }
    }

    private static void software(Profile profile) {
        try {
            SetUp.of(profile.software()); // its checks
        } catch (IllegalArgumentException e) {
            throw RefusedException.at(
                    profile,
                    profile.get(Vocabulary.RUNTIME).isPresent()
                            ? Vocabulary.RUNTIME
                            : Vocabulary.CONTAINER_OPTIONS,
                    String.valueOf(e.getMessage()));
        }
    }

    /** What is wanted on a node of the site must fit there; a refusal has all the numbers. */
    private static void nodes(Profile profile) {
        Profile.Resources wanted = profile.resources();
        int engines = profile.settled(Vocabulary.COUNT).orElse(1);
        Optional<Integer> nodes = wanted.nodes();
        int perNode =
                wanted.tasksPerNode()
                        .or(() -> nodes.map(count -> (engines + count - 1) / count))
                        .orElse(1);
        int cpus = wanted.cpusPerTask().orElse(1);
        profile.site()
                .coresPerNode()
                .filter(cores -> (long) perNode * cpus > cores)
                .ifPresent(
                        cores -> {
                            throw RefusedException.at(
                                    profile,
                                    wanted.tasksPerNode().isPresent()
                                            ? Vocabulary.TASKS_PER_NODE
                                            : Vocabulary.CPUS_PER_TASK,
                                    perNode
                                            + " engines on a node x "
                                            + cpus
                                            + " CPUs each = "
                                            + (long) perNode * cpus
                                            + ", and a node here has "
                                            + cores
                                            + " cores"
                                            + RefusedException.where(
                                                    profile, Vocabulary.CORES_PER_NODE)
                                            + "; ask for fewer on each, or for more nodes");
                        });
        long gpus =
                wanted.gpusPerNode()
                        .map(Integer::longValue)
                        .orElse((long) perNode * wanted.gpusPerEngine().orElse(0));
        profile.site()
                .gpusPerNode()
                .filter(has -> gpus > has)
                .ifPresent(
                        has -> {
                            throw RefusedException.at(
                                    profile,
                                    wanted.gpusPerNode().isPresent()
                                            ? Vocabulary.GPUS_PER_NODE
                                            : Vocabulary.GPUS_PER_ENGINE,
                                    (wanted.gpusPerNode().isPresent()
                                                    ? gpus + " GPUs on a node"
                                                    : perNode
                                                            + " engines on a node x "
                                                            + wanted.gpusPerEngine().orElse(0)
                                                            + " GPUs each = "
                                                            + gpus)
                                            + ", and a node here has "
                                            + has
                                            + " GPUs"
                                            + RefusedException.where(
                                                    profile, Vocabulary.SITE_GPUS_PER_NODE));
                        });
    }

    private static void requires(Profile profile) {
        List<String> missing =
                profile.site().requires().stream()
                        .filter(name -> !isSaid(profile, name))
                        .map(name -> missing(profile, name))
                        .toList();
        if (!missing.isEmpty()) {
            throw RefusedException.at(
                    profile,
                    Vocabulary.REQUIRES,
                    "this site wants "
                            + String.join(", ", missing)
                            + RefusedException.where(profile, Vocabulary.REQUIRES)
                            + "; say it on the command line or in 'resources' of your profile");
        }
    }

    private static void forbids(Profile profile) {
        for (String name : profile.site().forbids()) {
            for (Word<?> word : words(name)) {
                if (profile.origin(word).isPresent()) {
                    throw RefusedException.at(
                            profile,
                            word,
                            "this site refuses '"
                                    + name
                                    + "'"
                                    + RefusedException.where(profile, word)
                                    + RefusedException.where(profile, Vocabulary.FORBIDS)
                                    + "; leave it out, or take it away with '"
                                    + name
                                    + ": ~'");
                }
            }
        }
    }

    private static void walltime(Profile profile) {
        Optional<Duration> most = profile.site().maxWalltime();
        for (Word<Duration> word : List.of(Vocabulary.WALLTIME, Vocabulary.CONTROLLER_WALLTIME)) {
            Optional<Duration> wanted = profile.get(word);
            if (most.isPresent() && wanted.isPresent() && wanted.get().compareTo(most.get()) > 0) {
                throw RefusedException.at(
                        profile,
                        word,
                        "a walltime of "
                                + Walltime.text(wanted.get())
                                + RefusedException.where(profile, word)
                                + " is more than the "
                                + Walltime.text(most.get())
                                + " that this site allows"
                                + RefusedException.where(profile, Vocabulary.MAX_WALLTIME));
            }
        }
    }

    /** The words that a word of {@code requires} or {@code forbids} stands for. */
    private static List<Word<?>> words(String name) {
        return name.equals("notebook")
                ? Vocabulary.all().stream().filter(word -> word.section().equals(name)).toList()
                : Vocabulary.resource(name).stream().<Word<?>>map(word -> word).toList();
    }

    private static boolean isSaid(Profile profile, String name) {
        return words(name).stream().anyMatch(word -> profile.origin(word).isPresent());
    }

    private static String missing(Profile profile, String name) {
        return "'"
                + name
                + "'"
                + words(name).stream()
                        .flatMap(word -> profile.takenBy(word).stream())
                        .map(at -> " (taken away by " + at + ")")
                        .collect(Collectors.joining());
    }

    private static String quoted(Profile profile, Word<?> word) {
        return "'" + word.name() + "'" + RefusedException.where(profile, word);
    }
}
