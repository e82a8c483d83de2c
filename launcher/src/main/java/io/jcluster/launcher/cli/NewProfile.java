package io.jcluster.launcher.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The text of a profile that a person has just begun: what was answered, and no more.
 *
 * @param of the bundled site that it is put over; empty for one that nobody has described
 * @param login the host as {@code ssh} calls it
 * @param modules loaded in this order
 */
record NewProfile(
        Optional<String> of,
        Optional<String> login,
        Optional<String> scheduler,
        Optional<String> account,
        Optional<String> partition,
        Optional<String> walltime,
        List<String> modules) {

    NewProfile {
        modules = List.copyOf(modules);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        of.ifPresent(site -> text.append("extends: ").append(site).append('\n'));
        section(text, "site", List.of(word("login", login), word("scheduler", scheduler)));
        section(
                text,
                "resources",
                List.of(
                        word("account", account),
                        word("partition", partition),
                        word("walltime", walltime)));
        if (!modules.isEmpty()) {
            text.append("software:\n  modules: [")
                    .append(String.join(", ", modules.stream().map(NewProfile::quoted).toList()))
                    .append("]\n");
        }
        return text.toString();
    }

    private static void section(StringBuilder text, String name, List<Optional<String>> words) {
        List<String> said = new ArrayList<>();
        words.forEach(word -> word.ifPresent(said::add));
        if (!said.isEmpty()) {
            text.append(name).append(":\n");
            said.forEach(line -> text.append("  ").append(line).append('\n'));
        }
    }

    private static Optional<String> word(String name, Optional<String> value) {
        return value.map(one -> name + ": " + quoted(one));
    }

    /** As YAML takes any text: without quotes 0912 would be a number and no: false. */
    private static String quoted(String value) {
        return value.matches("[A-Za-z][A-Za-z0-9._/@-]*")
                        && !value.matches("(?i)y|n|yes|no|on|off|true|false|null")
                ? value
                : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
