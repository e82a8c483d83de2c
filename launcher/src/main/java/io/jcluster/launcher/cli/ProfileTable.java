package io.jcluster.launcher.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.templates.Profiles.Listed;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The profiles there are, a line for each.
 *
 * @param home of the user, written as {@code ~}
 */
record ProfileTable(List<Listed> profiles, Path home) {

    void print(PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("PROFILE", "SCHEDULER", "SITE", "FROM"));
        for (Listed one : profiles) {
            String site = one.site().orElse("-") + (one.retired() ? " (retired)" : "");
            String from = String.join(", ", one.from().stream().map(this::shortened).toList());
            rows.add(
                    List.of(
                            one.name(),
                            one.scheduler().orElse("-"),
                            site,
                            one.problem().isEmpty()
                                    ? from
                                    : from + ": broken, see 'profile validate'"));
        }
        int[] widths = new int[3];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], FailureReport.printable(row.get(i)).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = FailureReport.printable(row.get(i));
                line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
            }
            out.println(line + FailureReport.printable(row.get(widths.length)));
        }
    }

    void json(PrintWriter out) throws IOException {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Listed one : profiles) {
            ObjectNode object = all.addObject().put("profile", one.name());
            one.scheduler().ifPresent(scheduler -> object.put("scheduler", scheduler));
            one.site().ifPresent(site -> object.put("site", site));
            object.put("status", one.retired() ? "retired" : "current");
            ArrayNode from = object.putArray("from");
            one.from().forEach(from::add);
            one.problem().ifPresent(problem -> object.put("problem", problem));
        }
        out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
    }

    private String shortened(String place) {
        return shortened(place, home);
    }

    /** A place in the user's home as people write it. */
    static String shortened(String place, Path home) {
        return place.replaceFirst("(^| )" + Pattern.quote(home + "/"), "$1~/");
    }
}
