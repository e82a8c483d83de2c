package io.jcluster.launcher.cluster;

import io.jcluster.launcher.cluster.Shipment.Item;
import io.jcluster.launcher.config.JavaProgram;
import io.jcluster.templates.Profile;
import io.jcluster.templates.ProgramScript;
import io.jcluster.templates.Vocabulary;
import io.jcluster.tunnel.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is sent to the cluster for a Java MPI program: the rank starter, and the program itself. */
final class ProgramFiles {

    /** The name of the rank starter's jar among what is sent of ours. */
    static final String STARTER = "ranks.jar";

    private ProgramFiles() {}

    /** What the nodes need of jcluster. */
    static Shipment own() {
        return OwnJars.of(List.of("ranks"));
    }

    /**
     * Sends what is not there.
     *
     * @param directory the job's
     */
    static void send(JavaProgram program, Host host, String directory, Progress progress)
            throws InterruptedException {
        progress.waiting("sending what ranks need to " + host.name());
        own().send(host);
        send(program.sent(), ProgramScript.PROGRAM, host, directory, progress);
    }

    /**
     * Sends a jar or a directory of classes of this machine into the directory of a job.
     *
     * @param name what it is called there
     */
    static void send(
            Optional<Path> sent, String name, Host host, String directory, Progress progress)
            throws InterruptedException {
        if (sent.isPresent()) {
            Path file = sent.get();
            progress.waiting("sending " + file.getFileName() + " to " + host.name());
            new Shipment(List.of(new Item(name, content(file)))).put(host, directory);
        }
    }

    /** What the MPI for Java of the nodes lacks of that which a program refers to. */
    static List<String> warnings(Profile profile, JavaProgram program) {
        try {
            return program.sent().isEmpty()
                    ? List.of()
                    : MpiReferences.in(program.sent().get())
                            .notes(profile.usual(Vocabulary.IMPLEMENTATION));
        } catch (IOException e) {
            throw unreadable(program.sent().get(), e);
        }
    }

    private static byte[] content(Path file) {
        try {
            return Files.isDirectory(file) ? Jar.of(file) : Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static ClusterException unreadable(Path file, IOException cause) {
        return ClusterException.of(ClusterException.Kind.LAPTOP, "cannot read " + file).said(cause);
    }
}
