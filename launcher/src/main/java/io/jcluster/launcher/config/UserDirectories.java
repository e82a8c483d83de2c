package io.jcluster.launcher.config;

import io.jcluster.templates.Profiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where this user's files are. {@code $HOME} counts, not the password file: a user who sets it
 * expects every tool to follow.
 *
 * @param home the home directory
 * @param state what jcluster knows of its clusters, {@code ~/.local/state/jcluster}
 * @param config profiles, {@code ~/.config/jcluster}
 * @param ipython IPython's directory, {@code ~/.ipython}, in which profiles are looked up
 */
public record UserDirectories(Path home, Path state, Path config, Path ipython) {

    /**
     * From the environment: {@code HOME}, {@code XDG_STATE_HOME}, {@code XDG_CONFIG_HOME}, {@code
     * IPYTHONDIR}.
     */
    public static UserDirectories from(Map<String, String> environment) {
        Path home =
                directory(environment, "HOME")
                        .orElseGet(() -> Path.of(System.getProperty("user.home")));
        return new UserDirectories(
                home,
                directory(environment, "XDG_STATE_HOME")
                        .orElse(home.resolve(".local/state"))
                        .resolve("jcluster"),
                directory(environment, "XDG_CONFIG_HOME")
                        .orElse(home.resolve(".config"))
                        .resolve("jcluster"),
                directory(environment, "IPYTHONDIR").orElse(home.resolve(".ipython")));
    }

    // The XDG base directory specification: a relative path is invalid and to be ignored.
    private static Optional<Path> directory(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() || !Path.of(value).isAbsolute()
                ? Optional.empty()
                : Optional.of(Path.of(value));
    }

    /** Profiles as they count in the working directory. */
    public Profiles profiles() {
        return Profiles.of(config, home, Path.of(""));
    }

    /** One directory per cluster. */
    public Path clusters() {
        return state.resolve("clusters");
    }

    /** One directory per connection that an agent holds. */
    public Path lines() {
        return state.resolve("lines");
    }

    /** Where DRMAA2 sessions persist. */
    public Path sessions() {
        return state.resolve("drmaa2");
    }
}
