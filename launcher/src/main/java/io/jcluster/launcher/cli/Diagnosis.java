package io.jcluster.launcher.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.launcher.config.OwnProfile;
import io.jcluster.launcher.doctor.Environment;
import io.jcluster.launcher.doctor.Finding;
import io.jcluster.launcher.doctor.Finding.Status;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** Findings as text or JSON. */
record Diagnosis(PrintWriter out, Ansi ansi) {

    /** That of the first problem; 0 when there is none. */
    static int exitCode(List<Finding> findings) {
        return findings.stream()
                .flatMap(finding -> finding.fault().stream())
                .findFirst()
                .map(Finding.Fault::exitCode)
                .orElse(0);
    }

    /**
     * An environment that was made.
     *
     * @param profile the file that is to name it
     * @param recorded whether it does
     * @param word the word of the section {@code software} for it
     */
    void made(Environment.Made made, Path profile, boolean recorded, String word, boolean json) {
        if (json) {
            ObjectNode object =
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("environment", made.directory())
                            .put("profile_file", profile.toString())
                            .put("recorded", recorded);
            object.set("findings", array(made.findings()));
            out.println(object.toPrettyString());
            return;
        }
        print(made.findings(), false);
        out.println("made " + made.directory());
        if (recorded) {
            out.println("it is in " + profile + " now; '" + word + "' of 'software' there");
        } else {
            out.println(profile + " could not be changed safely; add there:");
            OwnProfile.lines(word, made.directory())
                    .lines()
                    .forEach(line -> out.println("  " + line));
        }
    }

    private static ArrayNode array(List<Finding> findings) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Finding finding : findings) {
            array.addObject()
                    .put("name", finding.name())
                    .put("status", word(finding.status()))
                    .put("seen", finding.seen())
                    .put("means", finding.means())
                    .put("try", finding.advice());
        }
        return array;
    }

    void print(List<Finding> findings, boolean json) {
        if (json) {
            out.println(array(findings).toPrettyString());
            return;
        }
        int width = findings.stream().mapToInt(it -> it.name().length()).max().orElse(0);
        for (Finding finding : findings) {
            out.println(
                    coloured(finding.status())
                            + " ".repeat(9 - word(finding.status()).length())
                            + finding.name()
                            + " ".repeat(width - finding.name().length() + 2)
                            + finding.seen());
            part("means: ", finding.means());
            part("try: ", finding.advice());
        }
        out.println();
        out.println(summary(findings));
    }

    private void part(String head, String text) {
        if (!text.isEmpty()) {
            out.println(" ".repeat(11) + head + text);
        }
    }

    private String coloured(Status status) {
        String word = word(status);
        return switch (status) {
            case OK -> word;
            case WARNING -> ansi.string("@|yellow " + word + "|@");
            case PROBLEM -> ansi.string("@|bold,red " + word + "|@");
            case UNKNOWN -> ansi.string("@|faint " + word + "|@");
        };
    }

    private static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    /** {@code 1 problem, no warnings, 2 unknown}. */
    static String summary(List<Finding> findings) {
        return counted(findings, Status.PROBLEM, "problem", "s")
                + ", "
                + counted(findings, Status.WARNING, "warning", "s")
                + ", "
                + counted(findings, Status.UNKNOWN, "unknown", "");
    }

    private static String counted(
            List<Finding> findings, Status status, String word, String plural) {
        long count = findings.stream().filter(it -> it.status() == status).count();
        return (count == 0 ? "no" : Long.toString(count)) + " " + word + (count == 1 ? "" : plural);
    }
}
