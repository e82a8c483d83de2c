package io.jcluster.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.templates.Origin;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaProgramTest {

    @TempDir private Path directory;

    @Test
    void aJarOfThisMachineNamesItsClassUnlessTheUserDoes() throws IOException {
        Path jar = jar("org.example.Main");
        assertThat(JavaProgram.of(sent(jar)))
                .isEqualTo(new JavaProgram(Optional.of(jar), "org.example.Main"));
        assertThat(JavaProgram.of(sent(jar).with(Vocabulary.MAIN_CLASS, "Other", at())).mainClass())
                .isEqualTo("Other");
    }

    @Test
    void classesAreSentAsADirectoryWithTheNameOfTheirMainClass() {
        assertThatThrownBy(() -> JavaProgram.of(sent(directory)))
                .hasMessageContaining(directory + " names no main class; say it with --main-class");
        assertThat(JavaProgram.of(sent(directory).with(Vocabulary.MAIN_CLASS, "A", at())).sent())
                .contains(directory);
    }

    @Test
    void aProgramOnTheClusterIsNotLookedForHere() {
        Profile there =
                Profile.read("p", "java: { class-path: ~/app.jar, main-class: org.example.Main }");
        assertThat(JavaProgram.of(there))
                .isEqualTo(new JavaProgram(Optional.empty(), "org.example.Main"));
    }

    @Test
    void aProgramMayBeAJarOfAMavenRepository() {
        Profile named = Profile.read("p", "java: { maven: g:a:1, main-class: org.example.Main }");
        assertThat(JavaProgram.of(named))
                .isEqualTo(new JavaProgram(Optional.empty(), "org.example.Main"));
    }

    @Test
    void whatCannotBeSentIsRefusedAndTheOtherWordNamed() throws IOException {
        assertThatThrownBy(() -> JavaProgram.of(Profile.EMPTY))
                .hasMessageContaining("--jar FILE")
                .hasMessageContaining("--class-path and --main-class");
        assertThatThrownBy(() -> JavaProgram.of(sent(directory.resolve("no.jar"))))
                .hasMessageContaining("no.jar on this machine (--jar), or it cannot be read;")
                .hasMessageContaining("--class-path");
        Path text = Files.writeString(directory.resolve("text.jar"), "text");
        assertThatThrownBy(() -> JavaProgram.of(sent(text)))
                .hasMessageContaining("text.jar is no jar (--jar)");
        assertThatThrownBy(() -> JavaProgram.of(sent(jar(""))))
                .hasMessageContaining("names no main class");
    }

    private Path jar(String mainClass) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!mainClass.isEmpty()) {
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        }
        Path file = directory.resolve("app.jar");
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
        return file;
    }

    private static Profile sent(Path file) {
        return Profile.EMPTY.with(Vocabulary.JAR, file, at());
    }

    private static Origin at() {
        return Origin.of("--jar");
    }
}
