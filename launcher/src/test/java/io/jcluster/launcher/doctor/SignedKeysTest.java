package io.jcluster.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.launcher.doctor.Finding.Status;
import io.jcluster.tunnel.KeyValidity;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the doctor says of signed keys. */
class SignedKeysTest {

    private static final String FILE = "id-cert.pub";
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

    @ParameterizedTest
    @CsvSource({
        "ssh-ed25519-cert-v01@openssh.com, 1",
        "ssh-rsa-cert-v01@openssh.com, 2",
        "ecdsa-sha2-nistp256-cert-v01@openssh.com, 2",
        "sk-ssh-ed25519-cert-v01@openssh.com, 2",
        "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com, 3",
    })
    void theTimeOfACertificateIsReadWhateverItsKey(String type, int fields) throws IOException {
        assertThat(KeyValidity.read(FILE, line(type, fields, 5, 7)))
                .contains(
                        new KeyValidity(
                                FILE,
                                Instant.ofEpochSecond(5),
                                Optional.of(Instant.ofEpochSecond(7))));
    }

    @Test
    void aKeyAloneIsNoCertificate() throws IOException {
        assertThat(KeyValidity.read(FILE, line("ssh-ed25519", 1, 5, 7))).isEmpty();
        assertThat(KeyValidity.read(FILE, "")).isEmpty();
        assertThat(KeyValidity.read(FILE, "ssh-ed25519-cert-v01@openssh.com AAAA")).isEmpty();
        assertThat(KeyValidity.read(FILE, "x not/base64!")).isEmpty();
    }

    @Test
    void onlyTheTimeThatIsLeftMakesItGoodOrBad() throws IOException {
        assertThat(lasting(0, 1_000_000 + 86_400).status()).isEqualTo(Status.OK);
        assertThat(lasting(0, 1_000_000 + 86_400).seen()).endsWith("24 h 0 min from now");
        assertThat(lasting(0, -1).seen()).endsWith("is valid for ever");
        assertThat(lasting(0, 1_000_000 + 600).status()).isEqualTo(Status.WARNING);
        assertThat(lasting(1_000_001, -1).status()).isEqualTo(Status.WARNING);
        assertThat(lasting(0, 1_000_000).status()).isEqualTo(Status.WARNING);
        assertThat(lasting(0, 1_000_000).advice()).isEqualTo("have the site sign your key anew");
    }

    private static Finding lasting(long from, long to) throws IOException {
        return SignedKeys.judged(
                KeyValidity.read(FILE, line("ssh-rsa-cert-v01@openssh.com", 2, from, to))
                        .orElseThrow(),
                NOW);
    }

    private static String line(String type, int fields, long from, long to) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        string(out, type);
        string(out, "nonce");
        for (int i = 0; i < fields; i++) {
            string(out, "a part of the key");
        }
        out.writeLong(1);
        out.writeInt(1);
        string(out, "ada");
        string(out, "alice");
        out.writeLong(from);
        out.writeLong(to);
        return type + " " + Base64.getEncoder().encodeToString(bytes.toByteArray()) + " ada@laptop";
    }

    private static void string(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
