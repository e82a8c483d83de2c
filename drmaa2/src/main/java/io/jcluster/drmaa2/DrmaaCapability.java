package io.jcluster.drmaa2;

/**
 * An optional part of the standard, asked for with {@link SessionManager#supports} (GFD.231). JT_
 * and RT_ name attributes of the job and the reservation template.
 */
public enum DrmaaCapability {
    /** Reservation sessions and reservations work. */
    ADVANCE_RESERVATION(0),
    /** Reservations count slots; otherwise whole machines. */
    RESERVE_SLOTS(1),
    /** {@link SessionManager#registerEventNotification} works. */
    CALLBACK(2),
    /** The limit of members running at the same time is honoured. */
    BULK_JOBS_MAXPARALLEL(3),
    /** email, emailOnStarted, emailOnTerminated. */
    JT_EMAIL(4),
    /** stageInFiles, stageOutFiles. */
    JT_STAGING(5),
    /** deadlineTime. */
    JT_DEADLINE(6),
    /** maxSlots. */
    JT_MAXSLOTS(7),
    /** accountingId. */
    JT_ACCOUNTINGID(8),
    /** startTime of a reservation accepts {@link Drmaa2#NOW}. */
    RT_STARTNOW(9),
    /** duration, with the window that slides between start and end. */
    RT_DURATION(10),
    /** machineOS. */
    RT_MACHINEOS(11),
    /** machineArch. */
    RT_MACHINEARCH(12);

    private final int value;

    DrmaaCapability(int value) {
        this.value = value;
    }

    /** The number of the same word in the C binding (GFD.230). */
    public int value() {
        return value;
    }
}
