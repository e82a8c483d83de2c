package io.jcluster.tunnel.ssh;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.KeyExpiry;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Printable;
import io.jcluster.tunnel.SshOptions;
import io.jcluster.tunnel.SshTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code ~/.ssh/config} as OpenSSH understands it. Where {@code ssh} is installed it is asked
 * ({@code ssh -G}); elsewhere the files are read here.
 *
 * @param home the user's home directory as the shell has it
 * @param passwdHome as the system has it, which is where {@code ssh} looks
 * @param agent the socket of the user's ssh-agent
 * @param askSsh whether OpenSSH is asked at all
 */
public record SshConfig(Path home, Path passwdHome, Optional<Path> agent, boolean askSsh) {

    private static final Logger LOG = LoggerFactory.getLogger(SshConfig.class);

    private static final Pattern DESTINATION =
            Pattern.compile(
                    "(?:ssh://)?(?:(?<user>[^@\\s]+)@)?"
                            + "(?:\\[(?<v6>[^]\\s]+)]|(?<host>[^:@/\\s\\[]+))(?::(?<port>\\d+))?/?");

    private static final Duration USUAL_CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final int LONGEST_CHAIN = 8;

    /** In the order of sshconnect2.c. */
    private static final List<String> METHODS =
            List.of("gssapi-with-mic", "publickey", "keyboard-interactive", "password");

    private static final List<String> USUAL_IDENTITIES =
            List.of(
                    "~/.ssh/id_rsa",
                    "~/.ssh/id_ecdsa",
                    "~/.ssh/id_ecdsa_sk",
                    "~/.ssh/id_ed25519",
                    "~/.ssh/id_ed25519_sk");

    private static final String WINDOWS_AGENT = "\\\\.\\pipe\\openssh-ssh-agent";

    public SshConfig(Path home, Path passwdHome, Optional<Path> agent) {
        this(home, passwdHome, agent, true);
    }

    public static SshConfig ofThisUser() {
        Path passwdHome = Path.of(System.getProperty("user.home"));
        Path home =
                Optional.ofNullable(System.getenv("HOME"))
                        .filter(text -> !text.isBlank())
                        .map(Path::of)
                        .orElse(passwdHome);
        Optional<Path> agent =
                Optional.ofNullable(System.getenv("SSH_AUTH_SOCK"))
                        .filter(text -> !text.isBlank())
                        .map(Path::of);
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return new SshConfig(
                home,
                passwdHome,
                agent.or(() -> Optional.of(Path.of(WINDOWS_AGENT)).filter(pipe -> windows)));
    }

    /** See {@link SshTarget#resolve}. */
    public SshTarget resolve(String destination) {
        return resolve(destination, Optional.empty(), 0);
    }

    /** See {@link SshTarget#keyExpires}. */
    public static Optional<KeyExpiry> keyExpiry(SshTarget target) {
        return Certificate.hops(target).stream()
                .flatMap(hop -> Certificate.last(Certificate.of(hop)).stream())
                .min(Comparator.comparing(KeyExpiry::expires));
    }

    private SshTarget resolve(String destination, Optional<SshTarget> hopBefore, int depth) {
        Matcher parts = DESTINATION.matcher(destination);
        if (!parts.matches() || destination.startsWith("-")) {
            throw wrong("'" + destination + "' is neither a host, an alias nor user@host:port");
        }
        if (depth > LONGEST_CHAIN) {
            throw wrong("the jump hosts on the way to " + destination + " go round in a circle");
        }
        String alias = Optional.ofNullable(parts.group("v6")).orElse(parts.group("host"));
        Optional<String> user = Optional.ofNullable(parts.group("user"));
        Optional<String> port = Optional.ofNullable(parts.group("port"));
        Settings settings = settings(alias, user, port);
        return target(alias, settings, hopBefore, depth);
    }

