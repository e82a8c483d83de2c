package io.jcluster.testbed;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All that can be seen of a cluster from outside: the processes, listening sockets and files of
 * each host, and the jobs in the queue. Directories do not count, but what lies in them does.
 *
 * @param texts what was found, by host and kind
 */
record Traces(Map<String, String> texts) {

    /** Without the listing's own processes; one that is yet to become grep is shown in brackets. */
    private static final String LISTING =
            """
            echo processes:
            ps -e --no-headers -o user:16,args | grep -v -e 'ps -e' -e ' sort$' -e 'grep -v' -e ' \\[[a-z]*\\]$' | sort
            echo listeners:
            ss -tlnH | awk '{print $4}' | sort
            echo files:
            find /home /tmp /var/tmp /dev/shm -not -type d -printf '%M %p\\n' 2>/dev/null | sort
            sha256sum ~/.ssh/*
            """;

    static Traces of(Testbed testbed) throws InterruptedException {
        Map<String, String> texts = new TreeMap<>();
        for (String host : new String[] {"laptop", "login", "control", "nid1", "nid2"}) {
            texts.put(host, testbed.output(host, "sh", "-c", LISTING));
        }
        texts.put("jobs", testbed.queue());
        return new Traces(texts);
    }

    /** The same but for lines in which a pattern is found. */
    Traces without(Pattern lines) {
        Map<String, String> rest = new TreeMap<>();
        texts.forEach(
                (host, text) ->
                        rest.put(
                                host,
                                text.lines()
                                        .filter(lines.asPredicate().negate())
                                        .collect(Collectors.joining("\n"))));
        return new Traces(rest);
    }
}
