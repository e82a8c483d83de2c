package io.jcluster.artifacts.maven;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A Maven repository in a directory, made by a test. All of its artifacts are of one group. */
record DiskRepository(Path directory) {

    static final String GROUP = "org.example";

    /** A jar with its POM. */
    DiskRepository has(String artifact, String version, String... poms) throws IOException {
        hasPom(artifact, version, poms);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream jar = new ZipOutputStream(bytes)) {
            jar.putNextEntry(new ZipEntry(artifact + ".txt"));
            jar.write(version.getBytes(StandardCharsets.UTF_8));
        }
        write(file(artifact, version, "jar"), bytes.toByteArray());
        return this;
    }

    /** A POM alone. */
    DiskRepository hasPom(String artifact, String version, String... parts) throws IOException {
        String pom =
                "<project><modelVersion>4.0.0</modelVersion><groupId>"
                        + GROUP
                        + "</groupId><artifactId>"
                        + artifact
                        + "</artifactId><version>"
                        + version
                        + "</version>"
                        + String.join("", parts)
                        + "</project>";
        write(file(artifact, version, "pom"), pom.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** The part of a POM that says what it needs. */
    static String needs(String... dependencies) {
        return "<dependencies>" + String.join("", dependencies) + "</dependencies>";
    }

    /** One dependency, with what else is to be said of it. */
    static String on(String artifact, String version, String... more) {
        return "<dependency><groupId>"
                + GROUP
                + "</groupId><artifactId>"
                + artifact
                + "</artifactId><version>"
                + version
                + "</version>"
                + String.join("", more)
                + "</dependency>";
    }

    Path file(String artifact, String version, String type) {
        return directory.resolve(
                "org/example/"
                        + artifact
                        + "/"
                        + version
                        + "/"
                        + artifact
                        + "-"
                        + version
                        + "."
                        + type);
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        Files.writeString(file.resolveSibling(file.getFileName() + ".sha1"), sha1(content));
    }

    private static String sha1(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
