package io.jcluster.launcher.config;

import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * A Java MPI program as a profile and a command line mean it.
 *
 * @param sent the jar or the directory of classes of this machine that goes with the job; empty
 *     where all of it is on the cluster
 * @param mainClass the class whose {@code main} each rank runs
 */
public record JavaProgram(Optional<Path> sent, String mainClass) {

    /**
     * The program that is meant.
     *
     * @throws IllegalArgumentException in a sentence, when there is none to run
     */
    public static JavaProgram of(Profile profile) {
        Profile.Java java = profile.java();
        Optional<Path> sent = sent(profile);
        if (sent.isEmpty() && java.classPath().isEmpty() && java.maven().isEmpty()) {
            throw RefusedException.at(
                    profile,
                    Vocabulary.ENGINE_KIND,
                    "kind mpj"
                            + RefusedException.where(profile, Vocabulary.ENGINE_KIND)
                            + " runs a program, and none is named: --jar FILE for a jar or a"
                            + " directory of classes of this machine, or --class-path and"
                            + " --main-class for one on the cluster, or --maven and --main-class for"
                            + " one of a Maven repository");
        }
        Optional<String> name = java.mainClass();
        if (name.isEmpty() && sent.isPresent() && !Files.isDirectory(sent.get())) {
            name = named(profile, sent.get());
        }
        return new JavaProgram(
                sent,
                name.orElseThrow(
                        () ->
                                RefusedException.at(
                                        profile,
                                        Vocabulary.MAIN_CLASS,
                                        (sent.isPresent()
                                                        ? sent.get() + " names no main class"
                                                        : "no main class is named")
                                                + "; say it with --main-class, or 'main-class' of"
                                                + " 'java'")));
    }

    /**
     * The jar or the directory of classes of this machine that goes with a job.
     *
     * @throws IllegalArgumentException in a sentence, when it is not there
     */
    public static Optional<Path> sent(Profile profile) {
        profile.java().jar().ifPresent(file -> readable(profile, file));
        return profile.java().jar();
    }

    private static void readable(Profile profile, Path file) {
        if (!Files.isReadable(file)) {
            throw RefusedException.at(
                    profile,
                    Vocabulary.JAR,
                    "there is no "
                            + file.toAbsolutePath()
                            + " on this machine"
                            + RefusedException.where(profile, Vocabulary.JAR)
                            + ", or it cannot be read; a jar on the cluster is named with"
                            + " --class-path");
        }
    }

    /** JAR File Specification, Main-Class. */
    private static Optional<String> named(Profile profile, Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            return manifest == null
                    ? Optional.empty()
                    : Optional.ofNullable(
                            manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS));
        } catch (IOException e) {
            throw RefusedException.at(
                    profile,
                    Vocabulary.JAR,
                    file.toAbsolutePath()
                            + " is no jar"
                            + RefusedException.where(profile, Vocabulary.JAR)
                            + ": "
                            + e.getMessage());
        }
    }
}
