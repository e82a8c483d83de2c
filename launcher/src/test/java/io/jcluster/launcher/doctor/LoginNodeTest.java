package io.jcluster.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.launcher.doctor.Finding.Status;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginNodeTest {

    private static final Instant BEFORE = Instant.ofEpochSecond(1000);
    private static final Instant AFTER = Instant.ofEpochSecond(1002);

    @ParameterizedTest
    @CsvSource({
        "1001.000000000, OK",
        "1007.000000000, OK",
        "1008.000000000, WARNING",
        "993.000000000, WARNING",
        "1001.%N, OK",
        "1001.N, OK",
        "1007, OK",
        "1009.N, WARNING",
        "Sun Nov 22, UNKNOWN",
        "'', UNKNOWN",
    })
    void clocksAreComparedAsFarAsTheRoundTripLetsOne(String said, Status status) {
        assertThat(LoginNode.clock(BEFORE, AFTER, said).status()).as(said).isEqualTo(status);
    }

    @Test
    void aClockThatIsOffIsToldWithTheSecondsAndTheDirection() {
        assertThat(LoginNode.clock(BEFORE, AFTER, "1043.000000000").seen())
                .isEqualTo("the clock there is 42 s ahead");
        assertThat(LoginNode.clock(BEFORE, AFTER, "959.000000000").seen())
                .isEqualTo("the clock there is 42 s behind");
    }

    @Test
    void startFilesThatPrintAreToldWithWhatTheyPrint() {
        assertThat(LoginNode.noise("").status()).isEqualTo(Status.OK);
        assertThat(LoginNode.noise("Welcome!").status()).isEqualTo(Status.WARNING);
        assertThat(LoginNode.noise("Welcome!\nRead the news.").seen())
                .isEqualTo("print before a command: Welcome! Read the news.");
    }

    @Test
    void anUnusualShellIsNoProblem() {
        Facts facts = new Facts(java.util.Map.of("shell", "/usr/bin/fish", "node", "login1"), "");
        assertThat(new Account(facts).look())
                .allMatch(finding -> finding.status() == Status.OK)
                .anyMatch(finding -> finding.means().contains("its jobs to bash"));
    }

    @Test
    void aNameThatANodeHasNotIsAWarning() {
        Facts facts = new Facts(java.util.Map.of("nid1", "10.0.0.1   nid1", "nid2", "unknown"), "");
        assertThat(Nodes.names(java.util.List.of("nid1"), facts).seen())
                .isEqualTo("nid1 is 10.0.0.1");
        assertThat(Nodes.names(java.util.List.of("nid1", "nid2"), facts).seen())
                .isEqualTo("nid2 is not known on the login node");
        assertThat(Nodes.names(java.util.List.of("nid3"), facts).status())
                .isEqualTo(Status.UNKNOWN);
    }

    @Test
    void onlyWhatIsAProblemIsSomebodysFault() {
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Finding("clock", Status.PROBLEM, "", "", "", Optional.empty()));
    }
}
