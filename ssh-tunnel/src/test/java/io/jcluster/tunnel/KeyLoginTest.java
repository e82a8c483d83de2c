package io.jcluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.tunnel.HostException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins by key, against a real OpenSSH server. */
class KeyLoginTest {

    private static final String USER = System.getProperty("user.name");

    @TempDir Path directory = Path.of(".");
    private Path keys = directory;

    @BeforeEach
    void place() throws Exception {
        keys = Files.createDirectory(directory.resolve("keys"));
    }

    /** A key that the server lets in. */
    private Path key(String name, String type, String passphrase, String... more) throws Exception {
        Path file = strange(name, type, passphrase, more);
        Files.writeString(
                directory.resolve("authorized"),
                Files.readString(Path.of(file + ".pub")),
                StandardOpenOption.APPEND);
        return file;
    }

    /** A key that the server does not know. */
    private Path strange(String name, String type, String passphrase, String... more)
            throws Exception {
        Path file = keys.resolve(name);
        OpenSshd.key(file, type, passphrase, more);
        return file;
    }

    /** Has a key signed by the authority the server trusts. */
    private void sign(Path key, String validity) throws Exception {
        OpenSshd.keygen(
                "-q",
                "-s",
                keys.resolve("ca").toString(),
                "-I",
                "test",
                "-n",
                USER,
                "-V",
                validity,
                key + ".pub");
    }

    private OpenSshd trusting() throws Exception {
        OpenSshd.key(keys.resolve("ca"));
        return OpenSshd.start(directory, "TrustedUserCAKeys " + keys.resolve("ca.pub")).known();
    }

