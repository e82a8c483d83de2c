package io.jcluster.tunnel.ssh;

import java.util.List;
import java.util.Locale;

/** Patterns of ssh_config(5): {@code *}, {@code ?}, and {@code !} before what is not meant. */
final class Patterns {

    private Patterns() {}

    /** Whether one of them matches and none with an exclamation mark does. */
    static boolean match(List<String> patterns, String text) {
        boolean found = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            if (matches(negated ? pattern.substring(1) : pattern, text)) {
                if (negated) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    /** The same for names of hosts, of which capitals say nothing. */
    static boolean matchHost(List<String> patterns, String host) {
        return match(
                patterns.stream().map(pattern -> pattern.toLowerCase(Locale.ROOT)).toList(),
                host.toLowerCase(Locale.ROOT));
    }

    private static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length()
                    && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
