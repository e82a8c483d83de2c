package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A site that wants a password and a code of a token: OpenSSH's server with PAM, which asks for
 * them in two rounds, and Debian's pam_oath.
 */
class OneTimeCodesTest {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String TOKEN = "the secret of a token";
    private static final String PASSWORD = "correct horse";
    private static final String FIRST = "Password: =";
    private static final String SECOND = "One-time password (OATH) for `alice': =";

    private static Testbed testbed;
    private static Person ada;

    /** How often the token was pressed. */
    private static int pressed;

    @BeforeAll
    static void up() throws Exception {
        testbed = Testbed.up(Person.withJcluster());
        ada = Person.ada(testbed);
        // Over the machine's own files in the login node's mount namespace alone.
        testbed.asRoot(
                SOON,
                "login",
                """
                mkdir /run/pam.d
                cat >/run/pam.d/sshd <<'END'
                auth required pam_unix.so
                auth required pam_oath.so usersfile=/run/tokens window=20 digits=6
                account required pam_permit.so
                session required pam_permit.so
                END
                mount --bind /run/pam.d /etc/pam.d
                (umask 077; echo 'HOTP alice - %s' >/run/tokens; cp /etc/shadow /run/shadow)
                hash=$(openssl passwd -6 '%s')
                sed -i '/^alice:/d' /run/shadow
                printf 'alice:%%s:19000:0:99999:7:::\\n' "$hash" >>/run/shadow
                mount --bind /run/shadow /etc/shadow
                sed 's/^alice:[^:]*:/alice:x:/' /etc/passwd >/run/passwd
                mount --bind /run/passwd /etc/passwd
                cp /etc/ssh/sshd_config /run/plain
                """
                        .formatted(
                                HexFormat.of().formatHex(TOKEN.getBytes(StandardCharsets.UTF_8)),
                                PASSWORD));
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @AfterEach
    void hangUp() throws InterruptedException {
        ada.tries("agent", "stop");
    }

    @Test
    void aPasswordAndACodeAreAskedForOnceAndTheClusterIsReady() throws Exception {
        sshd("keyboard-interactive");

        String shown =
                logsIn(
                        FIRST + PASSWORD + "\n" + SECOND + code(),
                        "submit",
                        "--scheduler",
                        "slurm",
                        "--login",
                        "cluster",
                        "-n",
                        "2");

        assertThat(shown)
                .contains("one MPI world of 2 ranks", "not asked:\n", "status 0")
                .containsOnlyOnce("Password: ")
                .containsOnlyOnce("One-time password (OATH) for `alice': ")
                .doesNotContain(PASSWORD);
        // The agent has the connection: nobody is asked again.
        assertThat(ada.asks("list").get(0).path("phase").asText()).isEqualToIgnoringCase("ready");
        ada.types("stop", ada.asks("list").get(0).path("id").asText());
    }

    @Test
    void aKeyIsTheFirstOfTwoSteps() throws Exception {
        sshd("publickey,keyboard-interactive");

        assertThat(logsIn(FIRST + PASSWORD + "\n" + SECOND + code(), "doctor", "cluster"))
                .contains("keyboard-interactive", "not asked:\n");
    }

    @Test
    void aWrongCodeEndsTheLoginAndNothingIsTriedASecondTime() throws Exception {
        sshd("keyboard-interactive");

        String shown =
                logsIn(
                        FIRST + PASSWORD + "\n" + SECOND + "000000\n" + FIRST + PASSWORD,
                        "submit",
                        "--scheduler",
                        "slurm",
                        "--login",
                        "cluster",
                        "-n",
                        "2");

        assertThat(shown)
                .contains("the login as alice", "was refused", "mistyped")
                .contains("not asked: Password: \n")
                .doesNotContain("status 0", "Exception");
        assertThat(ada.asks("list")).isEmpty();
    }

    private static void sshd(String methods) throws InterruptedException {
        testbed.asRoot(
                SOON,
                "login",
                """
                sed -e '/^UsePAM/d' -e '/^KbdInteractive/d' /run/plain >/etc/ssh/sshd_config
                printf '%%s\\n' 'UsePAM yes' 'KbdInteractiveAuthentication yes' \\
                    'AuthenticationMethods %s' >>/etc/ssh/sshd_config
                server=$(cat /run/sshd.pid)
                kill "$server"
                while kill -0 "$server" 2>/dev/null; do sleep 0.05; done
                /usr/sbin/sshd -E /var/log/sshd.log
                """
                        .formatted(methods));
    }

    private static String logsIn(String answers, String... words) throws InterruptedException {
        List<String> argv = new ArrayList<>();
        argv.addAll(
                List.of("python3", "-c", Person.resource("person.py"), answers, ada.jcluster()));
        argv.addAll(List.of(words));
        return testbed.exec(Person.PATIENCE, "", "laptop", argv.toArray(String[]::new))
                .stdout()
                .replace("\r", "");
    }

    /** What the token shows next: RFC 4226. */
    private static String code() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(TOKEN.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(pressed++).array());
        int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xf) & Integer.MAX_VALUE;
        return "%06d".formatted(number % 1_000_000);
    }
}
