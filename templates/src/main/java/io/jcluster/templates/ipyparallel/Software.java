package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ipyparallel.ShellBlock.Kind;
import io.jcluster.templates.ipyparallel.ShellBlock.Line;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of the lines before a start can move into the section {@code software} of a profile, whose
 * order is modules, prologue, environment, all of it after the lines that stay in the job script. A
 * line moves only where that changes nothing for another.
 *
 * @param lines that move
 */
record Software(
        List<String> modules,
        List<String> prologue,
        Map<String, String> environment,
        Set<Line> lines) {

    static final Software NONE = new Software(List.of(), List.of(), Map.of(), Set.of());

    /** The longest end of these lines that can move. */
    static Software of(List<Line> lines) {
        int cut = lines.size();
        boolean module = false;
        boolean directory = false;
        while (cut > 0) {
            Line line = lines.get(cut - 1);
            boolean stays =
                    switch (line.kind()) {
                        case TALK, DIRECTORY, MODULES -> false;
                        case PROLOGUE -> module || directory;
                        case ENVIRONMENT ->
                                module
                                        && line.variables().values().stream()
                                                .anyMatch(value -> value.contains("/"));
                        case START, OTHER -> true;
                    };
            if (stays) {
                break;
            }
            module |= line.kind() == Kind.MODULES;
            directory |= line.kind() == Kind.DIRECTORY;
            cut--;
        }
        List<String> modules = new ArrayList<>();
        List<String> prologue = new ArrayList<>();
        Map<String, String> environment = new LinkedHashMap<>();
        Set<Line> moved = new HashSet<>();
        for (int i = cut; i < lines.size(); i++) {
            Line line = lines.get(i);
            boolean settingsFollow =
                    lines.subList(i, lines.size()).stream()
                            .anyMatch(later -> later.kind() == Kind.PROLOGUE);
            switch (line.kind()) {
                case MODULES -> modules.addAll(line.modules());
                case PROLOGUE -> prologue.add(line.text());
                case ENVIRONMENT -> {
                    if (settingsFollow) {
                        prologue.add(line.text());
                    } else {
                        environment.putAll(line.variables());
                    }
                }
                default -> {
                    continue;
                }
            }
            moved.add(line);
        }
        return new Software(modules, prologue, environment, moved);
    }

    boolean agrees(Software other) {
        return modules.equals(other.modules)
                && prologue.equals(other.prologue)
                && environment.equals(other.environment);
    }

    String word(Line line) {
        return line.kind() == Kind.MODULES
                ? "software: modules"
                : line.kind() == Kind.ENVIRONMENT && !prologue.contains(line.text())
                        ? "software: environment"
                        : "software: prologue";
    }
}
