package io.jcluster.ranks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RollTest {

    private final Roll roll = new Roll(3);

    @Test
    void theTableIsWholeWhenTheLastRankListens() {
        allEnter();
        roll.listens(1, 11, 12);
        roll.listens(0, 1, 2);
        assertThat(roll.table()).isEmpty();
        roll.listens(2, 21, 22);
        // niodev has the port to read from first here, and the one to write to first elsewhere.
        assertThat(roll.table().orElseThrow())
                .containsExactly("10.0.0.0@2@1@0@0", "10.0.0.1@12@11@1@0", "10.0.0.2@22@21@2@0");
    }

    @Test
    void whoIsOfAnotherWorldIsRefused() {
        assertThat(roll.enter(0, 4, "a", "10.0.0.1"))
                .contains("the launcher started 4 ranks, and the job is for 3");
        assertThat(roll.enter(3, 3, "a", "10.0.0.1")).contains("there is no rank 3 of 3");
        assertThat(roll.enter(1, 3, "a", "10.0.0.1")).isEmpty();
        assertThat(roll.enter(1, 3, "b", "10.0.0.2")).contains("there is a rank 1 already, on a");
    }

    @Test
    void ranksThatEndAsTheyShouldEndNobodyElse() {
        allEnter();
        for (int rank = 0; rank < 3; rank++) {
            roll.done(rank);
        }
        assertThat(roll.verdict()).isEmpty();
        assertThat(roll.worst()).isZero();
        assertThat(roll.left()).isEqualTo(3);
    }

    @Test
    void theFirstFailureIsTheVerdictAndThoseThatWereSentAwayCountForNothing() {
        allEnter();
        roll.failed(2, 1, "java.lang.Error: boom");
        roll.over();
        roll.away(0);
        roll.lost(1, "it is gone");
        assertThat(roll.verdict()).contains("rank 2 on node2: java.lang.Error: boom");
        assertThat(roll.worst()).isEqualTo(1);
    }

    @Test
    void whoLeavesByItselfAfterAllWereToldToMayBeTheWorst() {
        allEnter();
        roll.failed(2, 1, "java.lang.Error: boom");
        roll.over();
        roll.lost(1, "it left");
        assertThat(roll.statusIsOpen()).isTrue();
        roll.ended(1, 7, "node1");
        assertThat(roll.statusIsOpen()).isFalse();
        assertThat(roll.verdict())
                .contains(
                        "rank 2 on node2: java.lang.Error: boom; rank 1 on node1 ended with status"
                                + " 7");
        assertThat(roll.worst()).isEqualTo(7);
    }

    @Test
    void theStatusOfAProcessThatDiedComesFromBesideIt() {
        allEnter();
        roll.lost(1, "it is gone without a word");
        assertThat(roll.statusIsOpen()).isTrue();
        roll.ended(1, 137, "node1");
        assertThat(roll.statusIsOpen()).isFalse();
        assertThat(roll.worst()).isEqualTo(137);
        assertThat(roll.verdict())
                .contains(
                        "rank 1 on node1: it is gone without a word; its process ended with status"
                                + " 137");
    }

    @Test
    void aRankThatEndsBadlyBesideTheFirstMayBeTheWorst() {
        allEnter();
        roll.lost(1, "it left");
        roll.lost(2, "it left");
        roll.ended(1, 4, "node1");
        assertThat(roll.statusIsOpen()).as("of rank 2").isTrue();
        roll.ended(2, 9, "node2");
        assertThat(roll.verdict().orElseThrow())
                .startsWith("rank 1")
                .endsWith("status 4; rank 2 on node2 ended with status 9");
        assertThat(roll.worst()).isEqualTo(9);
    }

    @Test
    void aRankThatEndsBeforeItsMpiHasBegunLeavesOthersWaitingForItInVain() {
        allEnter();
        roll.done(1);
        assertThat(roll.verdict()).as("a program need not use its MPI").isEmpty();
        roll.listens(0, 1, 2);
        assertThat(roll.verdict().orElseThrow()).startsWith("rank 1 on node1: it ended without");
    }

    @Test
    void aStatusOtherThanZeroAfterAGoodbyeIsAFailureAllTheSame() {
        allEnter();
        roll.done(0);
        roll.ended(0, 5, "node0");
        assertThat(roll.worst()).isEqualTo(5);
    }

    @Test
    void aProcessThatEndsBeforeItComesIsToldWithItsNode() {
        roll.ended(1, 1, "node1");
        assertThat(roll.verdict()).contains("rank 1 on node1: its process ended with status 1");
    }

    private void allEnter() {
        for (int rank = 0; rank < 3; rank++) {
            assertThat(roll.enter(rank, 3, "node" + rank, "10.0.0." + rank)).isEmpty();
        }
    }
}
