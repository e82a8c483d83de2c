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
    /** Job templates may set email, emailOnStarted and emailOnTerminated. */
    JT_EMAIL(4),
    /** Job templates may set stageInFiles and stageOutFiles. */
    JT_STAGING(5),
    /** Job templates may set deadlineTime. */
    JT_DEADLINE(6),
    /** Job templates may set maxSlots. */
    JT_MAXSLOTS(7),
    /** Job templates may set accountingId. */
    JT_ACCOUNTINGID(8),
    /** The startTime of a reservation may be {@link Drmaa2#NOW}. */
    RT_STARTNOW(9),
    /**
     * Reservation templates may set duration, with the window that slides between start and end.
     */
    RT_DURATION(10),
    /** Reservation templates may set machineOS. */
    RT_MACHINEOS(11),
    /** Reservation templates may set machineArch. */
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
