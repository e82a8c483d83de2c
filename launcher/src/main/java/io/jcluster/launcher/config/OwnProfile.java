package io.jcluster.launcher.config;

import io.jcluster.templates.Profile;
import io.jcluster.templates.ProfileException;
import io.jcluster.templates.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A profile of the user's own in which a word of the software is set. What else is there stays as
 * it was written, comments and order included; a file of which that cannot be promised is left
 * alone.
 *
 * @param file need not exist
 */
public record OwnProfile(Path file) {

    private static final Pattern SECTION = Pattern.compile("software:\\s*(#.*)?");
    private static final Pattern FLOW = Pattern.compile("(software:\\s*\\{\\s*)(\\S.*)");
    private static final Pattern TOP = Pattern.compile("[^\\s#].*");

    /** A plain value of one line, and the comment behind it. */
    private static final String VALUE = ":\\s+[^\\s\\[{|>&*!#][^#]*?(\\s+#.*)?";

    /**
     * Sets a word.
     *
     * @param word of the section {@code software}
     * @return whether it is set now; false when the file could not be edited safely
     * @throws IOException when it cannot be read or written
     */
    public boolean set(String word, String value) throws IOException {
        String before = Files.exists(file) ? Files.readString(file) : "";
        String line = word + ": " + quoted(value);
        String after = edited(before, word, line);
        if (!says(before, after, "software:\n  " + line + "\n")) {
            return false;
        }
        PrivateFiles.write(file, after);
        return true;
    }

    /** The lines that a person can add where this could not. */
    public static String lines(String word, String value) {
        return "software:\n  " + word + ": " + quoted(value) + "\n";
    }

    private static String quoted(String value) {
        return value.matches("[A-Za-z0-9~/][A-Za-z0-9._/+@-]*")
                ? value
                : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String edited(String text, String word, String line) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        for (int i = 0; i < lines.size(); i++) {
            Matcher flow = FLOW.matcher(lines.get(i));
            if (SECTION.matcher(lines.get(i)).matches()) {
                inBlock(lines, i, word, line);
                return joined(lines);
            }
            if (flow.matches()) {
                boolean empty = flow.group(2).startsWith("}");
                lines.set(i, flow.group(1) + line + (empty ? " " : ", ") + flow.group(2));
                return joined(lines);
            }
        }
        lines.add("software:");
        lines.add("  " + line);
        return joined(lines);
    }

    /** In place of the word's line where there is one, else as the first of the section. */
    private static void inBlock(List<String> lines, int head, String word, String line) {
        Pattern own = Pattern.compile("( +)" + Pattern.quote(word) + VALUE);
        String indent = "  ";
        boolean found = false;
        for (int i = head + 1; i < lines.size() && !TOP.matcher(lines.get(i)).matches(); i++) {
            String text = lines.get(i);
            if (!found && !text.isBlank() && !text.stripLeading().startsWith("#")) {
                indent = text.substring(0, text.length() - text.stripLeading().length());
                found = true;
            }
            Matcher old = own.matcher(text);
            if (old.matches() && old.group(1).equals(indent)) {
                String comment = old.group(2);
                lines.set(i, indent + line + (comment == null ? "" : comment));
                return;
            }
        }
        lines.add(head + 1, indent + line);
    }

    private static String joined(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    /** Whether the new text says what the old one said, and the word beside, and nothing else. */
    private boolean says(String before, String after, String word) throws IOException {
        try {
            Profile wanted = read(before).overriddenBy(read(word));
            return read(after).equals(wanted) && comments(after).containsAll(comments(before));
        } catch (ProfileException e) {
            return false;
        }
    }

    private static List<String> comments(String text) {
        return text.lines()
                .flatMap(
                        line ->
                                line.indexOf('#') < 0
                                        ? Stream.empty()
                                        : Stream.of(line.substring(line.indexOf('#'))))
                .toList();
    }

    /** Beside the file, since a profile may name others by their way from it. */
    private Profile read(String text) throws IOException {
        Path directory = PrivateFiles.directory(file.toAbsolutePath().resolveSibling(""));
        Path trial = Files.createTempFile(directory, ".trial", ".yaml");
        try {
            Files.writeString(trial, text);
            return new Profiles(directory).named(trial.toString());
        } finally {
            Files.delete(trial);
        }
    }
}
