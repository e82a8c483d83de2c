package io.jcluster.launcher.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectivesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "comm.Barrier()",
                "MPI.COMM_WORLD.allreduce(1)",
                "x = comm.bcast (x)",
                "c.Iallreduce(a, b)",
                "c.Alltoallw(a, b)",
                "new = comm.Split(0)"
            })
    void whatWaitsForAllRanksIsKnownByItsName(String code) {
        assertThat(Collectives.mayOccurIn(code)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MPI.COMM_WORLD.Get_rank()",
                "'a b'.split()",
                "barrier()",
                "comm.send(1, 0)",
                "numpy.add.reduced(x)"
            })
    void whatOneRankDoesAloneIsNot(String code) {
        assertThat(Collectives.mayOccurIn(code)).isFalse();
    }
}
