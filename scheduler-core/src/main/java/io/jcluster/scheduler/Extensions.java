package io.jcluster.scheduler;

import java.util.Map;

/** The attributes that all dialects have beyond the standard's. */
public final class Extensions {

    /**
     * Job template: the body of the job script, everything after the directives, in place of {@code
     * remoteCommand}. A first line with {@code #!} names the interpreter and stays the first line.
     */
    public static final String SCRIPT = "jcluster_jt_script";

    /**
     * Job template: the word by which the job can be recognised later, even when the answer to its
     * submission is lost. Made up when it is not given. Letters, digits, {@code . _ -}, at most 64.
     */
    public static final String TAG = "jcluster_jt_tag";

    /** Job info: the {@link #TAG} the job was submitted with. */
    public static final String INFO_TAG = "jcluster_ji_tag";

    /** Job info: how often the job was started anew. */
    public static final String INFO_RESTARTS = "jcluster_ji_restarts";

    static final Map<String, String> JOB_TEMPLATE =
            Map.of(
                    SCRIPT, "the body of the job script, in place of remoteCommand",
                    TAG, "a word by which the job is recognised later");

    static final Map<String, String> JOB_INFO =
            Map.of(
                    INFO_TAG, "the tag the job was submitted with",
                    INFO_RESTARTS, "how often the job was started anew");

    private Extensions() {}
}
