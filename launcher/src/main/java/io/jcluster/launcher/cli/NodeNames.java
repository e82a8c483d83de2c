package io.jcluster.launcher.cli;

import io.jcluster.drmaa2.SlotInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Machines as the schedulers' users write them: {@code nid[00012-00013]:12} for two nodes in a row
 * with twelve slots each. A name is shown up to its first dot.
 */
final class NodeNames {

    private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{1,18})");

    private NodeNames() {}

    private record Series(String prefix, String slots) {}

    /** A text for each series of machines. */
    static List<String> inShort(List<SlotInfo> machines) {
        Map<Series, List<String>> series = new LinkedHashMap<>();
        for (SlotInfo machine : machines) {
            String name = host(machine.machineName());
            String slots = machine.slots().isPresent() ? ":" + machine.slots().getAsInt() : "";
            Matcher numbered = NUMBERED.matcher(name);
            boolean matches = numbered.matches();
            series.computeIfAbsent(
                            new Series(matches ? numbered.group(1) : name, slots),
                            key -> new ArrayList<>())
                    .add(matches ? numbered.group(2) : "");
        }
        List<String> texts = new ArrayList<>();
        series.forEach(
                (key, numbers) -> {
                    numbers.stream()
                            .filter(String::isEmpty)
                            .distinct()
                            .forEach(none -> texts.add(key.prefix() + key.slots()));
                    List<String> runs = runs(numbers);
                    if (runs.size() == 1 && !runs.get(0).contains("-")) {
                        texts.add(key.prefix() + runs.get(0) + key.slots());
                    } else if (!runs.isEmpty()) {
                        texts.add(key.prefix() + "[" + String.join(",", runs) + "]" + key.slots());
                    }
                });
        return texts;
    }

    /** An address is no name with a domain. */
    private static String host(String name) {
        int dot = name.indexOf('.');
        return dot <= 0 || name.matches("[0-9.]+") ? name : name.substring(0, dot);
    }

    private static List<String> runs(List<String> numbers) {
        List<String> sorted =
                numbers.stream()
                        .filter(number -> !number.isEmpty())
                        .distinct()
                        .sorted(
                                java.util.Comparator.<String>comparingLong(Long::parseLong)
                                        .thenComparing(String::length))
                        .toList();
        List<String> runs = new ArrayList<>();
        int first = 0;
        while (first < sorted.size()) {
            int last = first;
            while (last + 1 < sorted.size()
                    && sorted.get(last + 1).equals(after(sorted.get(last)))) {
                last++;
            }
            runs.add(
                    first == last ? sorted.get(first) : sorted.get(first) + "-" + sorted.get(last));
            first = last + 1;
        }
        return runs;
    }

    /** The next number, with as many leading zeros as keep its width: 099 is before 100. */
    private static String after(String number) {
        return ("%0" + number.length() + "d").formatted(Long.parseLong(number) + 1);
    }
}
