package io.jcluster.drmaa2;

/** What a notification is about (GFD.231). */
public enum DrmaaEvent {
    /** The job entered another state. */
    NEW_STATE(0),
    /** The job runs on other machines than before. */
    MIGRATED(1),
    /** An attribute of the job changed. */
    ATTRIBUTE_CHANGE(2);

    private final int value;

    DrmaaEvent(int value) {
        this.value = value;
    }

    /** The number of the same word in the C binding (GFD.230). */
    public int value() {
        return value;
    }
}
