package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The toy in its part as TORQUE (recorded: master of June 2020). */
class ToyTorqueTest extends ToyPbsTest {

    ToyTorqueTest() {
        super("torque-toy");
    }

    @Test
    void aJobOfTwoNodesFindsWhatTheRealOneGives() throws Exception {
        String id =
                submits(
                        "uniq -c $PBS_NODEFILE; hostname; echo $PBS_NP $PBS_NUM_NODES $PBS_NUM_PPN",
                        "-l",
                        "nodes=2:ppn=4");
        assertThat(outputOf(id)).isEqualToIgnoringWhitespace("4 nid2 4 nid1 nid2 8 2 4");
        assertThat(detailsOf(id)).contains("    exec_host = nid2/0-3+nid1/0-3\n");
    }

    @Test
    void pbsdshStartsWordsOnAnotherNodeAndTellsOfTheirEnd() throws Exception {
        String id =
                submits(
                        """
                        pbsdsh -h nid1 /bin/sh -c 'hostname; id -un; echo $PATH; exit 3'
                        echo $?
                        pbsdsh -h nid1 'hostname -f'
                        echo $?
                        """,
                        "-l",
                        "nodes=2:ppn=1");
        assertThat(outputOf(id))
                .isEqualTo(
                        """
                        nid1
                        alice
                        /bin:/usr/bin
                        pbsdsh(): task 1 exit status 3
                        0
                        hostname -f: No such file or directory
                        pbsdsh(): task 0 exit status 254
                        0
                        """);
    }

    @Test
    void qdelEndsTheProcessesOnAllNodes() throws Exception {
        endsOnAllItsNodes(
                submits("pbsdsh -h nid1 /bin/sleep 600 & sleep 600", "-l", "nodes=2:ppn=1"));
    }

    @Test
    void aSelectIsIgnoredWithoutAWord() throws Exception {
        assertThat(outputOf(submits("cat $PBS_NODEFILE", "-l", "select=2:ncpus=4")))
                .isEqualTo("nid1\n");
    }
}
