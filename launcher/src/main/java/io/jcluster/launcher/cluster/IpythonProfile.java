package io.jcluster.launcher.cluster;

import io.jcluster.client.ConnectionFile;
import io.jcluster.launcher.config.PrivateFiles;
import io.jcluster.launcher.config.UserDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The profile in the user's IPython directory by which {@code ipp.Client(profile="job_77")} finds
 * the cluster. The directory is ours when we made it; one that was there before (rsynced by hand,
 * say) is only lent, and keeps everything but the connection file.
 */
final class IpythonProfile {

    private final Path directory;

    IpythonProfile(UserDirectories directories, ClusterRecord cluster) {
        this.directory = directories.ipython().resolve("profile_" + cluster.ipythonProfile());
    }

    /**
     * Makes the directory.
     *
     * @return what is to be deleted when the cluster has ended
     */
    List<Path> prepare() {
        try {
            if (!Files.exists(directory)) {
                PrivateFiles.directory(directory);
                PrivateFiles.write(
                        mark(), "Made by jcluster, and removed by it when the cluster ends.\n");
            }
            PrivateFiles.directory(directory.resolve("security"));
            return leftovers();
        } catch (IOException e) {
            throw ClusterException.of(ClusterException.Kind.LAPTOP, "cannot make " + directory)
                    .said(e);
        }
    }

    /** Writes the connection file, for its owner only. */
    void install(ConnectionFile connection) {
        try {
            connection.writeTo(file());
        } catch (IOException e) {
            throw ClusterException.of(ClusterException.Kind.LAPTOP, "cannot write " + file())
                    .said(e);
        }
    }

    List<Path> leftovers() {
        return List.of(Files.exists(mark()) ? directory : file());
    }

    void remove() {
        for (Path path : leftovers()) {
            try {
                PrivateFiles.deleteTree(path);
            } catch (IOException e) {
                throw ClusterException.of(ClusterException.Kind.LAPTOP, "cannot delete " + path)
                        .said(e);
            }
        }
    }

    Path file() {
        return directory.resolve("security").resolve("ipcontroller-client.json");
    }

    private Path mark() {
        return directory.resolve(".jcluster");
    }
}
