package io.jcluster.templates;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The known words, those first that a mistyped word may have meant. */
final class Nearest {

    /** More of what was typed tells nothing, and costs the more. */
    private static final int LONGEST = 64;

    private Nearest() {}

    static List<String> first(String word, Collection<String> known) {
        String typed = word.substring(0, Math.min(word.length(), LONGEST)).toLowerCase(Locale.ROOT);
        return known.stream()
                .sorted(
                        Comparator.comparingInt((String one) -> distance(typed, one))
                                .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Letters to add, drop, change or swap with a neighbour to get from one word to the other. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] =
                        Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
