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
        assertThat(Collectives.mayOccurIn(code, false)).isTrue();
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
        assertThat(Collectives.mayOccurIn(code, false)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "comm.Barrier()",
                "comm.Allreduce(a, 0, b, 0, 1, MPI.INT, MPI.SUM)",
                "comm.Gatherv(a, 0, 1, MPI.INT, b, 0, n, d, MPI.INT, 0)",
                "var half = comm.Split (rank % 2, rank)"
            })
    void inJavaTheyHaveTheNamesOfMpiJava(String code) {
        assertThat(Collectives.mayOccurIn(code, true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IntStream.range(0, 4).reduce(0, Integer::sum)",
                "\"a b\".split(\" \")",
                "comm.Rank()",
                "comm.Send(a, 0, 1, MPI.INT, 1, 7)"
            })
    void andJavasOwnLibraryHasNone(String code) {
        assertThat(Collectives.mayOccurIn(code, true)).isFalse();
    }
}
