package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ipyparallel.PythonStatements.Kind;
import io.jcluster.templates.ipyparallel.PythonStatements.Statement;
import io.jcluster.templates.ipyparallel.PythonStatements.Token;
import io.jcluster.templates.ipyparallel.PythonValue.Flag;
import io.jcluster.templates.ipyparallel.PythonValue.Items;
import io.jcluster.templates.ipyparallel.PythonValue.Table;
import io.jcluster.templates.ipyparallel.PythonValue.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the config files of a profile set by plain assignments, {@code c.Class.trait = literal}, the
 * last one of each. A trait that something else may set as well has no value here: Python would
 * know it, and Python is not asked.
 */
final class Settings {

    /** One assignment. */
    record Setting(String owner, String trait, PythonValue value, Origin at) {
        String name() {
            return owner + "." + trait;
        }

        String shown() {
            String shown = value.shown().strip();
            return "c."
                    + name()
                    + " = "
                    + shown.lines().findFirst().orElse("")
                    + (shown.contains("\n") ? " ..." : "");
        }
    }

    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final Set<String> read = new HashSet<>();
    private final Set<String> configs = new HashSet<>(Set.of("c"));
    private final List<Finding> unclear = new ArrayList<>();

    /** Takes in another file, after those before it. */
    void add(String file, String text) {
        List<Statement> statements = PythonStatements.of(text);
        for (int i = 0; i < statements.size(); i++) {
            Statement statement = statements.get(i);
            int end = i + 1;
            while (end < statements.size() && statements.get(end).indented()) {
                end++;
            }
            if (statement.indented() || end > i + 1) {
                List<String> forgotten =
                        statements.subList(i, end).stream()
                                .flatMap(one -> forget(one).stream())
                                .toList();
                unclear(
                        file,
                        statement,
                        "only Python knows what comes of it"
                                + (forgotten.isEmpty()
                                        ? ""
                                        : ", so nothing is known of "
                                                + String.join(", ", forgotten)));
                i = end - 1;
            } else {
                take(file, statement);
            }
        }
    }

    private void take(String file, Statement statement) {
        List<Token> tokens = statement.tokens();
        if (tokens.size() == 1 && (tokens.get(0).kind() == Kind.TEXT || tokens.get(0).is("pass"))) {
            return;
        }
        if (tokens.size() == 5
                && tokens.get(0).kind() == Kind.NAME
                && tokens.get(1).is("=")
                && tokens.get(2).is("get_config")) {
            configs.add(tokens.get(0).text());
            return;
        }
        if (tokens.size() > 6 && names(tokens, 0) && tokens.get(5).is("=")) {
            Optional<PythonValue> value = PythonValue.of(tokens.subList(6, tokens.size()));
            if (value.isPresent()) {
                Setting setting =
                        new Setting(
                                tokens.get(2).text(),
                                tokens.get(4).text(),
                                value.get(),
                                new Origin(file, statement.line()));
                settings.remove(setting.name()); // the order is that of the last assignments
                settings.put(setting.name(), setting);
                return;
            }
        }
        forget(statement);
        unclear(
                file,
                statement,
                tokens.get(0).is("import") || tokens.get(0).is("from")
                        ? "nothing is run, so nothing is imported"
                        : "not a plain value: write out what it comes to, and import again");
    }

    /** Whether {@code c.Class.trait} begins there. */
    private boolean names(List<Token> tokens, int i) {
        return i + 4 < tokens.size()
                && configs.contains(tokens.get(i).text())
                && tokens.get(i).kind() == Kind.NAME
                && tokens.get(i + 1).is(".")
                && tokens.get(i + 2).kind() == Kind.NAME
                && tokens.get(i + 3).is(".")
                && tokens.get(i + 4).kind() == Kind.NAME;
    }

    private List<String> forget(Statement statement) {
        List<String> forgotten = new ArrayList<>();
        List<Token> tokens = statement.tokens();
        for (int i = 0; i + 5 < tokens.size(); i++) {
            Token after = tokens.get(i + 5);
            boolean changes =
                    after.is(".")
                            || after.is("[")
                            || (after.kind() == Kind.OPERATOR
                                    && after.text().endsWith("=")
                                    && !Set.of("==", "!=", "<=", ">=").contains(after.text()));
            if (names(tokens, i) && changes) {
                String name = tokens.get(i + 2).text() + "." + tokens.get(i + 4).text();
                if (settings.remove(name) != null) {
                    forgotten.add("c." + name);
                }
            }
        }
        return forgotten;
    }

    private void unclear(String file, Statement statement, String meaning) {
        unclear.add(
                new Finding(
                        Finding.Kind.NOT_UNDERSTOOD,
                        file,
                        statement.line(),
                        statement.source(),
                        meaning));
    }

    /** The first that is set of that trait in these classes, which counts as read. */
    Optional<Setting> first(String trait, List<String> owners) {
        Optional<Setting> found =
                owners.stream()
                        .flatMap(
                                owner ->
                                        Optional.ofNullable(settings.get(owner + "." + trait))
                                                .stream())
                        .findFirst();
        found.ifPresent(setting -> read.add(setting.name()));
        return found;
    }

    boolean has(String trait, List<String> owners) {
        return owners.stream().anyMatch(owner -> settings.containsKey(owner + "." + trait));
    }

    /** What nobody has read. */
    List<Setting> unread() {
        return settings.values().stream().filter(one -> !read.contains(one.name())).toList();
    }

    List<Finding> unclear() {
        return List.copyOf(unclear);
    }

    static Optional<String> text(Setting setting) {
        return setting.value() instanceof Text text && !text.text().isEmpty()
                ? Optional.of(text.text())
                : Optional.empty();
    }

    static Optional<Boolean> flag(Setting setting) {
        return setting.value() instanceof Flag flag ? Optional.of(flag.on()) : Optional.empty();
    }

    /** Its strings, of which one may stand alone. */
    static List<String> texts(Setting setting) {
        List<PythonValue> all =
                setting.value() instanceof Items items ? items.values() : List.of(setting.value());
        return all.stream()
                .flatMap(
                        one ->
                                one instanceof Text text
                                        ? Optional.of(text.text()).stream()
                                        : Optional.<String>empty().stream())
                .toList();
    }

    static Map<String, PythonValue> table(Setting setting) {
        return setting.value() instanceof Table table ? table.values() : Map.of();
    }
}
