package io.jcluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.tunnel.HostException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.AbstractUserAuth;
import org.apache.sshd.server.auth.AbstractUserAuthFactory;
import org.apache.sshd.server.auth.UserAuth;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Logins in several steps. The server is Apache MINA's: OpenSSH's asks in rounds only through PAM,
 * whose configuration belongs to the machine; the testbed's OneTimeCodesTest has it.
 */
class RoundsLoginTest {

    @TempDir Path directory = Path.of(".");
    private final SshServer server = SshServer.setUpDefaultServer();
    private final List<List<String>> answered = new CopyOnWriteArrayList<>();

    /** A question after a question, each answered right before the next is put (RFC 4256). */
    private static final class Rounds extends AbstractUserAuth {
        private final List<InteractiveChallenge> challenges;
        private final List<List<String>> right;
        private final List<List<String>> answered;
        private int round;

        private Rounds(
                List<InteractiveChallenge> challenges,
                List<List<String>> right,
                List<List<String>> answered) {
            super("keyboard-interactive");
            this.challenges = challenges;
            this.right = right;
            this.answered = answered;
        }

        @Override
        @SuppressWarnings("NullAway") // MINA's way to say that it is not decided yet
        protected Boolean doAuth(Buffer buffer, boolean first) throws Exception {
            if (first) {
                buffer.getString();
                buffer.getString();
                return ask();
            }
            buffer.getUByte();
            int count = buffer.getInt();
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                answers.add(buffer.getString());
            }
            answered.add(answers);
            if (!answers.equals(right.get(round))) {
                return false;
            }
            round++;
            return round == right.size() ? Boolean.TRUE : ask();
        }

        @SuppressWarnings("NullAway") // as above
        private Boolean ask() throws IOException {
            Buffer out =
                    getServerSession().createBuffer(SshConstants.SSH_MSG_USERAUTH_INFO_REQUEST);
            getServerSession().writePacket(challenges.get(round).append(out));
            return null;
        }
    }

    private UserAuthFactory rounds(
            List<InteractiveChallenge> challenges, List<List<String>> right) {
        return new AbstractUserAuthFactory("keyboard-interactive") {
            @Override
            public UserAuth createUserAuth(ServerSession session) {
                return new Rounds(challenges, right, answered);
            }
        };
    }

    private static InteractiveChallenge challenge(String instruction) {
        InteractiveChallenge challenge = new InteractiveChallenge();
        challenge.setInteractionName("");
        challenge.setInteractionInstruction(instruction);
        challenge.setLanguageTag("");
        return challenge;
    }

    private static InteractiveChallenge challenge(String instruction, String prompt, boolean echo) {
        InteractiveChallenge challenge = challenge(instruction);
        challenge.addPrompt(prompt, echo);
        return challenge;
    }

    /** A password, a code, a choice, and a last word without a question. */
    private UserAuthFactory threeRounds() {
        return rounds(
                List.of(
                        challenge("", "Password: ", false),
                        challenge("A code was sent.", "Password:\u001b[2J (6 digits) ", true),
                        challenge("1: phone  2: token", "Which device? ", true),
                        challenge("Welcome.")),
                List.of(List.of("secret"), List.of("123456"), List.of("2"), List.of()));
    }

    @BeforeEach
    void start() throws Exception {
        OpenSshd.key(directory.resolve("user"), "rsa", "");
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
        server.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
        server.setPasswordAuthenticator((user, password, session) -> password.equals("secret"));
        server.setPublickeyAuthenticator((user, key, session) -> true);
    }

    @AfterEach
    void stop() throws IOException {
        server.stop(true);
    }

    private void serve(String methods, UserAuthFactory... factories) throws IOException {
        server.setUserAuthFactories(List.of(factories));
        CoreModuleProperties.AUTH_METHODS.set(server, methods);
        server.start();
    }

    private SshTarget target() {
        return new SshTarget(
                "site",
                "127.0.0.1",
                server.getPort(),
                "alice",
                List.of(directory.resolve("user")),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(directory.resolve("known_hosts")),
                true,
                Optional.empty(),
                Duration.ofSeconds(30));
    }

    private void assertLogsIn(Prompts person) throws Exception {
        try (SshHost host = SshHost.connect(target(), person)) {
            assertThat(host.run(Command.of("echo", "in")).stdout()).isEqualTo("in\n");
        }
    }

    private void assertRefused(Prompts person, String said) {
        assertThatThrownBy(() -> SshHost.connect(target(), person).close())
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.LOGIN_REFUSED))
                .hasMessageContaining(said);
    }

    @Test
    void everyRoundIsPutAndNoAnswerGoesToTwo() throws Exception {
        serve("keyboard-interactive", threeRounds());
        Person person = new Person("secret", "123456", "2");
        assertLogsIn(person);
        assertThat(person.asked())
                .containsExactly(
                        "Password: (hidden)",
                        "Password:[2J (6 digits) (seen)",
                        "Which device? (seen)");
        assertThat(person.shown())
                .containsExactly("A code was sent.", "1: phone  2: token", "Welcome.");
    }

    @Test
    void aWrongCodeInALaterRoundEndsTheLogin() throws Exception {
        serve("keyboard-interactive", threeRounds());
        Person person = new Person("secret", "000000", "secret", "123456", "2");
        assertRefused(person, "Auth ");
        assertThat(person.asked()).hasSize(2);
        assertThat(answered).containsExactly(List.of("secret"), List.of("000000"));
    }

    @Test
    void whereNobodyAnswersTheServerIsSentNothing() throws Exception {
        serve("keyboard-interactive password", threeRounds(), UserAuthPasswordFactory.INSTANCE);
        assertRefused(Prompts.nobody(), "it asks 'Password:', and nobody answered");
        assertThat(answered).isEmpty();
    }

    @Test
    void aKeyAndThenQuestions() throws Exception {
        serve("publickey,keyboard-interactive", UserAuthPublicKeyFactory.INSTANCE, threeRounds());
        Person person = new Person("secret", "123456", "2");
        assertLogsIn(person);
        assertThat(person.asked()).hasSize(3);
    }

    @Test
    void aPasswordAndThenACodeInItsOwnMethod() throws Exception {
        serve(
                "password,keyboard-interactive",
                UserAuthPasswordFactory.INSTANCE,
                rounds(List.of(challenge("", "Password: ", false)), List.of(List.of("123456"))));
        Person person = new Person("secret", "123456");
        assertLogsIn(person);
        assertThat(person.asked())
                .containsExactly(
                        "Password for alice@127.0.0.1:" + server.getPort() + ": (hidden)",
                        "Password: (hidden)");
    }

    @Test
    void questionsAndThenQuestionsOfAnotherKind() throws Exception {
        serve(
                "keyboard-interactive,keyboard-interactive",
                rounds(List.of(challenge("", "Password: ", false)), List.of(List.of("secret"))));
        Person person = new Person("secret", "secret");
        assertLogsIn(person);
        assertThat(person.asked()).hasSize(2);
    }

    @Test
    void questionsOfTheSecondKindAreNotPutAfterARefusalOfTheFirst() throws Exception {
        serve(
                "keyboard-interactive,keyboard-interactive",
                rounds(List.of(challenge("", "Password: ", false)), List.of(List.of("secret"))));
        Person person = new Person("wrong", "secret", "secret");
        assertRefused(person, "Auth ");
        assertThat(person.asked()).hasSize(1);
    }
}
