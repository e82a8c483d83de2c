package io.jcluster.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.launcher.doctor.Finding.Fault;
import io.jcluster.launcher.doctor.Finding.Status;
import io.jcluster.tunnel.SshTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WayThereTest {

    @Test
    void aServerGreetsAfterWhateverItSaysBefore() throws IOException {
        assertThat(greeting("SSH-2.0-OpenSSH_9.2p1\r\n")).contains("SSH-2.0-OpenSSH_9.2p1");
        assertThat(greeting("Authorised users only\r\nSSH-2.0-x\r\n")).contains("SSH-2.0-x");
        assertThat(greeting("HTTP/1.1 400 Bad Request\r\n")).isEmpty();
        assertThat(greeting("x".repeat(5000))).isEmpty();
        assertThat(greeting("")).isEmpty();
    }

    private static Optional<String> greeting(String said) throws IOException {
        return WayThere.greeting(
                new ByteArrayInputStream(said.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void aNameWithoutAnAddressIsAProblemAndTheLastThingLookedAt() {
        List<Finding> findings = WayThere.look(target("no-such-host.invalid", 22));
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).fault()).contains(Fault.HOST);
        assertThat(findings.get(0).seen()).isEqualTo("no-such-host.invalid has no address");
    }

    @Test
    void aPortOnWhichNobodyListensIsNotReached() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(WayThere.look(target("127.0.0.1", port)))
                .extracting(Finding::name, Finding::status)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("name", Status.OK),
                        org.assertj.core.groups.Tuple.tuple("reach", Status.PROBLEM));
    }

    @Test
    void severalAddressesAreSaidToBeSeveralMachines() throws IOException {
        SshTarget target = target("login", 22);
        Finding finding =
                WayThere.name(
                        target,
                        target,
                        List.of(
                                InetAddress.getByName("10.0.0.1"),
                                InetAddress.getByName("10.0.0.2")));
        assertThat(finding.seen())
                .isEqualTo("site is alice@login port 22; login is 10.0.0.1, 10.0.0.2");
        assertThat(finding.means()).contains("another machine");
    }

    private static SshTarget target(String host, int port) {
        return new SshTarget(
                "site",
                host,
                port,
                "alice",
                List.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(Path.of("known_hosts")),
                false,
                Optional.empty(),
                Duration.ofSeconds(5));
    }
}
