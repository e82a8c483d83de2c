package io.jcluster.templates;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The constants of an enum as words of a profile: {@code PODMAN_HPC} is {@code podman-hpc}. */
final class Choice {

    private Choice() {}

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> List<String> words(Class<E> type) {
        return Stream.of(type.getEnumConstants()).map(Choice::word).toList();
    }

    /**
     * @throws IllegalArgumentException with the words that would be right
     */
    static <E extends Enum<E>> E parse(Class<E> type, String word) {
        return Stream.of(type.getEnumConstants())
                .filter(one -> word(one).equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'"
                                                + word
                                                + "' is none of "
                                                + String.join(", ", words(type))));
    }
}
