package io.jcluster.launcher.doctor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a Python has, by the names of its packages.
 *
 * @param numbers only of what is there
 */
record Versions(Map<String, String> numbers) {

    private static final Pattern NUMBER = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");

    /** The answer of versions.py; lines that are not of its form are passed over. */
    static Versions read(String text) {
        Map<String, String> numbers = new LinkedHashMap<>();
        text.lines()
                .map(line -> line.strip().split(" ", 2))
                .filter(words -> words.length == 2 && !words[1].equals("-"))
                .forEach(words -> numbers.putIfAbsent(words[0], words[1]));
        return new Versions(numbers);
    }

    Optional<String> of(String name) {
        return Optional.ofNullable(numbers.get(name));
    }

    /** The major version; empty when the package is missing or numbers itself otherwise. */
    Optional<Integer> major(String name) {
        return parts(name).map(parts -> Integer.valueOf(parts.group(1)));
    }

    /** Whether it is there and of at least that version. */
    boolean atLeast(String name, int major, int minor) {
        return parts(name)
                .filter(
                        parts -> {
                            int first = Integer.parseInt(parts.group(1));
                            return first > major
                                    || (first == major
                                            && Integer.parseInt(parts.group(2)) >= minor);
                        })
                .isPresent();
    }

    /** The first two numbers, as in {@code 3.11}. */
    Optional<String> minor(String name) {
        return parts(name).map(parts -> parts.group(1) + "." + parts.group(2));
    }

    private Optional<Matcher> parts(String name) {
        return of(name).map(NUMBER::matcher).filter(Matcher::matches);
    }

    /** The packages with their versions, those that are missing included. */
    String packages() {
        return Stream.of("ipyparallel", "mpi4py", "ipykernel", "numpy")
                .map(name -> of(name).map(number -> name + " " + number).orElse("no " + name))
                .collect(Collectors.joining(", "));
    }
}
