package io.jcluster.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import io.jcluster.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutstandingTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Outstanding request =
            new Outstanding("id", Optional.empty(), true, Optional.empty());

    @Test
    void outputThatIsLongerOnItsWayThanTheReplyIsWaitedFor() {
        request.replied(message("execute_reply", json().put("status", "ok")), 0, 0);
        long now = 0;
        for (int i = 0; i < 10; i++) {
            now += SECOND;
            request.published(printed("line " + i + "\n"), 0, now);
            request.tick(now + SECOND, now);
        }
        assertThat(request.answer()).isNotDone();

        request.published(
                message("status", json().put("execution_state", "idle")), 0, now + SECOND);

        assertThat(request.answer().join().stdout()).endsWith("line 9\n");
        assertThat(request.answer().join().outputComplete()).isTrue();
    }

    @Test
    void aLargePieceThatIsStillArrivingIsWaitedForAndSilenceIsNot() {
        request.replied(message("execute_reply", json().put("status", "ok")), 0, 0);
        request.tick(20 * SECOND, 19 * SECOND);
        assertThat(request.answer()).isNotDone();

        request.tick(22 * SECOND, 20 * SECOND);

        assertThat(request.answer().join().outputComplete()).isFalse();
    }

    @Test
    void theOutputOfOthersIsNoReasonToWaitForEver() {
        request.replied(message("execute_reply", json().put("status", "ok")), 0, 0);

        request.tick(61 * SECOND, 61 * SECOND);

        assertThat(request.answer()).isDone();
    }

    @Test
    void outputThatIsHandedOnIsToldOfOnceAndNotKept() {
        var told = new ArrayList<String>();
        request.published(printed("first "), 0, 0);
        request.listen(output -> told.add(output.text()));
        request.handOn();
        request.published(printed("second "), 0, 0);
        // What the hub has kept, after a cut.
        request.recorded(json().put("stdout", "first second third").put("stderr", ""), 0);
        request.recorded(json().put("stdout", "of some other request").put("stderr", ""), 0);

        assertThat(String.join("", told)).isEqualTo("first second third");
        request.published(message("status", json().put("execution_state", "idle")), 0, 0);
        request.replied(message("execute_reply", json().put("status", "ok")), 0, 0);
        assertThat(request.answer().join().stdout()).isEmpty();
    }

    private static Message printed(String text) {
        return message("stream", json().put("name", "stdout").put("text", text));
    }

    private static Message message(String type, ObjectNode content) {
        return new Message(
                json().put("msg_type", type),
                json(),
                json().put("engine", "uuid"),
                content,
                List.of());
    }

    private static ObjectNode json() {
        return Json.MESSAGES.createObjectNode();
    }
}
