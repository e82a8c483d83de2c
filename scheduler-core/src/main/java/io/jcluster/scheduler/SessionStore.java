package io.jcluster.scheduler;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.OutOfResourceException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sessions on disk: a directory for each, with {@code session.json} saying what it is and a
 * {@link Journal}. A name is taken by moving its directory there, whole, so two processes cannot
 * both have it. For the owner alone: templates hold environments.
 */
final class SessionStore {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,99}");
    private static final String BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;

    /**
     * @param directory one for all job sessions of one kind of workload manager
     */
    SessionStore(Path directory) {
        this.directory = directory;
    }

    /**
     * A session that was there when this was made.
     *
     * @param identity random, so that a later session of the same name is another one
     */
    record Stored(Path directory, String identity, String contact) {

        String name() {
            return String.valueOf(directory.getFileName());
        }

        Path journal() {
            return directory.resolve("journal");
        }

        boolean exists() {
            try {
                return equals(read(directory));
            } catch (NoSuchFileException gone) {
                return false;
            } catch (IOException e) {
                throw new OutOfResourceException("cannot read the session in " + directory, e);
            }
        }
    }

    /** Twenty-six characters that nobody else will come up with. */
    static String randomWord(RandomGenerator random) {
        return random.ints(26, 0, BASE_32.length())
                .mapToObj(i -> String.valueOf(BASE_32.charAt(i)))
                .collect(Collectors.joining());
    }

    Stored create(String name, String contact) {
        var place = place(name);
        var identity = randomWord(RANDOM);
        // Made whole beside its place, under what is no name of a session: neither a full disk nor
        // a
        // process that is killed is to leave a name taken by nothing.
        var draft = new Stored(directory.resolve("." + identity), identity, contact);
        try {
            Files.createDirectories(directory, ownerOnly("rwx------"));
            Files.createDirectory(draft.directory(), ownerOnly("rwx------"));
            Files.createFile(draft.journal(), ownerOnly("rw-------"));
            var said = draft.directory().resolve("session.json");
            Files.createFile(said, ownerOnly("rw-------"));
            Files.writeString(
                    said,
                    JSON.createObjectNode()
                            .put("format", 1)
                            .put("identity", identity)
                            .put("contact", contact)
                            .toString());
            var made = new Stored(place, identity, contact);
            if (Files.isDirectory(place) && !Files.exists(place.resolve("session.json"))) {
                // What an older jcluster has left there, half made: an empty directory gives way.
                Files.deleteIfExists(place.resolve("session.json.new"));
                Files.deleteIfExists(made.journal());
            }
            Files.move(draft.directory(), place, StandardCopyOption.ATOMIC_MOVE);
            return made;
        } catch (IOException e) {
            try {
                remove(draft.directory());
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            // Of two that move at the same moment, the second is told that a directory is not
            // empty.
            if (e instanceof FileAlreadyExistsException
                    || Files.exists(place.resolve("session.json"))) {
                throw new InvalidArgumentException("there is a session '" + name + "' already");
            }
            throw new OutOfResourceException("cannot create the session in " + place + ": " + e, e);
        }
    }

    Stored open(String name) {
        try {
            return read(place(name));
        } catch (NoSuchFileException e) {
            throw new InvalidArgumentException("there is no session '" + name + "'");
        } catch (IOException e) {
            throw new OutOfResourceException("cannot read the session in " + place(name), e);
        }
    }

    void destroy(String name) {
        var place = open(name).directory();
        try {
            // Under another name before its files go: who has it open looks for them, and one of
            // the same name may be made meanwhile.
            var away = directory.resolve("." + randomWord(RANDOM));
            Files.move(place, away);
            remove(away);
        } catch (IOException e) {
            throw new OutOfResourceException("cannot remove the session in " + place + ": " + e, e);
        }
    }

    private static void remove(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return;
        }
        try (Stream<Path> files = Files.list(place)) {
            for (var file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(place);
    }

    List<String> names() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> places = Files.list(directory)) {
            return places.filter(place -> Files.exists(place.resolve("session.json")))
                    .map(place -> String.valueOf(place.getFileName()))
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new OutOfResourceException("cannot list " + directory + ": " + e, e);
        }
    }

    private Path place(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidArgumentException(
                    "a session's name has 1 to 100 of the characters A-Z a-z 0-9 . _ + - and begins"
                            + " with a letter or a digit");
        }
        return directory.resolve(name);
    }

    private static Stored read(Path place) throws IOException {
        var object = JSON.readTree(Files.readString(place.resolve("session.json")));
        if (object.path("format").asInt() != 1) {
            throw new IOException(
                    place.resolve("session.json") + " was written by another version of jcluster");
        }
        return new Stored(place, object.path("identity").asText(), object.path("contact").asText());
    }

    private FileAttribute<?>[] ownerOnly(String permissions) {
        var posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
