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

    /**
     * Job template: beside {@link #SCRIPT}, the file in which the script itself writes that it
     * started and how it ended, relative to the home directory; {@link
     * io.jcluster.drmaa2.Drmaa2#PARAMETRIC_INDEX} may stand in it. Its first line is {@code started
     * EPOCH}, made anew with each start; at the end a second one follows, {@code exit STATUS
     * EPOCH}. The file is then put in place of the other as a whole. With it the end of a job is
     * known that the workload manager has forgotten.
     */
    public static final String EXIT_FILE = "jcluster_jt_exit_file";

    /** Job info: the {@link #TAG} the job was submitted with. */
    public static final String INFO_TAG = "jcluster_ji_tag";

    /** Job info: how often the job was started anew. */
    public static final String INFO_RESTARTS = "jcluster_ji_restarts";

    /** Job info: {@code exit file} where the state is known from the job's own record alone. */
    public static final String INFO_STATE_SOURCE = "jcluster_ji_state_source";

    /**
     * Job info: the signal that the exit status stands for as shells have it, 128 and the signal's
     * number; a program may have chosen that status itself.
     */
    public static final String INFO_SHELL_SIGNAL = "jcluster_ji_shell_signal";

    /** Notification: {@code true} for a state the job passed through without being seen in it. */
    public static final String NOTIFICATION_SYNTHETIC = "jcluster_nf_synthetic";

    /** Notification: when the news was seen here, in the form of {@link java.time.Instant}. */
    public static final String NOTIFICATION_OBSERVED_AT = "jcluster_nf_observed_at";

    static final Map<String, String> JOB_TEMPLATE =
            Map.of(
                    EXIT_FILE,
                            "where the script writes how it ended, relative to the home directory",
                    SCRIPT, "the body of the job script, in place of remoteCommand",
                    TAG, "a word by which the job is recognised later");

    static final Map<String, String> JOB_INFO =
            Map.of(
                    INFO_STATE_SOURCE,
                            "'exit file' where only the job's own record tells the state",
                    INFO_SHELL_SIGNAL, "the signal that the exit status stands for in a shell",
                    INFO_TAG, "the tag the job was submitted with",
                    INFO_RESTARTS, "how often the job was started anew");

    static final Map<String, String> NOTIFICATION =
            Map.of(
                    NOTIFICATION_SYNTHETIC, "true for a state that was passed through unseen",
                    NOTIFICATION_OBSERVED_AT, "when the news was seen");

    private Extensions() {}
}
