package io.jcluster.scheduler;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where settings of a user and of a site are: the user's directory of configuration first, then
 * those of the system (XDG base directory specification), each with a directory {@code jcluster}.
 *
 * @param state what is remembered between programs
 * @param directories in order of preference
 */
record ConfigurationFiles(Path state, List<Path> directories) {

    ConfigurationFiles {
        directories = List.copyOf(directories);
    }

    /**
     * From the environment: {@code HOME}, {@code XDG_STATE_HOME}, {@code XDG_CONFIG_HOME}, {@code
     * XDG_CONFIG_DIRS}.
     */
    static ConfigurationFiles from(Map<String, String> environment) {
        var home =
                absolute(environment.getOrDefault("HOME", ""))
                        .orElseGet(() -> Path.of(System.getProperty("user.home")));
        var places = new ArrayList<Path>();
        places.add(
                absolute(environment.getOrDefault("XDG_CONFIG_HOME", ""))
                        .orElse(home.resolve(".config")));
        for (var place : environment.getOrDefault("XDG_CONFIG_DIRS", "").split(":", -1)) {
            absolute(place).ifPresent(places::add);
        }
        places.add(Path.of("/etc"));
        return new ConfigurationFiles(
                absolute(environment.getOrDefault("XDG_STATE_HOME", ""))
                        .orElse(home.resolve(".local/state"))
                        .resolve("jcluster/drmaa2"),
                places.stream().map(place -> place.resolve("jcluster")).distinct().toList());
    }

    // A relative path is invalid and to be ignored, says the specification.
    private static Optional<Path> absolute(String text) {
        return text.startsWith("/") ? Optional.of(Path.of(text)) : Optional.empty();
    }

    /**
     * The job categories of a workload manager: those of {@code slurm@DESTINATION.categories}, for
     * one login node, and of {@code slurm.categories}, in each directory. Of two of one name the
     * first counts.
     */
    Categories categories(String scheme, Optional<String> destination) {
        var all = Categories.NONE;
        for (var directory : directories) {
            var names = new ArrayList<String>();
            destination.ifPresent(where -> names.add(scheme + "@" + where + ".categories"));
            names.add(scheme + ".categories");
            for (var name : names) {
                var file = directory.resolve(name);
                if (Files.isRegularFile(file)) {
                    all = all.or(Categories.read(file));
                }
            }
        }
        return all;
    }
}
