package io.jcluster.launcher.doctor;

import io.jcluster.launcher.config.NamedHosts;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Profiles;
import java.util.Optional;

/**
 * What is examined, as {@code submit} would take it.
 *
 * @param name what the user calls it
 * @param isProfile whether that is a profile's name or file, or else a host's
 * @param profile what is known of the site
 * @param login the host to submit from; empty for this machine
 * @param scheduler the dialect's or family's name; empty where the host is to be asked
 */
record Subject(
        String name,
        boolean isProfile,
        Profile profile,
        Optional<String> login,
        Optional<String> scheduler) {

    /** The profile of a submission that names none, and its scheduler. */
    private static final String LOCAL = "local";

    /** The dialect that "local" means. */
    static final String NO_BATCH_SYSTEM = "shell";

    /**
     * A profile of that name, else a host.
     *
     * @param said over the profile, by the command line; with hosts, it is the profile of these
     *     that is meant where there is no word
     * @throws io.jcluster.templates.ProfileException when the profile cannot be used
     */
    static Subject of(Optional<String> word, Profile said, Profiles profiles) {
        String name = word.orElse(said.site().hosts().isEmpty() ? LOCAL : NamedHosts.SCHEDULER);
        if (name.endsWith(".yaml") || profiles.names().contains(name)) {
            Profile profile = profiles.named(name).overriddenBy(said);
            boolean hosts = profile.site().scheduler().equals(Optional.of(NamedHosts.SCHEDULER));
            return new Subject(
                    name,
                    true,
                    profile,
                    hosts
                            ? NamedHosts.login(profile)
                            : profile.site().login().filter(Subject::isElsewhere),
                    profile.site()
                            .scheduler()
                            .map(one -> hosts || one.equals(LOCAL) ? NO_BATCH_SYSTEM : one)
                            .or(() -> Optional.of(NO_BATCH_SYSTEM)));
        }
        return new Subject(
                name,
                false,
                said,
                Optional.of(name).filter(Subject::isElsewhere),
                Optional.empty());
    }

    private static boolean isElsewhere(String host) {
        return !host.equals("localhost");
    }

    /** How to speak of the machine that is examined. */
    String where() {
        return login.orElse("this machine");
    }
}
