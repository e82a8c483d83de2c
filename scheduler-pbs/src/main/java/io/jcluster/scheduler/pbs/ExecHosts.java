package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.SlotInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The machines of a job with their slots: {@code nid1/0*4+nid2/0*4} as OpenPBS writes it (index and
 * count), {@code nid1/0-3+nid2/0,2} as TORQUE does (indices), one entry for each slot in old ones.
 */
final class ExecHosts {

    private static final Pattern ENTRY = Pattern.compile("([^/+]+)/([0-9,-]+)(?:\\*([0-9]{1,9}))?");

    private ExecHosts() {}

    /** Each machine once, in order; the job script runs on the first. */
    static List<SlotInfo> read(String text) {
        var slots = new LinkedHashMap<String, Integer>();
        for (var entry : text.strip().split("\\+", -1)) {
            var matcher = ENTRY.matcher(entry);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("not a list of machines: '" + text + "'");
            }
            var count =
                    matcher.group(3) == null
                            ? indices(matcher.group(2))
                            : Integer.parseInt(matcher.group(3));
            slots.merge(matcher.group(1), Math.max(1, count), Integer::sum);
        }
        return slots.entrySet().stream()
                .map(slot -> new SlotInfo(slot.getKey(), slot.getValue()))
                .toList();
    }

    private static int indices(String text) {
        var count = 0;
        for (var range : text.split(",", -1)) {
            var ends = range.split("-", 2);
            count +=
                    ends.length == 1
                            ? 1
                            : Integer.parseInt(ends[1]) - Integer.parseInt(ends[0]) + 1;
        }
        return count;
    }
}