    private SshTarget target(
            String alias, Settings settings, Optional<SshTarget> hopBefore, int depth) {
        String host = settings.first("hostname").orElse(alias);
        String user = settings.first("user").orElse(System.getProperty("user.name"));
        int port = settings.number("port", 22);
        if (port < 1 || port > 65535) {
            throw wrong("not a TCP port: " + port);
        }
        Optional<String> keyAlias = settings.first("hostkeyalias");
        String jump = settings.first("proxyjump").orElse("");
        Tokens tokens = new Tokens(this, alias, host, port, user, keyAlias, jump);
        Optional<SshTarget> via = hopBefore;
        Optional<String> command = Optional.empty();
        if (via.isEmpty()) {
            via = settings.first("proxyjump").flatMap(hops -> chain(hops, depth));
        }
        if (via.isEmpty()) {
            command = settings.first("proxycommand").map(tokens::command);
        }
        if (command.isPresent() && settings.isYes("proxyusefdpass", false)) {
            throw wrong(
                    alias
                            + " has ProxyUseFdpass, which hands a socket from process to process:"
                            + " only ssh itself can take it. Use a ProxyCommand that carries the"
                            + " bytes (nc without -F), or ProxyJump");
        }
        String newKeys =
                settings.first("stricthostkeychecking").orElse("ask").toLowerCase(Locale.ROOT);
        boolean unchecked = List.of("no", "off", "false").contains(newKeys);
        if (unchecked) {
            LOG.info(
                    "StrictHostKeyChecking no for {} is read as accept-new: a host's key is taken"
                            + " the first time and must stay the same",
                    alias);
        }
        return new SshTarget(
                alias,
                host,
                port,
                user,
                identities(settings).map(tokens::path).distinct().toList(),
                agent(settings, tokens),
                settings.isYes("identitiesonly", false),
                via,
                command,
                knownHosts(settings, tokens),
                unchecked || newKeys.equals("accept-new"),
                keyAlias,
                Optional.of(settings.span("connecttimeout"))
                        .filter(limit -> !limit.isZero())
                        .orElse(USUAL_CONNECT_TIMEOUT),
                options(settings, tokens, newKeys.equals("ask")));
    }

    private SshOptions options(Settings settings, Tokens tokens, boolean ask) {
        return new SshOptions(
                settings.all("certificatefile").map(tokens::path).distinct().toList(),
                ask,
                settings.isYes("hashknownhosts", false),
                settings.first("revokedhostkeys").map(tokens::path),
                new SshOptions.Algorithms(
                        settings.commaList("kexalgorithms"),
                        settings.commaList("ciphers"),
                        settings.commaList("macs"),
                        settings.commaList("hostkeyalgorithms"),
                        settings.commaList("pubkeyacceptedalgorithms")),
                methods(settings),
                settings.isYes("batchmode", false),
                settings.span("serveraliveinterval"),
                settings.number("serveralivecountmax", 3),
                settings.first("bindaddress"),
                settings.first("bindinterface"),
                switch (settings.first("addressfamily").orElse("any").toLowerCase(Locale.ROOT)) {
                    case "inet" -> SshOptions.Family.INET;
                    case "inet6" -> SshOptions.Family.INET6;
                    default -> SshOptions.Family.ANY;
                },
                Optional.empty());
    }

    /** OpenSSH's order of methods, without what the user has turned off. */
    private static List<String> methods(Settings settings) {
        List<String> wanted =
                settings.first("preferredauthentications")
                        .map(text -> List.of(text.split(",")))
                        .orElse(METHODS);
        return wanted.stream()
                .filter(METHODS::contains)
                .filter(
                        method ->
                                switch (method) {
                                    case "gssapi-with-mic" ->
                                            settings.isYes("gssapiauthentication", false);
                                    case "publickey" ->
                                            settings.first("pubkeyauthentication")
                                                    .filter(
                                                            value ->
                                                                    value.equals("no")
                                                                            || value.equals(
                                                                                    "false"))
                                                    .isEmpty();
                                    case "password" ->
                                            settings.isYes("passwordauthentication", true);
                                    default -> settings.isYes("kbdinteractiveauthentication", true);
                                })
                .toList();
    }

    private static Stream<String> identities(Settings settings) {
        if (!settings.values().containsKey("identityfile")) {
            return USUAL_IDENTITIES.stream();
        }
        // ssh -G names DSA and XMSS among its defaults, which no Java library here can read.
        return settings.all("identityfile")
                .filter(file -> !file.endsWith("/id_xmss") && !file.endsWith("/id_dsa"));
    }

