package io.jcluster.templates;

import java.util.regex.Pattern;

/**
 * A host without a batch system, as settled for one cluster: the engines on it have consecutive
 * ranks.
 *
 * @param name as {@code ssh} on the controller's host calls it
 * @param engines how many start there, at least 1
 */
public record EngineHost(String name, int engines) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}");

    public EngineHost {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + name
                            + "' is no name of a host; a user name, a port and the like belong into"
                            + " ~/.ssh/config");
        }
        if (engines < 1) {
            throw new IllegalArgumentException("no engine is to start on " + name);
        }
    }
}
