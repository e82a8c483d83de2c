package io.jcluster.client;

import java.util.Collection;
import java.util.StringJoiner;
import java.util.TreeSet;

/** Engine ids in a sentence: {@code 0-3, 7}. */
final class EngineIds {

    private EngineIds() {}

    static String text(Collection<Integer> ids) {
        var text = new StringJoiner(", ");
        var left = new TreeSet<>(ids);
        while (!left.isEmpty()) {
            int first = left.pollFirst();
            int last = first;
            while (left.remove(last + 1)) {
                last++;
            }
            text.add(first == last ? "" + first : first + "-" + last);
        }
        return ids.isEmpty() ? "none" : text.toString();
    }
}
