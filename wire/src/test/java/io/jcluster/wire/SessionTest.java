package io.jcluster.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionTest {

    private final Session session = session("key");

    @Test
    void aMessageSurvivesTheWire() throws MalformedMessageException {
        var content = Json.MESSAGES.createObjectNode().put("code", "print('größe')");
        var message = session.request("execute_request", content);

        var read = session.decode(frames(session, message));

        assertThat(read).isEqualTo(message);
        assertThat(read.type()).isEqualTo("execute_request");
        assertThat(read.header().path("version").asText()).isEqualTo("5.3");
    }

    @Test
    void routingFramesAndBuffersAroundAMessageAreKeptApart() throws MalformedMessageException {
        var frames = new ArrayList<byte[]>();
        frames.add("engine.0.stream".getBytes(UTF_8));
        frames.addAll(frames(session, session.request("t", Json.MESSAGES.createObjectNode())));
        frames.add(new byte[] {1, 2});

        assertThat(session.decode(frames).buffers())
                .containsExactly(ByteBuffer.wrap(new byte[] {1, 2}));
    }

    /** Reckoned with Python 3.11: hmac.new(b"key", b"{}{}{}{}", "sha256").hexdigest(). */
    @Test
    void theSignatureIsTheOneThatPythonMakes() {
        var signer = new Signer(SignatureScheme.SHA256, "key".getBytes(UTF_8));
        var four = List.of(bytes("{}"), bytes("{}"), bytes("{}"), bytes("{}"));

        assertThat(new String(signer.sign(four), UTF_8))
                .isEqualTo("ca767b02c5bc061ed184a9a029e7f93a7f2f7ed4e8fe74120fc1212f0b008fa3");
    }

    @Test
    void anotherKeyAnotherBitOrNoSignatureIsRefused() {
        var frames = frames(session, session.request("t", Json.MESSAGES.createObjectNode()));
        var changed = new ArrayList<>(frames);
        changed.set(5, bytes("{ }"));
        var unsigned = new ArrayList<>(frames);
        unsigned.set(1, new byte[0]);

        assertThatThrownBy(() -> session("other").decode(frames)).hasMessageContaining("signature");
        assertThatThrownBy(() -> session.decode(changed)).hasMessageContaining("signature");
        assertThatThrownBy(() -> session.decode(unsigned)).hasMessageContaining("signature");
    }

    @Test
    void withoutAKeyNothingIsSignedOrVerified() throws MalformedMessageException {
        var open = session("");
        var frames = frames(open, open.request("t", Json.MESSAGES.createObjectNode()));

        assertThat(frames.get(1)).isEmpty();
        assertThat(open.decode(frames).type()).isEqualTo("t");
    }

    @Test
    void framesThatAreNoMessageAreRefused() {
        var delimiter = bytes("<IDS|MSG>");

        assertThatThrownBy(() -> session.decode(List.of()))
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> session.decode(List.of(delimiter, bytes(""), bytes("{}"))))
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(
                        () ->
                                session("")
                                        .decode(
                                                List.of(
                                                        delimiter,
                                                        bytes(""),
                                                        bytes("{"),
                                                        bytes("{}"),
                                                        bytes("{}"),
                                                        bytes("{}"))))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void aDateHasSixFractionDigitsAlways() {
        assertThat(Session.date(Instant.parse("2026-01-02T03:04:05.678901234Z")))
                .isEqualTo("2026-01-02T03:04:05.678901Z");
        assertThat(Session.date(Instant.parse("2026-01-02T03:04:05Z")))
                .isEqualTo("2026-01-02T03:04:05.000000Z");
    }

    @Test
    void noTwoRequestsAreTheSame() {
        var content = Json.MESSAGES.createObjectNode();

        assertThat(session.request("t", content).id())
                .isNotEqualTo(session.request("t", content).id());
    }

    private static Session session(String key) {
        return new Session(new Signer(SignatureScheme.SHA256, bytes(key)));
    }

    /** As they arrive. */
    private static List<byte[]> frames(Session session, Message message) {
        return session.encode(message).stream().map(Bytes::of).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
