package io.jcluster.tunnel.ssh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Settings of ssh_config(5) for one host, by their names in small letters. */
record Settings(Map<String, List<String>> values) {

    private static final Pattern NEXT_PATH =
            Pattern.compile("\\s+(?=[~/%$]|[A-Za-z]:[/\\\\]|none$)");

    private static final Pattern SPAN = Pattern.compile("(\\d+)([smhdwSMHDW]?)");

    /** One setting a line, name first, as {@code ssh -G} prints them. */
    static Settings ofLines(String text) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        text.lines()
                .map(line -> line.split(" ", 2))
                .filter(words -> words.length == 2)
                .forEach(
                        words ->
                                values.computeIfAbsent(
                                                words[0].toLowerCase(Locale.ROOT),
                                                key -> new ArrayList<>())
                                        .add(words[1]));
        return new Settings(values);
    }

    Stream<String> all(String key) {
        return values.getOrDefault(key, List.of()).stream()
                .map(Settings::unquoted)
                .filter(value -> !value.isEmpty() && !value.equalsIgnoreCase("none"));
    }

    Optional<String> first(String key) {
        return all(key).findFirst();
    }

    boolean disables(String key) {
        return values.getOrDefault(key, List.of()).stream().anyMatch("none"::equalsIgnoreCase);
    }

    /** {@code ssh -G} says true and false for some of them, whatever the file says. */
    boolean isYes(String key, boolean otherwise) {
        return first(key)
                .map(value -> List.of("yes", "true").contains(value.toLowerCase(Locale.ROOT)))
                .orElse(otherwise);
    }

    List<String> commaList(String key) {
        return first(key).map(text -> List.of(text.split(","))).orElse(List.of());
    }

    /**
     * Paths. {@code ssh -G} puts several into one line and leaves out the quotes, so a new one
     * begins where something looks like the beginning of a path.
     */
    List<String> paths(String key) {
        return all(key).flatMap(NEXT_PATH::splitAsStream).toList();
    }

    int number(String key, int otherwise) {
        return first(key).map(text -> parsed(key, text)).orElse(otherwise);
    }

    private static int parsed(String key, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw SshConfig.wrong("'" + key + "' is not a number: '" + text + "'");
        }
    }

    /** {@code 90}, {@code 1m30s}: the time formats of sshd_config(5). */
    Duration span(String key) {
        return first(key)
                .map(
                        text -> {
                            Matcher parts = SPAN.matcher(text);
                            Duration sum = Duration.ZERO;
                            int end = 0;
                            while (parts.find() && parts.start() == end) {
                                sum = sum.plus(part(parts));
                                end = parts.end();
                            }
                            if (end != text.length()) {
                                throw SshConfig.wrong(
                                        "'" + key + "' is not a time: '" + text + "'");
                            }
                            return sum;
                        })
                .orElse(Duration.ZERO);
    }

    private static Duration part(Matcher part) {
        long number = Long.parseLong(part.group(1));
        return switch (part.group(2).toLowerCase(Locale.ROOT)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            case "w" -> Duration.ofDays(7 * number);
            default -> Duration.ofSeconds(number);
        };
    }

    static String unquoted(String value) {
        boolean quoted =
                value.length() > 1
                        && value.startsWith("\"")
                        && value.endsWith("\"")
                        && value.indexOf('"', 1) == value.length() - 1;
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** The same with the lists left out that say no more than {@code usual} does. */
    Settings without(Settings usual, String... keys) {
        Map<String, List<String>> rest = new LinkedHashMap<>(values);
        Arrays.stream(keys)
                .filter(key -> usual.values.getOrDefault(key, List.of()).equals(values.get(key)))
                .forEach(rest::remove);
        return new Settings(rest);
    }
}
