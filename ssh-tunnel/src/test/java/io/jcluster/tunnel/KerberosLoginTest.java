package io.jcluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.tunnel.ssh.SshConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A login by tickets, with a real Kerberos and a real OpenSSH server. The packages need not be
 * installed: {@code apt-get download krb5-kdc krb5-admin-server krb5-user libgssrpc4 libkdb5-10
 * libkadm5srv-mit12 libkadm5clnt-mit12 libev4 libverto-libev1 libverto1}, {@code dpkg -x} each into
 * one directory, and name that.
 */
@EnabledIfSystemProperty(
        named = "jcluster.test.krb5",
        matches = ".+",
        disabledReason =
                "-Djcluster.test.krb5=DIRECTORY names unpacked Kerberos packages, / for"
                        + " installed ones")
class KerberosLoginTest {

    @TempDir Path directory = Path.of(".");

    /** A program of its own: where the tickets are is told by the environment. */
    static final class Laptop {

        private Laptop() {}

        public static void main(String[] home) throws Exception {
            SshTarget target =
                    new SshConfig(
                                    Path.of(home[0]),
                                    Path.of(System.getProperty("user.home")),
                                    Optional.empty())
                            .resolve("site");
            try (SshHost host = SshHost.connect(target, Prompts.nobody())) {
                System.out.print(
                        host.run(Command.script("echo in; echo \"[$KRB5CCNAME]\"")).stdout());
            } catch (HostException e) {
                System.out.println(e.kind());
            }
        }
    }

    private String laptop(Kdc kdc) throws Exception {
        return new LocalHost()
                .run(
                        Command.of(
                                        Path.of(System.getProperty("java.home"), "bin/java")
                                                .toString(),
                                        "-Djava.security.krb5.conf=" + kdc.configuration(),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Laptop.class.getName(),
                                        directory.toString())
                                .withEnvironment(kdc.environment())
                                .withTimeout(Duration.ofMinutes(2)))
                .stdout();
    }

    @Test
    void ticketsLogInAndStayHere() throws Exception {
        Path root = Path.of(System.getProperty("jcluster.test.krb5", "/"));
        try (Kdc kdc = Kdc.start(root, directory.resolve("kdc"));
                OpenSshd sshd =
                        OpenSshd.start(
                                directory,
                                kdc.environment(),
                                "GSSAPIAuthentication yes",
                                "PubkeyAuthentication no",
                                "GSSAPIStrictAcceptorCheck no")) {
            String[] host = Files.readString(directory.resolve("host.pub")).split(" ", 3);
            Files.writeString(
                    directory.resolve("known_hosts"), "* " + host[0] + " " + host[1] + "\n");
            sshd.configured("GSSAPIAuthentication yes\nMatch all\nHostKeyAlias localhost");
            Path config = directory.resolve(".ssh/config");
            Files.writeString(config, Files.readString(config).replace("127.0.0.1", "localhost"));

            assertThat(laptop(kdc)).isEqualTo("LOGIN_REFUSED\n");
            kdc.logIn();
            assertThat(laptop(kdc)).as(sshd.log()).isEqualTo("in\n[]\n");
            assertThat(sshd.log()).contains("Accepted gssapi-with-mic");
        }
    }
}
