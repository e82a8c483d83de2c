package io.jcluster.templates.ipyparallel;

import java.util.ArrayList;
import java.util.List;

/** A job script of the site's own as jcluster takes it, with the hole for jcluster's lines. */
final class NewScript {

    private static final String HOLE = "{{cluster|lines}}";

    private final List<String> lines = new ArrayList<>();

    NewScript(String firstLine, List<String> directives) {
        lines.add(firstLine);
        lines.addAll(directives);
    }

    void keep(String text) {
        lines.addAll(text.lines().toList());
    }

    /** A line that does not run any more; two braces in it would be a hole. */
    void comment(String text) {
        text.lines()
                .map(line -> line.replace("{{", "{ {"))
                .forEach(line -> lines.add(line.startsWith("#") ? line : "# " + line));
    }

    void blank() {
        if (lines.size() > 1 && !lines.get(lines.size() - 1).isEmpty()) {
            lines.add("");
        }
    }

    void hole() {
        lines.add(HOLE);
    }

    @Override
    public String toString() {
        return String.join("\n", lines).stripTrailing() + "\n";
    }
}
