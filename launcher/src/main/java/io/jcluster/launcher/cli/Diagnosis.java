package io.jcluster.launcher.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jcluster.launcher.doctor.Finding;
import io.jcluster.launcher.doctor.Finding.Status;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** Findings as text or JSON. */
record Diagnosis(PrintWriter out, Ansi ansi) {

    void print(List<Finding> findings, boolean json) {
        if (json) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Finding finding : findings) {
                array.addObject()
                        .put("name", finding.name())
                        .put("status", word(finding.status()))
                        .put("seen", finding.seen())
                        .put("means", finding.means())
                        .put("try", finding.advice());
            }
            out.println(array.toPrettyString());
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
