package io.jcluster.tunnel.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Files of ssh_config(5) read without OpenSSH. The first value of a setting wins, except of those
 * that add up. Nothing is run: a {@code Match exec} is refused.
 */
final class ConfigFiles {

    /** Settings of which every line counts, as far as they matter here. */
    private static final Set<String> ADDING_UP = Set.of("identityfile", "certificatefile");

    /** As deep as ssh goes (readconf.c). */
    private static final int DEEPEST_INCLUDE = 16;

    private final SshConfig config;
    private final String name;
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private boolean finalPass;
    private boolean finalWanted;

    private ConfigFiles(SshConfig config, String name) {
        this.config = config;
        this.name = name;
    }

    /** What the files say of a name, with what was said on the command line before them. */
    static Settings read(
            SshConfig config, String name, Optional<String> user, Optional<String> port) {
        ConfigFiles reading = new ConfigFiles(config, name);
        user.ifPresent(value -> reading.set("user", value));
        port.ifPresent(value -> reading.set("port", value));
        reading.pass();
        if (reading.finalWanted || reading.canonical()) {
            reading.finalPass = true;
            reading.values.put("hostname", List.of(reading.hostName()));
            reading.pass();
        }
        reading.values.put("hostname", List.of(reading.hostName()));
        return new Settings(reading.values);
    }

    private void pass() {
        for (Path file : config.files()) {
            if (Files.exists(file)) {
                read(file, true, 0);
            }
        }
    }

    private boolean canonical() {
        return new Settings(values)
                .first("canonicalizehostname")
                .filter(value -> !value.equalsIgnoreCase("no"))
                .isPresent();
    }

    /** The machine as far as it is known by now. */
    private String hostName() {
        return new Settings(values)
                .first("hostname")
                .map(text -> text.replace("%h", name).replace("%%", "%"))
                .orElse(name)
                .toLowerCase(Locale.ROOT);
    }

    /** In the last pass Host lines see the machine's name, before it the one that was typed. */
    private String hostToMatch() {
        return finalPass ? hostName() : name;
    }

    private void read(Path file, boolean wanted, int depth) {
        if (depth > DEEPEST_INCLUDE) {
            throw SshConfig.wrong("too many files include one another, the last is " + file);
        }
        boolean active = wanted;
        int number = 0;
        for (String line : lines(file)) {
            number++;
            try {
                active = line(file, line, wanted, active, depth);
            } catch (IllegalArgumentException e) {
                throw SshConfig.wrong(file + " line " + number + ": " + e.getMessage());
            }
        }
    }

    private static List<String> lines(Path file) {
        try {
            // What is not UTF-8 is in a comment as a rule. Notepad begins a file with a mark.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .replaceFirst("^\ufeff", "")
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw SshConfig.wrong(file + " cannot be read: " + e.getMessage());
        }
    }

