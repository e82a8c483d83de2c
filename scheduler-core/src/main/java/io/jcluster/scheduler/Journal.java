package io.jcluster.scheduler;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.OutOfResourceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session's memory on disk: one JSON object per line, appended under a file lock and on the disk
 * before the call returns, so that it survives the end of this process at any moment. Several
 * processes may hold the same journal; each reads on from where it stopped. A line that a crash cut
 * off is passed over.
 */
final class Journal {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** File locks are per process: two handles in one process need a lock of their own. */
    private static final Object IN_THIS_PROCESS = new Object();

    private final Path file;
    private long offset;

    Journal(Path file) {
        this.file = file;
    }

    /** All or, after a crash, a first part of them: with one opening and one sync for all. */
    void append(List<JournalEntry> entries) {
        var lines = entries.stream().map(entry -> write(entry) + "\n").collect(joining());
        synchronized (IN_THIS_PROCESS) {
            try (var channel =
                    FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.lock(); // let go of when the channel is closed
                var end = channel.size();
                var text = endsWithLineBreak(channel, end) ? lines : "\n" + lines;
                channel.position(end);
                var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(false);
            } catch (NoSuchFileException e) {
                throw destroyed(e);
            } catch (IOException e) {
                throw new OutOfResourceException(
                        "cannot write " + file + ": " + e + "\ntry: is the disk full?", e);
            }
        }
    }

    /** The entries that came since the last call, whoever wrote them. */
    List<JournalEntry> unread() {
        String text;
        synchronized (IN_THIS_PROCESS) {
            try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                var bytes = ByteBuffer.allocate(Math.toIntExact(channel.size() - offset));
                channel.position(offset);
                while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
                var whole = wholeLines(bytes.array(), bytes.position());
                offset += whole;
                text = new String(bytes.array(), 0, whole, StandardCharsets.UTF_8);
            } catch (NoSuchFileException e) {
                throw destroyed(e);
            } catch (IOException e) {
                throw new OutOfResourceException("cannot read " + file + ": " + e, e);
            }
        }
        var entries = new ArrayList<JournalEntry>();
        text.lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> read(line).ifPresent(entries::add));
        return entries;
    }

    private InvalidSessionException destroyed(NoSuchFileException cause) {
        return new InvalidSessionException(
                "the session of " + file + " was destroyed, here or by another process", cause);
    }

    private static int wholeLines(byte[] bytes, int length) {
        for (var i = length; i > 0; i--) {
            if (bytes[i - 1] == '\n') {
                return i;
            }
        }
        return 0;
    }

    private static boolean endsWithLineBreak(FileChannel channel, long end) throws IOException {
        if (end == 0) {
            return true;
        }
        var last = ByteBuffer.allocate(1);
        channel.read(last, end - 1);
        return last.get(0) == '\n';
    }

    private static String write(JournalEntry entry) {
        var object = JSON.createObjectNode();
        object.put("kind", entry.kind().name());
        object.put("key", entry.key());
        object.put("at", entry.at().toEpochMilli());
        var values = object.putObject("values");
        entry.values().forEach(values::put);
        return object.toString();
    }

    private Optional<JournalEntry> read(String line) {
        try {
            JsonNode object = JSON.readTree(line);
            var values = new LinkedHashMap<String, String>();
            object.get("values")
                    .properties()
                    .forEach(field -> values.put(field.getKey(), field.getValue().asText()));
            return Optional.of(
                    new JournalEntry(
                            JournalEntry.Kind.valueOf(object.get("kind").asText()),
                            object.get("key").asText(),
                            Instant.ofEpochMilli(object.get("at").asLong()),
                            values));
        } catch (JsonProcessingException | RuntimeException e) {
            LOG.warn("{} holds a line that cannot be read, passed over: {}", file, e.getMessage());
            return Optional.empty();
        }
    }
}
