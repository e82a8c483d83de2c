package io.jcluster.launcher.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcluster.launcher.config.PrivateFiles;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.templates.ClusterScript;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The clusters on record: a directory each, with {@code cluster.json} and the job script in it. */
public final class ClusterStore {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();

    // Read aloud and typed by hand now and then: no letters that look like digits.
    private static final String LETTERS = "abcdefghjkmnpqrstvwxyz23456789";

    /** Of the only job, or of the controller's and the engines'. */
    private static final List<String> SCRIPTS = List.of("job.sh", "engines.sh");

    private final Path root;

    public ClusterStore(UserDirectories directories) {
        this.root = directories.clusters();
    }

    /**
     * A key that no cluster has; starts with a letter, so that it is never taken for a job's id.
     */
    public static String newKey() {
        StringBuilder key = new StringBuilder("k");
        for (int i = 0; i < 7; i++) {
            key.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return key.toString();
    }

    public void save(ClusterRecord cluster) {
        try {
            PrivateFiles.write(
                    file(cluster.key()),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(cluster.toJson())
                            + "\n");
        } catch (IOException e) {
            throw unusable("cannot write", file(cluster.key()), e);
        }
    }

    /** Keeps what is submitted, job by job, the controller's first. */
    public void saveScripts(ClusterRecord cluster, List<String> scripts) {
        try {
            for (int i = 0; i < scripts.size(); i++) {
                PrivateFiles.write(directory(cluster).resolve(SCRIPTS.get(i)), scripts.get(i));
            }
        } catch (IOException e) {
            throw unusable("cannot write", directory(cluster), e);
        }
    }

    /** Keeps what is submitted for engines that join. */
    public void saveScript(ClusterRecord cluster, int world, String script) {
        keep(cluster, scriptOf(world), script);
    }

    /** What was submitted for engines that joined; empty when it was not kept. */
    public Optional<String> script(ClusterRecord cluster, int world) {
        return kept(cluster, scriptOf(world));
    }

    private static String scriptOf(int world) {
        return ClusterScript.filesOf(world) + ".sh";
    }

    /** A text that lies beside the record; empty when there is none. */
    public Optional<String> kept(ClusterRecord cluster, String name) {
        Path file = directory(cluster).resolve(name);
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable("cannot read", file, e);
        }
    }

    /** What was submitted; empty when it was not kept. */
    public List<String> scripts(ClusterRecord cluster) {
        return SCRIPTS.stream().flatMap(name -> kept(cluster, name).stream()).toList();
    }

    /** Keeps a text beside the record, for its owner only, as long as the record is there. */
    public Path keep(ClusterRecord cluster, String name, String text) {
        Path file = directory(cluster).resolve(name);
        try {
            PrivateFiles.write(file, text);
            return file;
        } catch (IOException e) {
            throw unusable("cannot write", file, e);
        }
    }

    /**
     * All clusters on record, oldest first. A record that cannot be read is left out: it must not
     * stand between the user and the other clusters.
     */
    public List<ClusterRecord> all() {
        return files().stream()
                .flatMap(file -> readable(file).stream())
                .sorted(Comparator.comparing(ClusterRecord::created))
                .toList();
    }

    /** The records that {@link #all} leaves out, for the user to be told of. */
    public List<Path> unreadable() {
        return files().stream()
                .filter(file -> Files.exists(file) && readable(file).isEmpty())
                .toList();
    }

    private Optional<ClusterRecord> readable(Path file) {
        try {
            return read(file);
        } catch (ClusterException e) {
            return Optional.empty();
        }
    }

    private List<Path> files() {
        try (Stream<Path> directories = Files.list(root)) {
            return directories.map(directory -> directory.resolve("cluster.json")).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw unusable("cannot read", root, e);
        }
    }

