package io.jcluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.tunnel.HostException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which hosts are trusted, against a real OpenSSH server. */
class HostKeyTest {

    @TempDir Path directory = Path.of(".");
    private Path known = directory;
    private OpenSshd[] running = {};

    @BeforeEach
    void start() throws Exception {
        known = directory.resolve("known_hosts");
        running = new OpenSshd[] {OpenSshd.start(directory)};
    }

    @AfterEach
    void stop() {
        sshd().close();
    }

    private OpenSshd sshd() {
        return running[0];
    }

    private SshTarget target(String lines) throws IOException {
        return sshd().configured("IdentityFile " + directory.resolve("user") + "\n" + lines);
    }

    private String key(String file) throws IOException {
        String[] words = Files.readString(directory.resolve(file)).split(" ", 3);
        return words[0] + " " + words[1];
    }

    private String host() {
        return "[127.0.0.1]:" + sshd().port();
    }

    private static void assertTrusted(SshTarget target) {
        SshHost.connect(target, Prompts.nobody()).close();
    }

    private static AbstractThrowableAssert<?, ?> assertNotTrusted(
            SshTarget target, Prompts person) {
        return assertThatThrownBy(() -> SshHost.connect(target, person).close())
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.UNTRUSTED_HOST_KEY));
    }

    @Test
    void aPersonIsShownTheFingerprintAndTypesYes() throws Exception {
        SshTarget target = target("StrictHostKeyChecking ask");
        Person hurried = new Person("y");
        assertNotTrusted(target, hurried).hasMessageContaining("is not known");
        assertThat(hurried.asked()).hasSize(1);
        assertThat(hurried.asked().get(0))
                .startsWith("The authenticity of host '" + host() + "' can't be established.")
                .contains("ssh-ed25519 key fingerprint is SHA256:")
                .endsWith("(seen)");
        assertThat(known).doesNotExist();

        SshHost.connect(target, new Person("yes")).close();
        assertThat(known).content().isEqualTo(host() + " " + key("host.pub") + "\n");
        assertTrusted(target);
    }

    @Test
    void theFingerprintItselfIsAYesToo() throws Exception {
        Person person = new Person("no");
        assertNotTrusted(target(""), person);
        String asked = person.asked().get(0);
        String fingerprint = asked.substring(asked.indexOf("SHA256:"), asked.indexOf(".\nCompare"));
        SshHost.connect(target(""), new Person(fingerprint)).close();
    }

    @Test
    void whoIsStrictIsNotAsked() throws Exception {
        for (String line : List.of("StrictHostKeyChecking yes", "BatchMode yes")) {
            Person person = new Person("yes");
            assertNotTrusted(target(line), person)
                    .hasMessageContaining("is not known")
                    .hasMessageContaining("SHA256:");
            assertThat(person.asked()).as(line).isEmpty();
        }
    }

    @Test
    void aChangedKeyIsNeverAskedAboutAndNeverAccepted() throws Exception {
        OpenSshd.key(directory.resolve("other"));
        Files.writeString(known, host() + " " + key("other.pub") + "\n");
        for (String checking : List.of("ask", "yes", "no", "accept-new")) {
            Person person = new Person("yes");
            assertNotTrusted(target("StrictHostKeyChecking " + checking), person)
                    .hasMessageContaining("is not the one that is known");
            assertThat(person.asked()).as(checking).isEmpty();
        }
    }

    @Test
    void newLinesHideTheNameWhereTheUserHidesNames() throws Exception {
        SshTarget target = target("StrictHostKeyChecking no\nHashKnownHosts yes");
        SshHost.connect(target, Prompts.nobody()).close();
        assertThat(known).content().startsWith("|1|").doesNotContain("127.0.0.1");
        OpenSshd.keygen("-F", host(), "-f", known.toString());
        assertTrusted(target("StrictHostKeyChecking yes"));
    }

    @Test
    void aKeyThatIsNotKeptOnDiskMayNotChangeWithinALine() throws Exception {
        SshTarget target = target("StrictHostKeyChecking no\nUserKnownHostsFile /dev/null");
        try (SshHost host = SshHost.connect(target, Prompts.nobody(), SshHostTest.BRISK)) {
            int port = sshd().port();
            sshd().close();
            Files.delete(directory.resolve("host"));
            OpenSshd.key(directory.resolve("host"));
            running[0] = OpenSshd.restart(directory, port);
            HostContract.Eventually.is(() -> host.state() == LineState.STOPPED);
            assertThat(host.trouble().map(HostException::kind)).contains(Kind.UNTRUSTED_HOST_KEY);
        }
    }

    @Test
    void linesWithPatternsExceptionsAndNamesWithoutAPortCount() throws Exception {
        for (String hosts : List.of("127.0.0.1", "*", "a.example.org,[127.0.*]:*", "127.0.0.?")) {
            Files.writeString(known, hosts + " " + key("host.pub") + " a comment\n");
            assertTrusted(target("StrictHostKeyChecking yes"));
        }
        Files.writeString(known, "*,!127.0.0.1,![127.0.0.1]:* " + key("host.pub") + "\n");
        assertNotTrusted(target("StrictHostKeyChecking yes"), Prompts.nobody());
    }

    @Test
    void anAliasIsLookedUpInPlaceOfTheName() throws Exception {
        Files.writeString(known, "shared.example.org " + key("host.pub") + "\n");
        assertTrusted(target("HostKeyAlias shared.example.org"));
        assertNotTrusted(target("HostKeyAlias other.example.org"), Prompts.nobody());
    }

    @Test
    void aRevokedKeyIsRefusedWhoeverSaysSo() throws Exception {
        String good = host() + " " + key("host.pub") + "\n";
        Files.writeString(known, good + "@revoked * " + key("host.pub") + "\n");
        assertNotTrusted(target("StrictHostKeyChecking accept-new"), new Person("yes"))
                .hasMessageContaining("is revoked");

        Files.writeString(known, good);
        Path list = Files.writeString(directory.resolve("list"), key("host.pub") + "\n");
        assertNotTrusted(target("RevokedHostKeys " + list), new Person("yes"))
                .hasMessageContaining("is revoked");

        Path krl = directory.resolve("krl");
        OpenSshd.keygen("-q", "-k", "-f", krl.toString(), directory.resolve("host.pub").toString());
        assertThatThrownBy(
                        () ->
                                SshHost.connect(target("RevokedHostKeys " + krl), Prompts.nobody())
                                        .close())
                .isInstanceOf(HostException.class)
                .hasMessageContaining("key revocation list");
    }

    @Test
    void aHostKeySignedByATrustedAuthorityIsTrusted() throws Exception {
        OpenSshd.key(directory.resolve("ca"));
        String authority = directory.resolve("ca").toString();
        OpenSshd.keygen(
                "-q",
                "-s",
                authority,
                "-I",
                "h",
                "-h",
                "-n",
                "127.0.0.1",
                "-V",
                "+1h",
                directory.resolve("host.pub").toString());
        sshd().close();
        running[0] =
                OpenSshd.restart(
                        directory, 0, "HostCertificate " + directory.resolve("host-cert.pub"));

        for (String hosts : List.of("[127.0.*]:*", "127.0.*")) {
            Files.writeString(known, "@cert-authority " + hosts + " " + key("ca.pub") + "\n");
            assertTrusted(target("StrictHostKeyChecking yes"));
        }
        assertThat(known).content().doesNotContain(key("host.pub"));

        Files.writeString(
                known, "@cert-authority *,![127.0.0.1]:*,!127.0.0.1 " + key("ca.pub") + "\n");
        assertNotTrusted(target("StrictHostKeyChecking yes"), Prompts.nobody());
        Files.writeString(
                known,
                "@cert-authority * " + key("ca.pub") + "\n@revoked * " + key("ca.pub") + "\n");
        assertNotTrusted(target("StrictHostKeyChecking accept-new"), Prompts.nobody());
    }
}
