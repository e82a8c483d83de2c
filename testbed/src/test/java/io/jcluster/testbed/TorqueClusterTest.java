package io.jcluster.testbed;

import java.util.regex.Pattern;

/** On a toy that plays TORQUE. */
class TorqueClusterTest extends PbsClusterTest {

    /**
     * Its segments of shared memory and its session directory. TORQUE kills what is left of a job
     * as soon as the login shell over its script has died of the first signal, which is at once:
     * whatever MPI was at work cannot tidy up. The real one of June 2020 does the same.
     */
    private static final Pattern OPEN_MPI =
            Pattern.compile("/dev/shm/vader_segment\\.|/tmp/ompi\\.");

    TorqueClusterTest() {
        super("torque-toy", "torque", "generic-torque", OPEN_MPI);
    }
}
