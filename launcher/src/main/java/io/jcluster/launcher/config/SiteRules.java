package io.jcluster.launcher.config;

import io.jcluster.templates.Origin;
import io.jcluster.templates.Profile;
import io.jcluster.templates.SetUp;
import io.jcluster.templates.Vocabulary;
import io.jcluster.templates.Walltime;
import io.jcluster.templates.Word;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a profile knows of its site that a request must keep to. A scheduler would refuse the rest
 * as well, but later, in other words, or by letting the job wait for ever.
 */
final class SiteRules {

    private SiteRules() {}

    /**
     * @throws IllegalArgumentException in a sentence, for what the site requires or refuses and for
     *     words that do not go together
     */
    static void check(Profile profile) {
        requires(profile);
        forbids(profile);
        walltime(profile);
        Profile.Resources wanted = profile.resources();
        together(profile, Vocabulary.MEMORY, Vocabulary.MEMORY_PER_CPU);
        together(profile, Vocabulary.GPUS_PER_NODE, Vocabulary.GPUS_PER_ENGINE);
        if (wanted.gpuType().isPresent()
                && wanted.gpusPerNode().isEmpty()
                && wanted.gpusPerEngine().isEmpty()) {
            throw new IllegalArgumentException(
                    "'gpu-type' is "
                            + wanted.gpuType().get()
                            + ", and nothing says how many: set 'gpus-per-node' or"
                            + " 'gpus-per-engine' in 'resources'");
        }
        together(profile, Vocabulary.CONDA, Vocabulary.VENV);
        SetUp.of(profile.software()); // its checks
        profile.directives().add(); // the same
    }

    /**
     * @param engines how many there are
     * @param nodes how many, where that is known
     * @throws IllegalArgumentException in a sentence with all the numbers, when a node of the site
     *     cannot hold what is wanted on it
     */
    static void checkNodes(Profile profile, int engines, Optional<Integer> nodes) {
        Profile.Resources wanted = profile.resources();
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
                            throw new IllegalArgumentException(
                                    perNode
                                            + " engines on a node x "
                                            + cpus
                                            + " CPUs each = "
                                            + (long) perNode * cpus
                                            + ", and a node here has "
                                            + cores
                                            + " cores"
                                            + where(profile, Vocabulary.CORES_PER_NODE)
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
                            throw new IllegalArgumentException(
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
                                            + where(profile, Vocabulary.SITE_GPUS_PER_NODE));
                        });
    }

    private static void requires(Profile profile) {
        List<String> missing =
                profile.site().requires().stream()
                        .filter(name -> !isSaid(profile, name))
                        .map(name -> "'" + name + "'")
                        .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "this site wants "
                            + String.join(", ", missing)
                            + where(profile, Vocabulary.REQUIRES)
                            + "; say it on the command line or in 'resources' of your profile");
        }
    }

    private static void forbids(Profile profile) {
        List<String> said =
                profile.site().forbids().stream()
                        .filter(name -> isSaid(profile, name))
                        .map(name -> "'" + name + "'" + origin(profile, name))
                        .toList();
        if (!said.isEmpty()) {
            throw new IllegalArgumentException(
                    "this site refuses "
                            + String.join(", ", said)
                            + where(profile, Vocabulary.FORBIDS)
                            + "; leave it out");
        }
    }

    private static void walltime(Profile profile) {
        Optional<Duration> most = profile.site().maxWalltime();
        for (Word<Duration> word : List.of(Vocabulary.WALLTIME, Vocabulary.CONTROLLER_WALLTIME)) {
            Optional<Duration> wanted = profile.get(word);
            if (most.isPresent() && wanted.isPresent() && wanted.get().compareTo(most.get()) > 0) {
                throw new IllegalArgumentException(
                        "a walltime of "
                                + Walltime.text(wanted.get())
                                + where(profile, word)
                                + " is more than the "
                                + Walltime.text(most.get())
                                + " that this site allows"
                                + where(profile, Vocabulary.MAX_WALLTIME));
            }
        }
    }

    private static void together(Profile profile, Word<?> one, Word<?> other) {
        if (profile.origin(one).isPresent() && profile.origin(other).isPresent()) {
            throw new IllegalArgumentException(
                    "'"
                            + one.name()
                            + "'"
                            + where(profile, one)
                            + " and '"
                            + other.name()
                            + "'"
                            + where(profile, other)
                            + " cannot both be said; keep one");
        }
    }

    private static boolean isSaid(Profile profile, String name) {
        return name.equals("notebook")
                ? profile.says("notebook")
                : Vocabulary.resource(name).flatMap(profile::origin).isPresent();
    }

    private static String origin(Profile profile, String name) {
        return Vocabulary.resource(name).map(word -> where(profile, word)).orElse("");
    }

    private static String where(Profile profile, Word<?> word) {
        return profile.origin(word).map(Origin::toString).map(at -> " (" + at + ")").orElse("");
    }
}
