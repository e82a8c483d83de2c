package io.jcluster.scheduler.pbs;

import java.util.Map;
import java.util.Optional;

/**
 * A job, queue, node or reservation as a server describes it: attributes by name, resources by
 * names such as {@code Resource_List.walltime}. All the forms that PBS prints become this.
 *
 * @param attributes values as printed; what is printed empty is not there
 */
record PbsRecord(String id, Map<String, String> attributes) {

    PbsRecord {
        attributes = Map.copyOf(attributes);
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    String get(String name, String otherwise) {
        return attributes.getOrDefault(name, otherwise);
    }

    boolean is(String name, String value) {
        return get(name, "").equalsIgnoreCase(value);
    }

    boolean has(String name) {
        return attributes.containsKey(name);
    }
}
