package io.jcluster.launcher.cluster;

import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.launcher.config.JavaProgram;
import io.jcluster.templates.ClusterScript;
import io.jcluster.templates.ClusterScript.JavaEngines;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import io.jcluster.tunnel.Host;
import java.util.List;
import java.util.Optional;

/**
 * What is sent to the cluster for engines that take Java: the engine, and classes for its cells.
 */
final class EngineFiles {

    /**
     * The engine and what it is made of; jnacl is for controllers that encrypt, ranks for worlds of
     * MPI.
     */
    private static final List<String> OWN =
            List.of(
                    "engine",
                    "wire",
                    "jackson-annotations",
                    "jackson-core",
                    "jackson-databind",
                    "jnacl",
                    "slf4j-api",
                    "slf4j-jdk14",
                    "ranks");

    private EngineFiles() {}

    private static Shipment own() {
        return OwnJars.of(OWN);
    }

    /** What the job script is to start engines with. */
    static JavaEngines named(Profile profile) {
        Profile.Java java = profile.java();
        return new JavaEngines(
                own().directory(),
                java.jar().isPresent(),
                java.home(),
                java.options(),
                java.classPath(),
                ClusterSpec.mpiForJava(profile)
                        ? profile.settled(Vocabulary.MPI_HOME)
                        : Optional.empty());
    }

    /**
     * Sends what is not there.
     *
     * @param directory the job's
     * @param world as of {@link ClusterScript}
     */
    static void send(Profile profile, Host host, String directory, int world, Progress progress)
            throws InterruptedException {
        progress.waiting("sending what engines need to " + host.name());
        own().send(host);
        ProgramFiles.send(
                JavaProgram.sent(profile),
                ClusterScript.programOf(world),
                host,
                directory,
                progress);
    }
}
