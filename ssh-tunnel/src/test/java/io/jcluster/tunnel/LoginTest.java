package io.jcluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.tunnel.HostException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins in which a person is asked, against a server that runs in the test. */
class LoginTest {

    private static final Duration PATIENT = Duration.ofSeconds(30);

    @TempDir Path directory = Path.of(".");
    private final SshServer server = SshServer.setUpDefaultServer();

    /** A password, then a code that may be seen, both in free text. */
    private static final class TwoFactors implements KeyboardInteractiveAuthenticator {
        @Override
        public InteractiveChallenge generateChallenge(
                ServerSession session, String username, String lang, String subMethods) {
            InteractiveChallenge challenge = new InteractiveChallenge();
            challenge.setInteractionName("Site login");
            challenge.setInteractionInstruction("Use the app\u001b]0;evil\u0007.");
            challenge.addPrompt("Password: ", false);
            challenge.addPrompt("One-time code: ", true);
            return challenge;
        }

        @Override
        public boolean authenticate(
                ServerSession session, String username, List<String> responses) {
            return responses.equals(List.of("secret", "123456"));
        }
    }

    @BeforeEach
    void start() throws IOException {
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
        server.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
        server.setPasswordAuthenticator(
                (user, password, session) -> user.equals("alice") && password.equals("secret"));
        server.setKeyboardInteractiveAuthenticator(new TwoFactors());
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.stop(true);
    }

    private SshTarget target(int port, Duration connectTimeout) {
        return new SshTarget(
                "site",
                "127.0.0.1",
                port,
                "alice",
                List.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(directory.resolve("known_hosts")),
                true,
                Optional.empty(),
                connectTimeout);
    }

    private void assertLogsIn(Person person) throws Exception {
        try (SshHost host = SshHost.connect(target(server.getPort(), PATIENT), person)) {
            assertThat(host.run(Command.of("echo", "in")).stdout()).isEqualTo("in\n");
        }
    }

    private void assertRefused(Prompts person) {
        assertThatThrownBy(() -> SshHost.connect(target(server.getPort(), PATIENT), person).close())
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.LOGIN_REFUSED));
    }

    @Test
    void aPasswordIsAskedForOnce() throws Exception {
        server.setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));
        Person person = new Person("secret");
        assertLogsIn(person);
        assertThat(person.asked()).hasSize(1);
        assertThat(person.asked().get(0)).contains("alice@127.0.0.1").endsWith("(hidden)");
    }

    @Test
    void theMethodThatLetOneInIsTold() {
        server.setUserAuthFactories(List.of(UserAuthKeyboardInteractiveFactory.INSTANCE));
        SshTarget target = target(server.getPort(), PATIENT);
        try (SshHost host = SshHost.connect(target, new Person("secret", "123456"))) {
            assertThat(host.login().authentication()).isEqualTo("keyboard-interactive");
            assertThat(host.login().knownFrom()).contains(directory.resolve("known_hosts"));
        }
    }

    @Test
    void aWrongPasswordIsNotTriedAgain() {
        server.setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));
        Person person = new Person("wrong", "secret");
        assertRefused(person);
        assertThat(person.asked()).hasSize(1);
    }

    @Test
    void everyQuestionOfASiteIsPassedOnInItsWords() throws Exception {
        server.setUserAuthFactories(List.of(UserAuthKeyboardInteractiveFactory.INSTANCE));
        Person person = new Person("secret", "123456");
        assertLogsIn(person);
        assertThat(person.asked()).containsExactly("Password: (hidden)", "One-time code: (seen)");
        assertThat(person.shown()).containsExactly("Site login", "Use the app]0;evil.");
    }

    @Test
    void aWrongCodeIsNotTriedAgain() {
        server.setUserAuthFactories(List.of(UserAuthKeyboardInteractiveFactory.INSTANCE));
        Person person = new Person("secret", "000000", "secret", "123456");
        assertRefused(person);
        assertThat(person.asked()).hasSize(2);
    }

    @Test
    void aPersonWhoGivesUpIsNotLoggedIn() {
        assertRefused(new Person());
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsGivenUp() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(
                            () ->
                                    SshHost.connect(
                                                    target(
                                                            mute.getLocalPort(),
                                                            Duration.ofMillis(300)),
                                                    new Person())
                                            .close())
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                    .hasMessageContaining("alice@site (127.0.0.1 port " + mute.getLocalPort())
                    .hasMessageContaining("| no answer within 300 ms");
        }
    }

    @Test
    void aPortNobodyListensOnIsUnreachable() throws Exception {
        int port = server.getPort();
        server.stop(true);
        assertThatThrownBy(() -> SshHost.connect(target(port, PATIENT), new Person()).close())
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                .hasMessageContaining("| Connection refused");
    }
}