    /** Returns whether the lines after this one count. */
    private boolean line(Path file, String line, boolean wanted, boolean active, int depth) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
            return active;
        }
        int end = 0;
        while (end < text.length() && " \t=".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String key = Settings.unquoted(text.substring(0, end)).toLowerCase(Locale.ROOT);
        String rest = text.substring(end).strip();
        if (rest.startsWith("=")) {
            rest = rest.substring(1).strip();
        }
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("'" + key + "' has no value");
        }
        switch (key) {
            case "host" -> {
                return wanted && Patterns.match(ConfigWords.of(rest), hostToMatch());
            }
            case "match" -> {
                return matches(ConfigWords.of(rest), wanted);
            }
            case "include" -> {
                for (String pattern : ConfigWords.of(rest)) {
                    for (Path included : found(file, pattern)) {
                        read(included, active, depth + 1);
                    }
                }
            }
            default -> {
                if (active) {
                    setting(key, rest);
                }
            }
        }
        return active;
    }

    private void setting(String key, String rest) {
        switch (key) {
            case "proxycommand" -> {
                if (new Settings(values).first("proxyjump").isEmpty()) {
                    set(key, rest);
                }
            }
            case "proxyjump" -> {
                if (!values.containsKey("proxycommand")) {
                    set(key, ConfigWords.of(rest).get(0));
                }
            }
            case "userknownhostsfile", "globalknownhostsfile" ->
                    values.putIfAbsent(key, ConfigWords.of(rest));
            case "pubkeyacceptedkeytypes" -> set("pubkeyacceptedalgorithms", first(rest));
            case "challengeresponseauthentication" ->
                    set("kbdinteractiveauthentication", first(rest));
            default -> set(key, first(rest));
        }
    }

    private static String first(String rest) {
        List<String> words = ConfigWords.of(rest);
        return words.isEmpty() ? "" : words.get(0);
    }

    private void set(String key, String value) {
        if (ADDING_UP.contains(key)) {
            List<String> all = values.computeIfAbsent(key, unused -> new ArrayList<>());
            if (!all.contains(value)) {
                all.add(value);
            }
        } else {
            values.putIfAbsent(key, List.of(value));
        }
    }

    private boolean matches(List<String> words, boolean wanted) {
        boolean result = wanted;
        for (int i = 0; i < words.size(); i++) {
            String criterion = words.get(i).toLowerCase(Locale.ROOT);
            boolean negated = criterion.startsWith("!");
            String word = negated ? criterion.substring(1) : criterion;
            Optional<String> value = Optional.empty();
            int equals = word.indexOf('=');
            if (equals > 0) {
                value = Optional.of(words.get(i).substring(equals + (negated ? 2 : 1)));
                word = word.substring(0, equals);
            }
            boolean holds;
            if (Set.of("all", "canonical", "final").contains(word)) {
                finalWanted |= word.equals("final");
                holds = word.equals("all") || finalPass;
            } else {
                if (value.isEmpty() && i + 1 == words.size()) {
                    throw new IllegalArgumentException("Match " + word + " needs a value");
                }
                holds = holds(word, value.isPresent() ? value.get() : words.get(++i), result);
            }
            result &= holds != negated;
        }
        return result;
    }

    private boolean holds(String criterion, String value, boolean soFar) {
        List<String> patterns = List.of(value.split(","));
        return switch (criterion) {
            case "host" -> Patterns.matchHost(patterns, hostName());
            case "originalhost" -> Patterns.matchHost(patterns, name);
            case "user" ->
                    Patterns.match(
                            patterns,
                            new Settings(values)
                                    .first("user")
                                    .orElse(System.getProperty("user.name")));
            case "localuser" -> Patterns.match(patterns, System.getProperty("user.name"));
            default -> {
                // One that cannot count any more changes nothing.
                if (soFar) {
                    throw new IllegalArgumentException(
                            "'Match "
                                    + criterion
                                    + " "
                                    + value
                                    + "' is for ssh itself, which was not found: no program is run"
                                    + " and no network is looked at to read this file. Install"
                                    + " OpenSSH, or write a Host block for "
                                    + name
                                    + " above it");
                }
                yield false;
            }
        };
    }

    /** The files a pattern names, in the order of their names; none is no error. */
    private List<Path> found(Path file, String pattern) {
        Path path = config.inHome(pattern);
        if (!path.isAbsolute()) {
            boolean site = !file.startsWith(config.home());
            path = (site ? config.siteDirectory() : config.home().resolve(".ssh")).resolve(path);
        }
        Set<Path> sofar = new HashSet<>();
        List<Path> roots = List.of(Optional.ofNullable(path.getRoot()).orElse(Path.of("/")));
        for (Path part : path) {
            List<Path> next = new ArrayList<>();
            for (Path root : roots) {
                step(root, part.toString()).filter(sofar::add).forEach(next::add);
            }
            roots = next;
        }
        return roots.stream().filter(Files::isRegularFile).toList();
    }

    private static Stream<Path> step(Path directory, String part) {
        if (part.chars().noneMatch(c -> "*?[".indexOf(c) >= 0)) {
            return Stream.of(directory.resolve(part)).filter(Files::exists);
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, part)) {
            List<Path> all = new ArrayList<>();
            entries.forEach(all::add);
            // As with the shell, a star does not find what is hidden.
            all.removeIf(
                    entry ->
                            !part.startsWith(".")
                                    && entry.getFileName().toString().startsWith("."));
            return all.stream().sorted();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
