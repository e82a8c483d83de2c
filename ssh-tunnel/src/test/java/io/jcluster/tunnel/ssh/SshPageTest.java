package io.jcluster.tunnel.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.jcluster.tunnel.SshTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What site-docs/ssh.md says is honoured is, and what it says is not is not. */
class SshPageTest {

    private static final Path SITE = Path.of("").toAbsolutePath().resolveSibling("site-docs");

    /** A line for each keyword that makes a difference. */
    private static final Map<String, String> HONOURED =
            Map.ofEntries(
                    Map.entry("HostName", "other.example.org"),
                    Map.entry("User", "somebody-else"),
                    Map.entry("Port", "2022"),
                    Map.entry("IdentityFile", "~/.ssh/mine"),
                    Map.entry("IdentitiesOnly", "yes"),
                    Map.entry("CertificateFile", "~/.ssh/mine-cert.pub"),
                    Map.entry("IdentityAgent", "none"),
                    Map.entry("PubkeyAuthentication", "no"),
                    Map.entry("PasswordAuthentication", "no"),
                    Map.entry("KbdInteractiveAuthentication", "no"),
                    Map.entry("GSSAPIAuthentication", "yes"),
                    Map.entry("PreferredAuthentications", "password"),
                    Map.entry("BatchMode", "yes"),
                    Map.entry("ProxyJump", "near"),
                    Map.entry("ProxyCommand", "nc %h %p"),
                    Map.entry("StrictHostKeyChecking", "yes"),
                    Map.entry("UserKnownHostsFile", "~/.ssh/known"),
                    Map.entry("GlobalKnownHostsFile", "/etc/known"),
                    Map.entry("HostKeyAlias", "alias"),
                    Map.entry("HashKnownHosts", "yes"),
                    Map.entry("RevokedHostKeys", "~/.ssh/revoked"),
                    Map.entry("KexAlgorithms", "ecdh-sha2-nistp384"),
                    Map.entry("Ciphers", "aes256-ctr"),
                    Map.entry("MACs", "hmac-sha2-512"),
                    Map.entry("HostKeyAlgorithms", "ssh-ed25519"),
                    Map.entry("PubkeyAcceptedAlgorithms", "ssh-ed25519"),
                    Map.entry("ConnectTimeout", "7"),
                    Map.entry("ServerAliveInterval", "5"),
                    Map.entry("ServerAliveCountMax", "2"),
                    Map.entry("BindAddress", "127.0.0.1"),
                    Map.entry("BindInterface", "lo"),
                    Map.entry("AddressFamily", "inet"));

    /** These have tests of their own: alone they change nothing. */
    private static final Set<String> FRAME = Set.of("Host", "Match", "Include");

    @TempDir Path home = Path.of(".");

    private static Set<String> keywords(String honoured) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<String> lines = Files.lines(SITE.resolve("ssh.md"))) {
            lines.filter(line -> line.contains("` | " + honoured + " | "))
                    .map(line -> line.substring(0, line.indexOf("` | " + honoured) + 1))
                    .forEach(
                            line -> {
                                Matcher words = Pattern.compile("`(\\w+)`").matcher(line);
                                while (words.find()) {
                                    found.add(words.group(1));
                                }
                            });
        }
        return found;
    }

    private SshTarget with(String line, boolean askSsh) throws IOException {
        Files.createDirectories(home.resolve(".ssh"));
        Files.writeString(home.resolve(".ssh/config"), "Host site\n" + line + "\n");
        return new SshConfig(
                        home,
                        Path.of(System.getProperty("user.home")),
                        Optional.of(Path.of("/run/agent")),
                        askSsh)
                .resolve("site");
    }

    @Test
    void whatIsHonouredMakesADifferenceWhoeverReads() throws IOException {
        Set<String> said = keywords("yes");
        assertThat(said).containsAll(FRAME);
        said.removeAll(FRAME);
        assertThat(said).isEqualTo(new TreeSet<>(HONOURED.keySet()));
        for (boolean askSsh : new boolean[] {true, false}) {
            SshTarget plain = with("", askSsh);
            for (Map.Entry<String, String> line : HONOURED.entrySet()) {
                assertThat(with(line.getKey() + " " + line.getValue(), askSsh))
                        .as(line + (askSsh ? " by ssh" : " read here"))
                        .isNotEqualTo(plain);
            }
        }
    }

    @Test
    void whatIsNotHonouredMakesNone() throws IOException {
        SshTarget plain = with("", false);
        for (String keyword : keywords("no")) {
            assertThat(with(keyword + " yes", false)).as(keyword).isEqualTo(plain);
        }
    }

    @Test
    void thePageIsInTheIndexAndItsOwnLinksLead() throws IOException {
        assertThat(Files.readString(SITE.resolve("index.md"))).contains("](ssh.md)");
        String page = Files.readString(SITE.resolve("ssh.md"));
        List<String> headings =
                page.lines()
                        .filter(line -> line.startsWith("#"))
                        .map(line -> line.replaceAll("^#+ ", "").toLowerCase(Locale.ROOT))
                        .map(line -> line.replace(' ', '-'))
                        .toList();
        for (String file : List.of("ssh.md", "troubleshooting.md")) {
            Matcher links =
                    Pattern.compile(
                                    file.equals("ssh.md")
                                            ? "]\\(#([^)]+)\\)"
                                            : "]\\(ssh\\.md#([^)]+)\\)")
                            .matcher(Files.readString(SITE.resolve(file)));
            int count = 0;
            while (links.find()) {
                count++;
                if (!headings.contains(links.group(1))) {
                    fail(file + " links to ssh.md#" + links.group(1) + ", which is not there");
                }
            }
            assertThat(count).as(file).isPositive();
        }
    }
}