    private static void assertLogsIn(SshTarget target, Prompts person) throws Exception {
        try (SshHost host = SshHost.connect(target, person)) {
            assertThat(host.run(Command.of("echo", "in")).stdout()).isEqualTo("in\n");
        }
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(SshTarget target, Prompts person) {
        return assertThatThrownBy(() -> SshHost.connect(target, person).close())
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.LOGIN_REFUSED));
    }

    @Test
    void everyTypeAndFormatLogsInLockedOrNotWithOrWithoutItsPublicHalf() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known()) {
            for (String passphrase : List.of("", "open sesame")) {
                for (List<String> kind :
                        List.of(
                                List.of("ed25519", "RFC4716"),
                                List.of("rsa", "RFC4716"),
                                List.of("rsa", "PEM"),
                                List.of("rsa", "PKCS8"),
                                List.of("ecdsa", "RFC4716"),
                                List.of("ecdsa", "PEM"),
                                List.of("ecdsa", "PKCS8"))) {
                    String name = String.join("-", kind) + passphrase.length();
                    Path file = key(name, kind.get(0), passphrase, "-m", kind.get(1));
                    SshTarget target = sshd.configured("IdentityFile " + file);
                    Person owner = new Person(passphrase);
                    assertLogsIn(target, owner);
                    assertThat(owner.asked()).as(name).hasSize(passphrase.isEmpty() ? 0 : 1);

                    Files.delete(Path.of(file + ".pub"));
                    assertLogsIn(target, new Person(passphrase));
                }
            }
        }
    }

    @Test
    void longerCurvesLogIn() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known()) {
            for (String bits : List.of("384", "521")) {
                Path file = key("p" + bits, "ecdsa", "", "-b", bits);
                assertLogsIn(sshd.configured("IdentityFile " + file), Prompts.nobody());
            }
        }
    }

    @Test
    void aPassphraseIsAskedForOnlyWhereTheKeyOpensTheDoor() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known()) {
            Path strange = strange("strange", "ed25519", "never told");
            Path right = key("right", "ed25519", "open sesame");
            Person person = new Person("open sesame");
            assertLogsIn(
                    sshd.configured("IdentityFile " + strange + "\nIdentityFile " + right), person);
            assertThat(person.asked())
                    .containsExactly("Enter passphrase for key '" + right + "': (hidden)");
        }
    }

    @Test
    void aPassphraseMayBeMistypedTwice() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known()) {
            SshTarget target = sshd.configured("IdentityFile " + key("k", "rsa", "open sesame"));
            assertLogsIn(target, new Person("wrong", "wrong again", "open sesame"));
            Person hopeless = new Person("1", "2", "3", "open sesame");
            assertRefused(target, hopeless)
                    .hasMessageContaining("k stayed locked: no passphrase that fits");
            assertThat(hopeless.asked()).hasSize(3);
        }
    }

    @Test
    void aLockedKeyIsPassedOverWhereNobodyIsThere() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known()) {
            Path locked = key("locked", "ed25519", "open sesame");
            Path open = key("open", "ed25519", "");
            assertRefused(sshd.configured("IdentityFile " + locked), Prompts.nobody())
                    .hasMessageContaining("locked stayed locked");
            Person person = new Person("open sesame");
            assertRefused(sshd.configured("BatchMode yes\nIdentityFile " + locked), person);
            assertThat(person.asked()).isEmpty();
            assertLogsIn(
                    sshd.configured("IdentityFile " + locked + "\nIdentityFile " + open),
                    Prompts.nobody());
        }
    }

    @Test
    void aKeyIsUnlockedOnceForAllLoginsOfALine() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known()) {
            Person person = new Person("open sesame");
            SshTarget target =
                    sshd.configured("IdentityFile " + key("k", "ed25519", "open sesame"));
            try (SshHost host = SshHost.connect(target, person)) {
                sshd.cutConnections();
                HostContract.Eventually.is(
                        () -> sshd.log().lines().filter(l -> l.contains("Accepted")).count() == 2);
                assertThat(host.run(Command.of("echo", "back")).stdout()).isEqualTo("back\n");
            }
            assertThat(person.asked()).hasSize(1);
        }
    }

    @Test
    void aKeyThatAnAgentHoldsIsNotAskedFor() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known()) {
            Path file = key("k", "ed25519", "");
            try (KeyAgent agent = KeyAgent.with(keys.resolve("agent"), file)) {
                OpenSshd.keygen(
                        "-q",
                        "-a",
                        "1",
                        "-p",
                        "-P",
                        "",
                        "-N",
                        "open sesame",
                        "-f",
                        file.toString());
                Person person = new Person();
                assertLogsIn(
                        sshd.configured("IdentityFile " + file, Optional.of(agent.socket())),
                        person);
                assertThat(person.asked()).isEmpty();
                assertRefused(
                        sshd.configured(
                                "IdentityAgent none\nIdentityFile " + file,
                                Optional.of(agent.socket())),
                        Prompts.nobody());
            }
        }
    }

    @Test
    void aPublicKeyNamesTheOneOfAnAgentsManyToOffer() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory, "MaxAuthTries 2").known()) {
            Path[] held = new Path[6];
            for (int i = 0; i < 5; i++) {
                held[i] = strange("other" + i, "ed25519", "");
            }
            held[5] = key("right", "ecdsa", "");
            try (KeyAgent agent = KeyAgent.with(keys.resolve("agent"), held)) {
                Files.delete(held[5]);
                assertLogsIn(
                        sshd.configured(
                                "IdentitiesOnly yes\nIdentityFile " + held[5] + ".pub",
                                Optional.of(agent.socket())),
                        Prompts.nobody());
            }
        }
    }

    @Test
    void theServerMayWantTwoKeys() throws Exception {
        try (OpenSshd sshd =
                OpenSshd.start(directory, "AuthenticationMethods publickey,publickey").known()) {
            Path one = key("one", "ed25519", "");
            Path two = key("two", "rsa", "");
            assertLogsIn(
                    sshd.configured("IdentityFile " + one + "\nIdentityFile " + two),
                    Prompts.nobody());
            assertRefused(sshd.configured("IdentityFile " + one), Prompts.nobody());
        }
    }

    @Test
    void aSignedKeyLogsInWhereverItsSignatureIsKept() throws Exception {
        try (OpenSshd sshd = trusting()) {
            for (String type : List.of("ed25519", "rsa", "ecdsa")) {
                Path file = strange(type, type, "");
                assertRefused(sshd.configured("IdentityFile " + file), Prompts.nobody());
                sign(file, "+1h");
                assertLogsIn(sshd.configured("IdentityFile " + file), Prompts.nobody());

                Path elsewhere = keys.resolve(type + "-signed.pub");
                Files.move(Path.of(file + "-cert.pub"), elsewhere);
                SshTarget named =
                        sshd.configured("IdentityFile " + file + "\nCertificateFile " + elsewhere);
                assertLogsIn(named, Prompts.nobody());

                try (KeyAgent agent = KeyAgent.with(keys.resolve(type + "-agent"), file)) {
                    Files.delete(file);
                    assertLogsIn(
                            sshd.configured(
                                    "IdentitiesOnly yes\nIdentityFile "
                                            + file
                                            + "\nCertificateFile "
                                            + elsewhere,
                                    Optional.of(agent.socket())),
                            Prompts.nobody());
                }
            }
        }
    }

    @Test
    void aSignedKeyMayBeLocked() throws Exception {
        try (OpenSshd sshd = trusting()) {
            for (String format : List.of("RFC4716", "PEM")) {
                Path file = strange(format, "rsa", "open sesame", "-m", format);
                sign(file, "+1h");
                Files.delete(Path.of(file + ".pub"));
                Person person = new Person("open sesame");
                assertLogsIn(sshd.configured("IdentityFile " + file), person);
                assertThat(person.asked()).as(format).hasSize(1);
            }
        }
    }

    @Test
    void theEndOfASignedKeyIsKnown() throws Exception {
        try (OpenSshd sshd = trusting()) {
            Path file = strange("k", "ed25519", "");
            SshTarget target = sshd.configured("IdentityFile " + file);
            assertThat(target.keyExpires()).isEmpty();
            sign(file, "20200101000000Z:20991231235900Z");
            String end = "2099-12-31T23:59:00Z";
            assertThat(target.keyExpires()).map(Object::toString).contains(end);
            try (SshHost host = SshHost.connect(target, Prompts.nobody())) {
                assertThat(host.keyExpires()).map(Object::toString).contains(end);
            }
            sign(file, "always:forever");
            assertThat(target.keyExpires()).isEmpty();
        }
    }

    @Test
    void aKeyWithoutASignatureHasNoEnd() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known();
                SshHost host = SshHost.connect(sshd.target(), Prompts.nobody())) {
            assertThat(host.keyExpires()).isEmpty();
        }
    }

    @Test
    void aRefusalTellsOfTheKeyThatHasExpired() throws Exception {
        try (OpenSshd sshd = trusting()) {
            Path file = strange("k", "ed25519", "");
            sign(file, "20200101000000Z:20200102000000Z");
            assertRefused(sshd.configured("IdentityFile " + file), Prompts.nobody())
                    .hasMessageContaining(
                            "the signed key " + file + "-cert.pub expired at 2020-01-0");
        }
    }

    @Test
    void aLineWhoseKeyHasExpiredWaitsForANewOneAndComesBackByItself() throws Exception {
        try (OpenSshd sshd = trusting()) {
            Path file = strange("k", "ed25519", "");
            Path signed = Path.of(file + "-cert.pub");
            sign(file, "20200101000000Z:20200102000000Z");
            Path old = Files.move(signed, keys.resolve("old"));
            sign(file, "+1h");
            Path good = Files.copy(signed, keys.resolve("good"));
            try (SshHost host =
                    SshHost.connect(
                            sshd.configured("IdentityFile " + file),
                            Prompts.nobody(),
                            SshHostTest.BRISK)) {
                Files.copy(old, signed, StandardCopyOption.REPLACE_EXISTING);
                String before = sshd.log();

                sshd.cutConnections();

                HostContract.Eventually.is(() -> host.state() == LineState.STOPPED);
                assertThat(host.trouble().map(HostException::getMessage).orElse(""))
                        .contains(signed + " expired at 2020-01-0")
                        .contains("no login to " + USER + "@site is tried");
                assertThat(sshd.log().substring(before.length())).doesNotContain("127.0.0.1");

                Files.copy(good, signed, StandardCopyOption.REPLACE_EXISTING);

                HostContract.Eventually.is(() -> host.state() == LineState.UP);
                assertThat(host.trouble()).isEmpty();
            }
        }
    }

    @Test
    void aCommandFetchesANewKeyOnceForEachThatHasExpired() throws Exception {
        try (OpenSshd sshd = trusting()) {
            Path file = strange("k", "ed25519", "");
            Path signed = Path.of(file + "-cert.pub");
            sign(file, "+1h");
            Path good = Files.move(signed, keys.resolve("good"));
            sign(file, "20200101000000Z:20200102000000Z");
            Path runs = keys.resolve("runs");
            SshTarget target = sshd.configured("IdentityFile " + file);
            SshTarget useless =
                    target.withOptions(target.options().withRefreshCommand("echo run >> " + runs));
            assertRefused(useless, Prompts.nobody());
            assertThat(runs).content().isEqualTo("run\n");

            SshTarget refreshing =
                    target.withOptions(
                            target.options()
                                    .withRefreshCommand(
                                            "echo run >> " + runs + "; cp " + good + " " + signed));
            assertLogsIn(refreshing, Prompts.nobody());
            assertLogsIn(refreshing, Prompts.nobody());
            assertThat(runs).content().isEqualTo("run\nrun\n");
        }
    }

    @Test
    void aCommandFetchesTheFirstSignedKeyToo() throws Exception {
        try (OpenSshd sshd = trusting()) {
            Path file = strange("k", "ed25519", "");
            sign(file, "+1h");
            Path good = Files.move(Path.of(file + "-cert.pub"), keys.resolve("good"));
            Path named = keys.resolve("named-cert.pub");
            SshTarget target =
                    sshd.configured("IdentityFile " + file + "\nCertificateFile " + named);
            assertLogsIn(
                    target.withOptions(
                            target.options().withRefreshCommand("cp " + good + " " + named)),
                    Prompts.nobody());
        }
    }
}
