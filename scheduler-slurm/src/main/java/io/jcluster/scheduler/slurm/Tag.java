package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.Extensions;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The job's tag in its comment, behind whatever the user says there: {@code my run
 * jcluster:jc-abc}. squeue shows it as it was given.
 */
final class Tag {

    private static final String BEFORE = "jcluster:";

    private static final Pattern TAG = Pattern.compile(BEFORE + "([A-Za-z0-9._-]{1,64})");

    private Tag() {}

    /** The comment a job gets; empty when there is nothing to say. */
    static Optional<String> comment(JobTemplate template) {
        var text = Optional.ofNullable(template.extensions().get("slurm_jt_comment"));
        var tag = Optional.ofNullable(template.extensions().get(Extensions.TAG));
        return tag.map(word -> text.map(said -> said + " ").orElse("") + BEFORE + word)
                .or(() -> text);
    }

    /** The last tag in a text. */
    static Optional<String> in(String text) {
        var at = text.lastIndexOf(BEFORE);
        if (at < 0) {
            return Optional.empty();
        }
        var matcher = TAG.matcher(text).region(at, text.length());
        return matcher.lookingAt() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** What the user says in a comment. */
    static String without(String comment) {
        var at = comment.lastIndexOf(BEFORE);
        return at < 0 ? comment : comment.substring(0, at).strip();
    }
}
