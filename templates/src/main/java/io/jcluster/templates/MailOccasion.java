package io.jcluster.templates;

/** What of a job a scheduler can write a mail about. */
public enum MailOccasion {
    BEGIN,
    END,
    FAIL;

    /** The word in a profile. */
    public String word() {
        return Choice.word(this);
    }
}
