package io.jcluster.scheduler;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.tunnel.ShellWords;
import java.util.Optional;

/**
 * A path of a job template with its placeholders resolved as far as that is possible here: where
 * the home directory is, only the execution host knows.
 *
 * @param underHome whether {@code path} is relative to the home directory; absolute otherwise
 */
public record RemotePath(boolean underHome, String path) {

    /**
     * The path an attribute means.
     *
     * @param attribute the name of the attribute, for messages
     * @param value the text in the template
     * @throws InvalidArgumentException for a relative path, or a placeholder in the middle
     */
    public static RemotePath of(String attribute, String value, JobTemplate template) {
        var text = value.replace(Drmaa2.PARAMETRIC_INDEX, "0");
        if (text.startsWith(Drmaa2.WORKING_DIRECTORY) && !attribute.equals("workingDirectory")) {
            var directory = template.workingDirectory().orElse(Drmaa2.HOME_DIRECTORY);
            text = directory + text.substring(Drmaa2.WORKING_DIRECTORY.length());
        }
        var underHome = text.startsWith(Drmaa2.HOME_DIRECTORY);
        var rest = underHome ? text.substring(Drmaa2.HOME_DIRECTORY.length()) : text;
        if (rest.contains(Drmaa2.HOME_DIRECTORY) || rest.contains(Drmaa2.WORKING_DIRECTORY)) {
            throw refused(attribute, value, "a directory's placeholder only at the beginning");
        }
        if (underHome ? !rest.isEmpty() && !rest.startsWith("/") : !rest.startsWith("/")) {
            throw refused(attribute, value, "an absolute path or " + Drmaa2.HOME_DIRECTORY + "/…");
        }
        return new RemotePath(underHome, underHome ? rest.replaceFirst("^/+", "") : rest);
    }

    /** The path of an attribute that may be unset. */
    public static Optional<RemotePath> of(
            String attribute, Optional<String> value, JobTemplate template) {
        return value.map(text -> of(attribute, text, template));
    }

    /** A word for a shell script that runs on the execution host. */
    public String shellWord() {
        if (!underHome) {
            return ShellWords.quote(path);
        }
        return path.isEmpty() ? "\"$HOME\"" : "\"$HOME\"/" + ShellWords.quote(path);
    }

    private static InvalidArgumentException refused(
            String attribute, String value, String expected) {
        return new InvalidArgumentException(
                attribute + " takes " + expected + ", not '" + value + "'", attribute);
    }
}
