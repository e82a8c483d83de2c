package io.jcluster.scheduler.pbs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What PBS prints for people with {@code -f}: a heading for each record, then a line for each
 * attribute. Only the forms that escape line breaks are read here, {@code qstat -f -w} above all:
 * in plain {@code qstat -f} a job's environment can hold lines that look like attributes of its own
 * (OpenPBS 23.06.06).
 */
final class PbsText {

    private PbsText() {}

    /**
     * The records.
     *
     * @param heading what stands before the name of each: {@code Job Id: }
     * @throws IllegalArgumentException for a line that is neither heading nor attribute
     */
    static List<PbsRecord> read(String text, String heading) {
        var records = new ArrayList<PbsRecord>();
        var id = "";
        Map<String, String> attributes = new LinkedHashMap<>();
        var last = "";
        for (var line : text.split("\n", -1)) {
            if (line.startsWith(heading)) {
                add(id, attributes, records);
                id = line.substring(heading.length()).strip();
                attributes = new LinkedHashMap<>();
                last = "";
            } else if (line.startsWith("\t") && !last.isEmpty()) {
                // Queues are wrapped at the width of a screen, which -w does not change.
                attributes.merge(last, line.substring(1), String::concat);
            } else if (!line.isBlank()) {
                var equals = line.indexOf(" = ");
                if (equals < 0 || id.isEmpty()) {
                    throw new IllegalArgumentException("not an attribute: '" + line + "'");
                }
                last = line.substring(0, equals).strip();
                attributes.put(last, line.substring(equals + 3));
            }
        }
        add(id, attributes, records);
        return records;
    }

    private static void add(String id, Map<String, String> attributes, List<PbsRecord> records) {
        if (!id.isEmpty()) {
            records.add(new PbsRecord(id, attributes));
        }
    }
}