    private List<Path> knownHosts(Settings settings, Tokens tokens) {
        return Stream.of("userknownhostsfile", "globalknownhostsfile")
                .flatMap(
                        key ->
                                settings.values().containsKey(key)
                                        ? settings.paths(key).stream()
                                        : usualKnownHosts(key))
                .filter(file -> !file.equals("none"))
                .map(tokens::path)
                .toList();
    }

    /**
     * {@code a,b}: a first, b through a. Each hop's own settings count, its own jumps only for a.
     */
    private Optional<SshTarget> chain(String hops, int depth) {
        Optional<SshTarget> last = Optional.empty();
        for (String hop : hops.split(",", -1)) {
            last = Optional.of(resolve(hop.strip(), last, depth + 1));
        }
        return last;
    }

    private Stream<String> usualKnownHosts(String key) {
        return key.startsWith("user")
                ? Stream.of("~/.ssh/known_hosts", "~/.ssh/known_hosts2")
                : Stream.of("ssh_known_hosts", "ssh_known_hosts2")
                        .map(file -> siteDirectory().resolve(file).toString());
    }

    private Optional<Path> agent(Settings settings, Tokens tokens) {
        return settings.first("identityagent")
                .map(
                        text -> {
                            if (text.equals("SSH_AUTH_SOCK")) {
                                return agent;
                            }
                            if (text.startsWith("$") && !text.startsWith("${")) {
                                return Optional.of(Path.of(Tokens.variable(text.substring(1))));
                            }
                            return Optional.of(tokens.path(text));
                        })
                .orElse(settings.disables("identityagent") ? Optional.empty() : agent);
    }

    /**
     * A path as the configuration writes it. What ssh has expanded already, it has expanded to the
     * home it knows.
     */
    Path inHome(String text) {
        if (text.equals("~") || text.startsWith("~/")) {
            return Path.of(home + text.substring(1));
        }
        Path path = Path.of(text);
        boolean elsewhere = path.startsWith(passwdHome) && !path.startsWith(home);
        return elsewhere ? home.resolve(passwdHome.relativize(path)) : path;
    }

    /** The user's file, then the site's, as ssh reads them. */
    List<Path> files() {
        return home.equals(passwdHome)
                ? List.of(configFile(), siteDirectory().resolve("ssh_config"))
                : List.of(configFile());
    }

    Path siteDirectory() {
        return Optional.ofNullable(System.getenv("PROGRAMDATA"))
                .map(data -> Path.of(data, "ssh"))
                .orElse(Path.of("/etc/ssh"));
    }

    private Path configFile() {
        return home.resolve(".ssh/config");
    }

    private Settings settings(String alias, Optional<String> user, Optional<String> port) {
        List<String> asked = new ArrayList<>(List.of("ssh", "-G"));
        if (!home.equals(passwdHome)) {
            // -F leaves out the site's file as well, so only where it must be.
            asked.addAll(
                    List.of("-F", Files.exists(configFile()) ? configFile().toString() : "none"));
        }
        user.ifPresent(name -> asked.addAll(List.of("-l", name)));
        port.ifPresent(number -> asked.addAll(List.of("-p", number)));
        asked.add(alias);
        Optional<Settings> said = askSsh ? ask(Command.of(asked)) : Optional.empty();
        if (said.isEmpty()) {
            return Wishes.settled(ConfigFiles.read(this, alias, user, port));
        }
        // ssh prints a list of algorithms whether or not the user has one.
        Settings usual =
                ask(Command.of("ssh", "-G", "-F", "none", alias)).orElse(new Settings(Map.of()));
        return said.get().without(usual, Wishes.LISTS);
    }

    /** What ssh prints; empty where there is none. */
    private static Optional<Settings> ask(Command command) {
        try (LocalHost here = new LocalHost()) {
            Outcome answer = here.run(command);
            if (!answer.succeeded()) {
                throw wrong(
                        "ssh cannot read its configuration\n  | "
                                + Printable.text(answer.stderr().strip())
                                + "\nran: "
                                + command);
            }
            return Optional.of(Settings.ofLines(answer.stdout()));
        } catch (HostException e) {
            if (e.kind() != Kind.NOT_RUNNABLE) {
                throw e;
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw wrong("interrupted while ssh read its configuration");
        }
    }

    static HostException wrong(String message) {
        return new HostException(
                Kind.CONFIGURATION,
                Printable.text(message),
                Optional.of("See what 'ssh -G' prints for the name."),
                Optional.empty());
    }
}
