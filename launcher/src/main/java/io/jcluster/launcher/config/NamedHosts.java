package io.jcluster.launcher.config;

import io.jcluster.templates.EngineHost;
import io.jcluster.templates.HostSlots;
import io.jcluster.templates.Layout;
import io.jcluster.templates.Profile;
import java.util.Optional;

/**
 * What {@code scheduler: hosts} means: hosts without a batch system, named by the user. It is no
 * scheduler of its own: the cluster is a job of {@code shell} on the controller's host, which
 * reaches the others by ssh. So all that is true of a job there is true of the cluster.
 *
 * @param login the controller's host; empty for this machine
 * @param engines how many
 */
public record NamedHosts(Optional<String> login, int engines) {

    /** What users say for it. */
    public static final String SCHEDULER = "hosts";

    /** The dialect of the job on the controller's host. */
    static final String DIALECT = "shell";

    /**
     * Settles it.
     *
     * @param wanted what {@code -n} says; without it every slot gets an engine
     * @throws IllegalArgumentException in a sentence
     */
    static NamedHosts settle(Profile profile, Optional<Integer> wanted) {
        Profile.Site site = profile.site();
        if (site.hosts().isEmpty()) {
            throw new IllegalArgumentException(
                    "'scheduler: hosts' needs the hosts by name: --hosts a:4,b:4, or 'site: {hosts:"
                            + " [a:4, b:4]}' in the profile");
        }
        if (profile.controller().layout().equals(Optional.of(Layout.SEPARATE))) {
            throw new IllegalArgumentException(
                    "'layout: separate' is for a queue, and hosts have none; leave it out");
        }
        if (profile.resources().nodes().isPresent()) {
            throw new IllegalArgumentException(
                    "nodes "
                            + profile.resources().nodes().get()
                            + ": the hosts are named one by one; leave 'nodes' out");
        }
        if (profile.launch().launcher().equals(Optional.of("srun"))) {
            throw new IllegalArgumentException(
                    "'launcher: srun' needs Slurm; on named hosts it is mpiexec");
        }
        if (profile.launch().launcher().equals(Optional.of("ssh"))
                && !profile.launch().mpi().equals(Optional.of("none"))) {
            throw new IllegalArgumentException(
                    "'launcher: ssh' starts engines without MPI; say 'mpi: none' (--mpi none) with"
                            + " it, or leave it out");
        }
        Optional<Integer> each = profile.resources().tasksPerNode();
        int engines = wanted.orElseGet(() -> EngineHost.slots(site.hosts(), each));
        EngineHost.fill(site.hosts(), each, engines); // its checks
        Optional<String> controller = profile.controller().host();
        if (site.login().isPresent()
                && controller.isPresent()
                && !site.login().equals(controller)) {
            throw new IllegalArgumentException(
                    "the login host is "
                            + site.login().get()
                            + " and the controller's host "
                            + controller.get()
                            + ": the job is where the controller is; leave login out, and say in"
                            + " ~/.ssh/config, by ProxyJump, how "
                            + controller.get()
                            + " is reached");
        }
        return new NamedHosts(login(profile), engines);
    }

    /** The controller's host, where the cluster's job is; empty for this machine. */
    public static Optional<String> login(Profile profile) {
        return profile.site()
                .login()
                .or(() -> profile.controller().host())
                .or(() -> profile.site().hosts().stream().map(HostSlots::host).findFirst())
                .filter(host -> !host.equals("localhost"));
    }

    /**
     * Refuses words that are for named hosts alone.
     *
     * @throws IllegalArgumentException in a sentence
     */
    static void refuseElsewhere(Profile profile, String scheduler) {
        if (!profile.site().hosts().isEmpty() || profile.controller().host().isPresent()) {
            throw new IllegalArgumentException(
                    "'hosts' of 'site' and 'host' of 'controller' are for 'scheduler: hosts', and"
                            + " here the scheduler is "
                            + scheduler);
        }
    }
}
