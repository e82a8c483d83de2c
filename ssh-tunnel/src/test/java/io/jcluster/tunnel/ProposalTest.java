package io.jcluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.tunnel.HostException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is agreed on with a real OpenSSH server, as its log tells it. */
class ProposalTest {

    @TempDir Path directory = Path.of(".");
    private OpenSshd[] running = {};

    @BeforeEach
    void start() throws Exception {
        running = new OpenSshd[] {OpenSshd.start(directory, "LogLevel DEBUG1").known()};
    }

    @AfterEach
    void stop() {
        running[0].close();
    }

    private SshTarget target(String lines) throws IOException {
        return running[0].configured("IdentityFile " + directory.resolve("user") + "\n" + lines);
    }

    private void assertAgrees(String lines, String... words) throws Exception {
        int before = running[0].log().length();
        SshHost.connect(target(lines), Prompts.nobody()).close();
        HostContract.Eventually.is(
                () -> running[0].log().substring(before).contains("kex: server->client"));
        String log = running[0].log().substring(before);
        for (String word : words) {
            assertThat(log.lines().filter(line -> line.contains("kex: ")).toList())
                    .anyMatch(line -> line.contains(word));
        }
    }

    @Test
    void withoutWishesTheFastestCipherIsTaken() throws Exception {
        assertAgrees("", "cipher: aes128-gcm@openssh.com", "algorithm: curve25519-sha256");
    }

    @Test
    void theUsersListsAreKeptInTheirOrder() throws Exception {
        assertAgrees(
                "Ciphers aes256-ctr,aes128-gcm@openssh.com\nMACs hmac-sha2-512\n"
                        + "KexAlgorithms ecdh-sha2-nistp384\nHostKeyAlgorithms ssh-ed25519",
                "cipher: aes256-ctr MAC: hmac-sha2-512",
                "algorithm: ecdh-sha2-nistp384",
                "host key algorithm: ssh-ed25519");
    }

    @Test
    void whatOnlyOpenSshHasIsLeftOut() throws Exception {
        assertAgrees(
                "Ciphers ^chacha20-poly1305@openssh.com,aes256-gcm@openssh.com",
                "cipher: aes256-gcm@openssh.com");
    }

    @Test
    void aListWithNothingOfOursIsNamedBesideOurs() {
        assertThatThrownBy(
                        () ->
                                SshHost.connect(
                                                target("Ciphers chacha20-poly1305@openssh.com"),
                                                Prompts.nobody())
                                        .close())
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION))
                .hasMessageContaining("Ciphers for site leaves nothing to agree on")
                .hasMessageContaining("configuration has chacha20-poly1305@openssh.com")
                .hasMessageContaining("jcluster has aes128-gcm@openssh.com,");
    }

    @Test
    void aServerThatHasNoneOfTheUsersNamesBothLists() {
        assertThatThrownBy(
                        () ->
                                SshHost.connect(
                                                target("KexAlgorithms diffie-hellman-group1-sha1"),
                                                Prompts.nobody())
                                        .close())
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION))
                .hasMessageContaining("diffie-hellman-group1-sha1")
                .hasMessageContaining("curve25519-sha256");
    }

    @Test
    void keysAreOfferedForTheAlgorithmsTheUserAccepts() {
        assertThatThrownBy(
                        () ->
                                SshHost.connect(
                                                target("PubkeyAcceptedAlgorithms rsa-sha2-512"),
                                                Prompts.nobody())
                                        .close())
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.LOGIN_REFUSED));
    }

    @Test
    void theAddressToConnectFromIsTheUsersChoice() throws Exception {
        int before = running[0].log().length();
        SshHost.connect(target("BindAddress 127.0.0.9"), Prompts.nobody()).close();
        HostContract.Eventually.is(
                () -> running[0].log().substring(before).contains("from 127.0.0.9 port"));
        SshHost.connect(target("BindInterface lo"), Prompts.nobody()).close();
        assertThatThrownBy(
                        () ->
                                SshHost.connect(target("BindInterface wlan7"), Prompts.nobody())
                                        .close())
                .hasMessageContaining("there is no network interface wlan7 (BindInterface)");
        assertThatThrownBy(
                        () ->
                                SshHost.connect(target("AddressFamily inet6"), Prompts.nobody())
                                        .close())
                .hasMessageContaining("no address for 127.0.0.1");
    }
}
