package io.jcluster.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {

    @TempDir private Path here = Path.of("");

    @Test
    void aFileAndTheDirectoriesMadeForItAreForTheirOwnerOnly() throws Exception {
        Path file = here.resolve("state/clusters/cluster.json");
        PrivateFiles.write(file, "{}");
        assertThat(file).hasContent("{}");
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(here.resolve("state"))).isEqualTo("rwx------");
        assertThat(permissions(here.resolve("state/clusters"))).isEqualTo("rwx------");
    }

    @Test
    void aFileThatOthersCouldReadIsPrivateOnceItIsWrittenAnew() throws Exception {
        Path file = Files.writeString(here.resolve("open"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        PrivateFiles.write(file, "new");
        assertThat(file).hasContent("new");
        assertThat(permissions(file)).isEqualTo("rw-------");
    }

    @Test
    void whoHasTheOldFileOpenReadsAllOfTheOldText() throws Exception {
        Path file = here.resolve("text");
        PrivateFiles.write(file, "the old text");
        try (FileChannel reader = FileChannel.open(file)) {
            PrivateFiles.write(file, "new");
            ByteBuffer read = ByteBuffer.allocate(100);
            assertThat(reader.read(read)).isEqualTo("the old text".length());
        }
        assertThat(file).hasContent("new");
    }

    @Test
    void aWriteThatFailsLeavesTheOldFileAndNothingElse() throws Exception {
        Path taken = here.resolve("taken");
        Files.createDirectories(taken.resolve("inside"));
        assertThatThrownBy(() -> PrivateFiles.write(taken, "text")).isInstanceOf(IOException.class);
        assertThat(here).isDirectoryNotContaining(path -> !path.equals(taken));
        assertThat(taken.resolve("inside")).isDirectory();
    }

    @Test
    void nothingButTheFileStaysBehind() throws Exception {
        PrivateFiles.write(here.resolve("one"), "1");
        PrivateFiles.write(here.resolve("one"), "2");
        try (Stream<Path> files = Files.list(here)) {
            assertThat(files).containsExactly(here.resolve("one"));
        }
    }

    @Test
    void appendingMakesAPrivateFileAndKeepsWhatIsThere() throws Exception {
        Path file = here.resolve("log");
        for (String line : List.of("one\n", "two\n")) {
            try (FileChannel channel = PrivateFiles.append(file)) {
                channel.write(
                        ByteBuffer.wrap(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            }
        }
        assertThat(file).hasContent("one\ntwo");
        assertThat(permissions(file)).isEqualTo("rw-------");
    }

    @Test
    void deletingATreeDoesNotFollowItsLinks() throws Exception {
        Path outside = Files.createDirectories(here.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "kept");
        Path tree = Files.createDirectories(here.resolve("tree/deep"));
        Files.createSymbolicLink(tree.resolve("link"), outside);
        Files.createSymbolicLink(tree.resolve("dangling"), here.resolve("nowhere"));
        PrivateFiles.deleteTree(here.resolve("tree"));
        assertThat(here.resolve("tree")).doesNotExist();
        assertThat(outside.resolve("precious")).hasContent("kept");
    }

    @Test
    void deletingALinkLeavesWhatItPointsTo() throws Exception {
        Path outside = Files.createDirectories(here.resolve("outside/in"));
        Path link = Files.createSymbolicLink(here.resolve("link"), outside);
        PrivateFiles.deleteTree(link);
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(outside).isDirectory();
        PrivateFiles.deleteTree(link); // gone already: as asked
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void twoThatDeleteTheSameTreeAreNotInEachOthersWay(@TempDir Path directory) throws Exception {
        for (int round = 0; round < 50; round++) {
            Path tree = directory.resolve("tree");
            for (int i = 0; i < 20; i++) {
                Files.createDirectories(tree.resolve("a" + i + "/b"));
                Files.writeString(tree.resolve("a" + i + "/b/c"), "d");
            }
            Callable<Void> deletion =
                    () -> {
                        PrivateFiles.deleteTree(tree);
                        return null;
                    };
            ExecutorService both = Executors.newFixedThreadPool(2);
            try {
                for (Future<Void> one : both.invokeAll(List.of(deletion, deletion))) {
                    one.get();
                }
            } finally {
                both.shutdown();
            }
            assertThat(tree).doesNotExist();
        }
    }
}
