package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFailureTest {

    @TempDir private Path directory;

    @Test
    void noClassOfJavaIsNamedToAPerson() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[] {(byte) 0xff});
        Path none = directory.resolve("none");

        assertThat(said(() -> Files.readString(none)))
                .isEqualTo(none + ": no such file or directory");
        assertThat(said(() -> Files.readString(directory))).isEqualTo("Is a directory");
        assertThat(said(() -> Files.readString(file.resolve("below"))))
                .isEqualTo(file.resolve("below") + ": Not a directory");
        assertThat(FileFailure.inWords(new NotDirectoryException(file.toString())))
                .isEqualTo(file + ": not a directory");
        assertThat(said(() -> Files.createFile(file))).isEqualTo(file + ": it exists already");
        assertThat(said(() -> Files.delete(directory))).isEqualTo(directory + ": it is not empty");
        assertThat(said(() -> Files.readString(file))).isEqualTo("it is not text in UTF-8");
    }

    private static String said(ThrowingCallable work) {
        return FileFailure.inWords(catchThrowableOfType(IOException.class, work));
    }
}
