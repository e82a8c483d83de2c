package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.InternalException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtherwiseTest {

    private final MadeUp place = new MadeUp();
    private final ExchangeCaller caller = new ExchangeCaller(place);

    private static Exchange<String> asking(String program, boolean readable) {
        return new Exchange<>(
                "ask",
                program,
                Command.of(program),
                Outcome::succeeded,
                outcome -> {
                    if (!readable) {
                        throw new IllegalArgumentException("rubbish");
                    }
                    return program;
                },
                new Refusals(List.of()));
    }

    @Test
    void anAnswerThatCannotBeReadIsAskedForInTheOtherWay() throws InterruptedException {
        assertThat(caller.ask(asking("list", false).otherwise(asking("acct", true))))
                .isEqualTo("acct");
        assertThat(place.asked).containsExactly("list", "acct");
    }

    @Test
    void anAnswerThatCanBeReadIsAskedForOnce() throws InterruptedException {
        assertThat(caller.ask(asking("list", true).otherwise(asking("acct", true))))
                .isEqualTo("list");
        assertThat(place.asked).containsExactly("list");
    }

    @Test
    void whatCanBeReadInNeitherWayIsReportedWithTheSecond() {
        assertThatThrownBy(() -> caller.ask(asking("list", false).otherwise(asking("acct", false))))
                .isInstanceOf(InternalException.class)
                .hasMessageContaining("ran: acct");
    }

    @Test
    void aRefusalIsNoReasonToAskAgain() {
        place.refusing.put("list", "no");
        assertThatThrownBy(() -> caller.ask(asking("list", true).otherwise(asking("acct", true))))
                .isInstanceOf(DrmaaException.class);
        assertThat(place.asked).containsExactly("list");
    }

    @Test
    void aNameThatIsNobodysIsRefusedWithThoseThereAreWhoeverIsAsked() {
        assertThatThrownBy(() -> Dialects.named("lsf", place))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("lsf");
        assertThat(place.asked).isEmpty();
    }
}
