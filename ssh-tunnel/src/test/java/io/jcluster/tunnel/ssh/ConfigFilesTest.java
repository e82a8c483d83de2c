package io.jcluster.tunnel.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.SshTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reader for machines without OpenSSH, held against what the {@code ssh} here says. */
class ConfigFilesTest {

    private static final Path PASSWD_HOME = Path.of(System.getProperty("user.home"));

    /** A configuration, and the names that are looked up in it. */
    private record Row(String what, String config, List<String> names) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Row row(String what, String config, String... names) {
        return new Row(what, config, List.of(names));
    }

    static Stream<Row> configurations() {
        return Stream.of(
                row("nothing at all", "", "login1", "carol@login1:2022", "LOGIN1", "[::1]:22"),
                row(
                        "the first value wins",
                        """
                        Host a
                          User first
                          Port 2201
                        Host *
                          User second
                          Port 2202
                          HostName %h.example.org
                        """,
                        "a",
                        "b",
                        "dave@a",
                        "a:99"),
                row(
                        "patterns and what is excepted from them",
                        """
                        Host *.example.org !bad.example.org
                          User pattern
                        Host n?de[1] node*
                          Port 2022
                        Host !a *
                          ConnectTimeout 5
                        """,
                        "x.example.org",
                        "bad.example.org",
                        "X.Example.ORG",
                        "node17",
                        "n1de",
                        "a"),
                row(
                        "identities add up, and once each",
                        """
                        IdentityFile ~/.ssh/one
                        Host a
                          IdentityFile ~/.ssh/two
                          IdentityFile ~/.ssh/one
                          CertificateFile ~/.ssh/two-signed.pub
                        Host *
                          IdentityFile "~/.ssh/with space"
                          CertificateFile ~/.ssh/other-cert.pub
                          IdentitiesOnly yes
                        """,
                        "a",
                        "b"),
                row("no identity", "IdentityFile none\nIdentityAgent none\n", "a"),
                row("an agent in a variable", "IdentityAgent $HOME\n", "a"),
                row("the usual agent by its name", "IdentityAgent SSH_AUTH_SOCK\n", "a"),
                row(
                        "ways of writing a line",
                        """
                        # a comment
                        host=a
                        \tHOSTNAME = a.example.org
                          user "eve"
                          Port=2022 # a word of warning
                        Host "b"
                          User 'mallory'
                          HostKeyAlias "c d"
                        """,
                        "a",
                        "b"),
                row(
                        "tokens",
                        """
                        Host a
                          HostName %h%%.example.org
                          User bob
                          Port 2022
                          IdentityFile %d/.ssh/%n-%r-%u-%i
                          IdentityFile ~/.ssh/%L.%l.%p.%h
                          IdentityFile ~/.ssh/%C
                          UserKnownHostsFile ~/.ssh/known_%k ${HOME}/k
                          ProxyCommand nc -x proxy:1080 %h %p %% %r %n
                        """,
                        "a",
                        "b"),
                row(
                        "jumps",
                        """
                        Host far
                          ProxyJump near,bob@middle:2200
                        Host near
                          HostName near.example.org
                          User eve
                        Host direct
                          ProxyJump none
                          ProxyCommand never
                        Host command
                          ProxyCommand nc %h %p
                          ProxyJump near
                        Host *
                          IdentityFile ~/.ssh/all
                        """,
                        "far",
                        "direct",
                        "command"),
                row("a jump as an address", "Host a\n ProxyJump ssh://eve@b:2200\n", "a"),
                row(
                        "host keys",
                        """
                        Host a
                          StrictHostKeyChecking accept-new
                          UserKnownHostsFile ~/.ssh/a "~/.ssh/b c" /tmp/d
                          GlobalKnownHostsFile /etc/other
                          HashKnownHosts yes
                        Host b
                          StrictHostKeyChecking yes
                          UserKnownHostsFile /dev/null
                          HostKeyAlias shared.example.org
                        Host c
                          StrictHostKeyChecking no
                          UserKnownHostsFile none
                          RevokedHostKeys ~/.ssh/revoked
                        Host d
                          StrictHostKeyChecking off
                        """,
                        "a",
                        "b",
                        "c",
                        "d",
                        "e"),
                row(
                        "times and addresses",
                        """
                        ConnectTimeout 1m30s
                        ServerAliveInterval 45
                        ServerAliveCountMax 7
                        BindAddress 127.0.0.1
                        AddressFamily inet6
                        BatchMode yes
                        """,
                        "a"),
                row(
                        "methods",
                        """
                        Host a
                          PreferredAuthentications keyboard-interactive,hostbased,publickey
                        Host b
                          PubkeyAuthentication no
                          PasswordAuthentication no
                        Host c
                          ChallengeResponseAuthentication no
                          GSSAPIAuthentication yes
                        """,
                        "a",
                        "b",
                        "c"),
                row(
                        "algorithms",
                        """
                        Host a
                          Ciphers aes256-ctr,aes128-gcm@openssh.com
                          MACs hmac-sha2-512
                          KexAlgorithms curve25519-sha256
                          HostKeyAlgorithms ssh-ed25519
                          PubkeyAcceptedKeyTypes rsa-sha2-512
                        Host b
                          Ciphers ^aes256-gcm@openssh.com
                          MACs -umac-*,hmac-sha1*
                          KexAlgorithms +diffie-hellman-group14-sha1
                          HostKeyAlgorithms +ssh-rsa
                          PubkeyAcceptedAlgorithms +ssh-rsa
                        """,
                        "a",
                        "b",
                        "c"),
                row(
                        "matches",
                        """
                        Host a
                          HostName real.example.org
                          User bob
                        Match host real.example.org
                          Port 2201
                        Match originalhost a,x* user bob
                          ConnectTimeout 7
                        Match !host real.example.org
                          Port 2202
                        Match localuser %s
                          IdentityFile ~/.ssh/mine
                        Match localuser nobody-at-all
                          IdentityFile ~/.ssh/not-mine
                        Match originalhost y host=y
                          User yvonne
                        Match all
                          HostKeyAlias everyone
                        """
                                .formatted(System.getProperty("user.name")),
                        "a",
                        "b",
                        "xy",
                        "y",
                        "bob@xylophone"),
                row(
                        "the last word",
                        """
                        Host a
                          HostName real.example.org
                        Match final host real.example.org
                          User final
                          IdentityFile ~/.ssh/final
                        Host real.*
                          Port 2022
                        Match canonical
                          ConnectTimeout 9
                        """,
                        "a",
                        "b"),
                row(
                        "a program that is not asked, since the rest does not fit",
                        "Match originalhost other exec \"exit 0\"\n User u\n",
                        "a"));
    }

