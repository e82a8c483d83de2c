package io.jcluster.launcher.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A directory of classes as one file: the same for the same classes, whenever it is made. */
final class Jar {

    /** The earliest time that an entry can have (APPNOTE 4.4.6). */
    private static final FileTime SOME_TIME = FileTime.from(Instant.parse("1980-01-02T00:00:00Z"));

    private Jar() {}

    static byte[] of(Path directory) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Stream<Path> walk = Files.walk(directory);
                ZipOutputStream jar = new ZipOutputStream(bytes)) {
            List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
            for (Path file : files) {
                ZipEntry entry =
                        new ZipEntry(directory.relativize(file).toString().replace('\\', '/'));
                entry.setLastModifiedTime(SOME_TIME);
                jar.putNextEntry(entry);
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
