package io.jcluster.tunnel.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.SshTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshConfigTest {

    private static final String CONFIG =
            """
            Host daint
                HostName daint-ln%%.example.org
                User alice
                Port 2222
                IdentityFile ~/.ssh/cscs
                IdentityFile %d/.ssh/second
                ProxyJump ela,bob@inner:2200
                HostKeyAlias daint.example.org
                ConnectTimeout 7
                StrictHostKeyChecking accept-new
                UserKnownHostsFile ~/.ssh/known_daint /tmp/more
                IdentitiesOnly yes
                IdentityAgent ~/agent.sock
            Host ela
                HostName ela.example.org
                User eve
                UserKnownHostsFile ~/.ssh/known_hosts
            Host inner
                ProxyJump never
            Host wrapped
                HostName wrapped.example.org
                ProxyCommand nc -X 5 %h %p
                IdentityAgent none
            Host circle
                ProxyJump circle
            """;

    @TempDir Path home = Path.of(".");
    private SshConfig config = new SshConfig(home, home, Optional.empty());

    @BeforeEach
    void write() throws IOException {
        Files.createDirectory(home.resolve(".ssh"));
        Files.writeString(home.resolve(".ssh/config"), CONFIG);
        config =
                new SshConfig(
                        home,
                        Path.of(System.getProperty("user.home")),
                        Optional.of(Path.of("/run/agent")));
    }

    @Test
    void anAliasIsSettledInFull() {
        SshTarget daint = config.resolve("daint");

        assertThat(daint.alias()).isEqualTo("daint");
        assertThat(daint.host()).isEqualTo("daint-ln%.example.org");
        assertThat(daint.port()).isEqualTo(2222);
        assertThat(daint.name()).isEqualTo("alice@daint");
        assertThat(daint.identityFiles())
                .containsExactly(home.resolve(".ssh/cscs"), home.resolve(".ssh/second"));
        assertThat(daint.hostKeyAlias()).contains("daint.example.org");
        assertThat(daint.connectTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(daint.acceptNewKeys()).isTrue();
        assertThat(daint.knownHosts())
                .startsWith(home.resolve(".ssh/known_daint"), Path.of("/tmp/more"));
        assertThat(daint.identitiesOnly()).isTrue();
        assertThat(daint.agent()).contains(home.resolve("agent.sock"));
    }

    @Test
    void jumpsFollowOneAnotherAndOnlyTheFirstHasItsOwn() {
        SshTarget inner = config.resolve("daint").via().orElseThrow();
        SshTarget ela = inner.via().orElseThrow();

        assertThat(inner.name()).isEqualTo("bob@inner");
        assertThat(inner.port()).isEqualTo(2200);
        assertThat(ela.name()).isEqualTo("eve@ela");
        assertThat(ela.host()).isEqualTo("ela.example.org");
        assertThat(ela.via()).isEmpty();
    }

    @Test
    void aProxyCommandHasItsTokensFilled() {
        SshTarget wrapped = config.resolve("wrapped");
        assertThat(wrapped.proxyCommand()).contains("nc -X 5 wrapped.example.org 22");
        assertThat(wrapped.agent()).isEmpty();
    }

    @Test
    void aNameThatIsNotInTheFileIsAHost() {
        SshTarget plain = config.resolve("carol@login1:2022");
        assertThat(plain.name()).isEqualTo("carol@login1");
        assertThat(plain.host()).isEqualTo("login1");
        assertThat(plain.port()).isEqualTo(2022);
        assertThat(plain.agent()).contains(Path.of("/run/agent"));
        assertThat(plain.acceptNewKeys()).isFalse();
        assertThat(plain.knownHosts()).first().isEqualTo(home.resolve(".ssh/known_hosts"));
        assertThat(plain.identityFiles()).contains(home.resolve(".ssh/id_ed25519"));
    }

    @Test
    void anAddressWithColonsStandsInBrackets() {
        SshTarget target = config.resolve("[::1]:2022");
        assertThat(target.host()).isEqualTo("::1");
        assertThat(target.port()).isEqualTo(2022);
    }

    @Test
    void whatIsNoNameIsRefusedBeforeAnyProgramSeesIt() {
        for (String wrong : List.of("-oProxyCommand=x", "", "a b", "host:port", "a@b@c")) {
            assertThatThrownBy(() -> config.resolve(wrong))
                    .as(wrong)
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION));
        }
    }

    @Test
    void jumpsInACircleAreRefused() {
        assertThatThrownBy(() -> config.resolve("circle"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("circle");
    }

    @Test
    void aFileThatSshCannotReadIsRefusedWithItsWords() throws IOException {
        Files.writeString(home.resolve(".ssh/config"), "NoSuchOption yes\n");
        assertThatThrownBy(() -> config.resolve("daint"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("nosuchoption")
                .hasMessageContaining("ran: ssh -G");
    }
}
