package io.jcluster.scheduler;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import java.util.Optional;

/**
 * A path of a job template with its placeholders resolved as far as that is possible here: where
 * the home directory is, only the execution host knows.
 *
 * @param underHome whether {@code path} is relative to the home directory; absolute otherwise
 * @param path holds {@link Drmaa2#PARAMETRIC_INDEX} where only the job itself knows the index
 */
public record RemotePath(boolean underHome, String path, ArrayIndex index) {

    /** A path without a placeholder for an index. */
    public RemotePath(boolean underHome, String path) {
        this(underHome, path, ArrayIndex.NONE);
    }

    /** The path an attribute means in a job that is in no array. */
    public static RemotePath of(String attribute, String value, JobTemplate template) {
        return of(attribute, value, template, ArrayIndex.NONE);
    }

    /**
     * The path an attribute means.
     *
     * @param attribute the name of the attribute, for messages
     * @param value the text in the template
     * @throws InvalidArgumentException for a relative path, or a placeholder in the middle
     */
    public static RemotePath of(
            String attribute, String value, JobTemplate template, ArrayIndex index) {
        var text = value;
        if (text.startsWith(Drmaa2.WORKING_DIRECTORY) && !attribute.equals("workingDirectory")) {
            var directory = template.workingDirectory().orElse(Drmaa2.HOME_DIRECTORY);
            text = directory + text.substring(Drmaa2.WORKING_DIRECTORY.length());
        }
        text = index.resolve(text);
        var underHome = text.startsWith(Drmaa2.HOME_DIRECTORY);
        var rest = underHome ? text.substring(Drmaa2.HOME_DIRECTORY.length()) : text;
        if (rest.contains(Drmaa2.HOME_DIRECTORY) || rest.contains(Drmaa2.WORKING_DIRECTORY)) {
            throw refused(attribute, value, "a directory's placeholder only at the beginning");
        }
        if (underHome ? !rest.isEmpty() && !rest.startsWith("/") : !rest.startsWith("/")) {
            throw refused(attribute, value, "an absolute path or " + Drmaa2.HOME_DIRECTORY + "/…");
        }
        return new RemotePath(underHome, underHome ? rest.replaceFirst("^/+", "") : rest, index);
    }

    /** The path of an attribute that may be unset. */
    public static Optional<RemotePath> of(
            String attribute, Optional<String> value, JobTemplate template) {
        return of(attribute, value, template, ArrayIndex.NONE);
    }

    /** As above, for a job that may be in an array. */
    public static Optional<RemotePath> of(
            String attribute, Optional<String> value, JobTemplate template, ArrayIndex index) {
        return value.map(text -> of(attribute, text, template, index));
    }

    /** A word for a shell script that runs on the execution host. */
    public String shellWord() {
        if (!underHome) {
            return index.shellWord(path);
        }
        return path.isEmpty() ? "\"$HOME\"" : "\"$HOME\"/" + index.shellWord(path);
    }

    private static InvalidArgumentException refused(
            String attribute, String value, String expected) {
        return new InvalidArgumentException(
                attribute + " takes " + expected + ", not '" + value + "'", attribute);
    }
}
