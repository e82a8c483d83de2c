package io.jcluster.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.tunnel.HostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void aMessageInPartsBecomesWhatWasSaidAndWhatToTry() {
        Text text =
                Text.of(
                        new IllegalStateException(
                                """
                                cannot list the queues: sinfo on login1 ended with status 1
                                  | sinfo: error: no route to host
                                ran: sinfo -h
                                try: later"""));
        assertThat(text.said())
                .isEqualTo(
                        "cannot list the queues: sinfo on login1 ended with status 1; sinfo: error: no"
                                + " route to host");
        assertThat(text.advice()).isEqualTo("later");
    }

    @Test
    void theAdviceOfAHostIsKept() {
        Text text =
                Text.of(
                        new HostException(
                                HostException.Kind.UNREACHABLE,
                                "no connection",
                                Optional.of("ssh login1"),
                                Optional.empty()));
        assertThat(text).isEqualTo(new Text("no connection", "ssh login1"));
    }

    @Test
    void aLineIsOneLineOfBearableLength() {
        assertThat(Text.line(" a\n  b\tc\u001b ")).isEqualTo("a b c");
        assertThat(Text.line("x".repeat(5000))).hasSize(404).endsWith(" ...");
    }
}
