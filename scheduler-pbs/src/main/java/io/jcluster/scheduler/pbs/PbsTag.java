package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.Extensions;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The word by which a job is recognised when the answer to its submission was lost: a variable of
 * the job, which both lines of PBS show. It begins with letters, so that no client takes it for a
 * number (the JSON of OpenPBS 23.06.06 makes 12 of 00012).
 */
final class PbsTag {

    static final String VARIABLE = "JCLUSTER_TAG";

    private static final String BEFORE = "jcluster:";

    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?:^|,)" + VARIABLE + "=" + BEFORE + "([A-Za-z0-9._-]{1,64})(?:,|$)");

    private PbsTag() {}

    /** What qsub -v takes. */
    static Optional<String> assignment(JobTemplate template) {
        return Optional.ofNullable(template.extensions().get(Extensions.TAG))
                .map(tag -> VARIABLE + "=" + BEFORE + tag);
    }

    /** The tag in a job's list of variables. */
    static Optional<String> in(String variables) {
        var matcher = ASSIGNMENT.matcher(variables);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