    @TempDir Path home = Path.of(".");
    private SshConfig ssh = new SshConfig(home, home, Optional.empty());
    private SshConfig own = ssh;

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectory(home.resolve(".ssh"));
        ssh = new SshConfig(home, PASSWD_HOME, Optional.of(Path.of("/run/agent")));
        own = new SshConfig(home, PASSWD_HOME, ssh.agent(), false);
    }

    private void write(String file, String text) throws IOException {
        Path path = home.resolve(".ssh").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void bothReadersSayTheSame(Row row) throws IOException {
        write("config", row.config());
        Map<String, SshTarget> ofSsh = new TreeMap<>();
        Map<String, SshTarget> ofOurs = new TreeMap<>();
        for (String name : row.names()) {
            ofSsh.put(name, ssh.resolve(name));
            ofOurs.put(name, own.resolve(name));
        }
        assertThat(ofOurs).isEqualTo(ofSsh);
    }

    @Test
    void includedFilesCountWhereTheyStand() throws IOException {
        write(
                "config",
                """
                Include HOME/.ssh/conf.d/*.conf ~/nowhere/*
                Host b
                  Include HOME/.ssh/more
                  Port 2
                Host c
                  User late
                """
                        .replace("HOME", home.toString()));
        write("conf.d/10.conf", "Host a\n  User first\n");
        write("conf.d/20.conf", "Host *\n  ConnectTimeout 3\nHost a\n User second\n");
        write("conf.d/.hidden.conf", "User hidden\n");
        write("conf.d/30.txt", "User text\n");
        write("more", "User inner\nHost c\n  Port 3\nHost b\n  IdentityFile ~/.ssh/b\n");
        for (String name : List.of("a", "b", "c")) {
            assertThat(own.resolve(name)).isEqualTo(ssh.resolve(name));
        }
        assertThat(own.resolve("a").user()).isEqualTo("first");
        assertThat(own.resolve("c").port()).isEqualTo(22);
    }

    @Test
    void anIncludedNameWithoutARootIsOneOfTheUsersDirectory() throws IOException {
        write("config", "Include conf.d/* shared\n");
        write("conf.d/one", "User one\n");
        write("shared", "User two\nPort 2\n");
        assertThat(own.resolve("a").name()).isEqualTo("one@a");
        assertThat(own.resolve("a").port()).isEqualTo(2);
    }

    @Test
    void whatIsTheShellsStaysForTheShell() throws IOException {
        write("config", "ProxyCommand nc -X 5 -x \"${NO_SUCH_PROXY:-p}:${PORT}\" %h $((%p + 1))\n");
        for (SshConfig config : List.of(own, ssh)) {
            assertThat(config.resolve("a").proxyCommand())
                    .contains("nc -X 5 -x \"${NO_SUCH_PROXY:-p}:${PORT}\" a $((22 + 1))");
        }
    }

    @Test
    void aVariableThatIsNotSetIsNamed() throws IOException {
        write("config", "IdentityFile ${NO_SUCH_VARIABLE}/id\n");
        assertThatThrownBy(() -> own.resolve("a"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("the variable NO_SUCH_VARIABLE, which is not set");
    }

    @Test
    void filesThatIncludeOneAnotherAreRefused() throws IOException {
        write("config", "Include config\n");
        assertThatThrownBy(() -> own.resolve("a"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("include one another");
    }

    @Test
    void aProgramIsNeverRunToReadTheFile() throws IOException {
        Path trace = home.resolve("trace");
        write("config", "Match exec \"touch " + trace + "\"\n  User u\n");
        assertThatThrownBy(() -> own.resolve("a"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("config line 1: 'Match exec touch " + trace + "'")
                .hasMessageContaining("write a Host block for a above it");
        assertThat(trace).doesNotExist();
    }

    @Test
    void whatIsWrongIsNamedWithItsLine() throws IOException {
        write("config", "Host a\n  User\n");
        assertThatThrownBy(() -> own.resolve("a"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("config line 2: 'user' has no value");
        write("config", "Host a\n  User \"eve\n");
        assertThatThrownBy(() -> own.resolve("a")).hasMessageContaining("a quote is not closed");
    }

    @Test
    void aFileFromAnEditorOfWindowsIsRead() throws IOException {
        Files.write(
                home.resolve(".ssh/config"),
                "\u00ef\u00bb\u00bfHost a\r\n  # caf\u00e9\r\n  User eve\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(own.resolve("a").user()).isEqualTo("eve");
    }

    @Test
    void aPathOfWindowsKeepsItsBackslashes() {
        assertThat(ConfigWords.of("\"C:\\Users\\Ada Byron\\.ssh\\id\" C:\\keys\\id D:\\\\x"))
                .containsExactly("C:\\Users\\Ada Byron\\.ssh\\id", "C:\\keys\\id", "D:\\x");
    }
}
