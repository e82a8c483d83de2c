package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The toy in its part as OpenPBS (recorded: 23.06.06). */
class ToyOpenPbsTest extends ToyPbsTest {

    ToyOpenPbsTest() {
        super("openpbs-toy");
    }

    @Test
    void aJobOfTwoNodesFindsWhatTheRealOneGives() throws Exception {
        String id =
                submits(
                        "uniq -c $PBS_NODEFILE; hostname; echo $NCPUS $OMP_NUM_THREADS",
                        "-l",
                        "select=2:ncpus=4:mpiprocs=4:ompthreads=1",
                        "-l",
                        "place=scatter");
        assertThat(outputOf(id)).isEqualToIgnoringWhitespace("4 nid1 4 nid2 nid1 1 1");
        assertThat(detailsOf(id)).contains("    exec_host = nid1/0*4+nid2/0*4\n");
    }

    @Test
    void withoutMpiprocsAPieceIsOneLine() throws Exception {
        String id =
                submits(
                        "cat $PBS_NODEFILE; echo $OMP_NUM_THREADS",
                        "-l",
                        "select=2:ncpus=4",
                        "-l",
                        "place=scatter");
        assertThat(outputOf(id)).isEqualTo("nid1\nnid2\n4\n");
    }

    @Test
    void pbsTmrshStartsWordsOnAnotherNode() throws Exception {
        String id =
                submits(
                        """
                        pbs_tmrsh nid2 sh -c 'hostname; id -un; echo $PATH; exit 3'
                        echo $?
                        pbs_tmrsh nid2 'hostname -f'
                        echo $?
                        """,
                        "-l",
                        "select=2:ncpus=1",
                        "-l",
                        "place=scatter");
        assertThat(outputOf(id))
                .isEqualTo(
                        """
                        nid2
                        alice
                        /bin:/usr/bin
                        3
                        hostname -f: No such file or directory
                        254
                        """);
    }

    @Test
    void qdelEndsTheProcessesOnAllNodes() throws Exception {
        endsOnAllItsNodes(
                submits(
                        "pbs_tmrsh nid2 sleep 600 & sleep 600",
                        "-l",
                        "select=2:ncpus=1",
                        "-l",
                        "place=scatter"));
    }
}