    /** By id, job or key; a live cluster wins over an ended one. */
    public Optional<ClusterRecord> find(String idOrKey) {
        List<ClusterRecord> matches =
                all().stream()
                        .filter(
                                c ->
                                        c.id().equals(idOrKey)
                                                || c.key().equals(idOrKey)
                                                || c.jobId().equals(Optional.of(idOrKey)))
                        .toList();
        return matches.stream()
                .filter(cluster -> cluster.phase() != Phase.ENDED)
                .findFirst()
                .or(() -> matches.stream().findFirst());
    }

    /** As it is on disk now; empty when it has been forgotten. */
    public Optional<ClusterRecord> reread(ClusterRecord cluster) {
        return read(file(cluster.key()));
    }

    /** Removes the record and all that lies with it. */
    public void forget(ClusterRecord cluster) {
        try {
            PrivateFiles.deleteTree(directory(cluster));
        } catch (IOException e) {
            throw unusable("cannot delete", directory(cluster), e);
        }
    }

    /**
     * Writes down a job's id, unless the record has it already. The cluster is then called by that
     * id, or the number in it where PBS says 12.server, except when a live cluster of another host
     * is called so; an ended one gives the name up.
     */
    public ClusterRecord withJob(ClusterRecord cluster, String jobId) {
        if (cluster.jobId().isPresent()) {
            return cluster;
        }
        ClusterRecord named = cluster.submittedAs(idFor(cluster, brief(jobId)), jobId);
        save(named);
        return named;
    }

    /** Writes down the id of the engines' own job, unless the record has it already. */
    public ClusterRecord withEngines(ClusterRecord cluster, String jobId) {
        if (cluster.enginesJob().flatMap(ClusterRecord.EnginesJob::id).isPresent()) {
            return cluster;
        }
        ClusterRecord whole = cluster.withEngines(jobId);
        save(whole);
        return whole;
    }

    /**
     * Puts engines that join on record, before their job is submitted, and again when it has an id.
     */
    public ClusterRecord withWorld(ClusterRecord cluster, ClusterRecord.AddedWorld world) {
        ClusterRecord larger = cluster.with(world);
        save(larger);
        return larger;
    }

    /** Takes engines that had joined off the record, and their script. */
    public ClusterRecord withoutWorld(ClusterRecord cluster, ClusterRecord.AddedWorld world) {
        ClusterRecord smaller = cluster.without(world);
        save(smaller);
        try {
            Files.deleteIfExists(directory(cluster).resolve(scriptOf(world.number())));
        } catch (IOException e) {
            throw unusable("cannot delete", directory(cluster), e);
        }
        return smaller;
    }

    /** As people say it: 51 of PBS's 51.server.site.org. */
    private static String brief(String jobId) {
        return jobId.replaceFirst("^([0-9]+)\\..*", "$1");
    }

    private String idFor(ClusterRecord cluster, String wanted) {
        for (ClusterRecord other : all()) {
            if (other.key().equals(cluster.key()) || !other.id().equals(wanted)) {
                continue;
            }
            if (other.phase() != Phase.ENDED) {
                return wanted + "-" + cluster.key();
            }
            save(other.calling(wanted + "-" + other.key()));
        }
        return wanted;
    }

    /** Only one command at a time changes a cluster. Empty when another one is at it. */
    public Optional<AutoCloseable> lock(ClusterRecord cluster) {
        Path file = directory(cluster).resolve("lock");
        try {
            FileChannel channel = PrivateFiles.append(file);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(channel);
        } catch (IOException e) {
            throw unusable("cannot lock", file, e);
        }
    }

    @org.jspecify.annotations.Nullable
    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private Optional<ClusterRecord> read(Path file) {
        try {
            return Optional.of(ClusterRecord.fromJson(JSON.readTree(Files.readAllBytes(file))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable("cannot read", file, e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw unusable("cannot read", file, new IOException(e.getMessage(), e));
        }
    }

    private Path directory(ClusterRecord cluster) {
        return root.resolve(cluster.key());
    }

    private Path file(String key) {
        return root.resolve(key).resolve("cluster.json");
    }

    private static ClusterException unusable(String what, Path file, IOException cause) {
        return ClusterException.of(ClusterException.Kind.LAPTOP, what + " " + file).said(cause);
    }
}
