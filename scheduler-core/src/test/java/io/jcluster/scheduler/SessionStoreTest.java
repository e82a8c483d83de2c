package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.InvalidArgumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionStoreTest {

    @Test
    void aDirectoryWithoutASessionDoesNotTakeItsName(@TempDir Path directory) throws IOException {
        // As a disk that was full, or a process that was killed, has left it.
        Path half = Files.createDirectory(directory.resolve("cluster"));
        Files.createFile(half.resolve("journal"));
        Files.createFile(half.resolve("session.json.new"));

        var store = new SessionStore(directory);
        assertThat(store.names()).isEmpty();
        var made = store.create("cluster", "slurm:");
        assertThat(store.names()).containsExactly("cluster");
        assertThat(store.open("cluster")).isEqualTo(made);
        assertThatThrownBy(() -> store.create("cluster", "slurm:"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("there is a session 'cluster' already");
        assertThat(store.open("cluster")).isEqualTo(made);
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactly(directory.resolve("cluster"));
        }
    }
}
