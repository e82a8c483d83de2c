package io.jcluster.templates;

/** Whether a system can still be used. */
public enum SiteStatus {
    CURRENT,
    /** It was switched off; its profile stays as an example. */
    RETIRED;

    /** The word in a profile. */
    public String word() {
        return Choice.word(this);
    }
}
