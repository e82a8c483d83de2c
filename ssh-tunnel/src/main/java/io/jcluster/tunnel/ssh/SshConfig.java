package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.ConfigRepository;
import com.jcraft.jsch.OpenSSHConfig;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Printable;
import io.jcluster.tunnel.SshTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code ~/.ssh/config} as OpenSSH understands it. Where {@code ssh} is installed it is asked
 * ({@code ssh -G}), since only it knows Match, Include and the site's own file; JSch's reader is
 * for machines without.
 *
 * @param home the user's home directory as the shell has it
 * @param passwdHome as the system has it, which is where {@code ssh} looks
 * @param agent the socket of the user's ssh-agent
 */
public record SshConfig(Path home, Path passwdHome, Optional<Path> agent) {

    private static final Pattern DESTINATION =
            Pattern.compile(
                    "(?:(?<user>[^@\\s]+)@)?(?:\\[(?<v6>[^]\\s]+)]|(?<host>[^:@\\s\\[]+))(?::(?<port>\\d+))?");

    private static final Duration USUAL_CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final int LONGEST_CHAIN = 8;

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
        return new SshConfig(home, passwdHome, agent);
    }

    /** See {@link SshTarget#resolve}. */
    public SshTarget resolve(String destination) {
        return resolve(destination, Optional.empty(), 0);
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
        int port = number(settings.first("port").orElse("22"), "Port");
        Tokens tokens = new Tokens(this, alias, host, port, user);
        Optional<SshTarget> via = hopBefore;
        Optional<String> command = Optional.empty();
        if (via.isEmpty()) {
            via = settings.first("proxyjump").flatMap(hops -> chain(hops, depth));
        }
        if (via.isEmpty()) {
            command = settings.first("proxycommand").map(tokens::expand);
        }
        List<Path> knownHosts =
                Stream.of("userknownhostsfile", "globalknownhostsfile")
                        .flatMap(key -> settings.first(key).stream())
                        .flatMap(files -> Arrays.stream(files.split("\\s+")))
                        .map(tokens::path)
                        .toList();
        return new SshTarget(
                alias,
                host,
                port,
                user,
                settings.all("identityfile").map(tokens::path).toList(),
                agent(settings, tokens),
                settings.first("identitiesonly").filter("yes"::equals).isPresent(),
                via,
                command,
                knownHosts.isEmpty() ? usualKnownHosts() : knownHosts,
                settings.first("stricthostkeychecking")
                        .filter(List.of("accept-new", "no", "off", "false")::contains)
                        .isPresent(),
                settings.first("hostkeyalias"),
                settings.first("connecttimeout")
                        .map(text -> Duration.ofSeconds(number(text, "ConnectTimeout")))
                        .filter(limit -> !limit.isZero())
                        .orElse(USUAL_CONNECT_TIMEOUT));
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

    private Optional<Path> agent(Settings settings, Tokens tokens) {
        return settings.first("identityagent")
                .map(
                        text ->
                                switch (text) {
                                    case "SSH_AUTH_SOCK" -> agent;
                                    default -> Optional.of(tokens.path(text));
                                })
                .orElse(settings.disables("identityagent") ? Optional.empty() : agent);
    }

    private List<Path> usualKnownHosts() {
        return List.of(home.resolve(".ssh/known_hosts"), Path.of("/etc/ssh/ssh_known_hosts"));
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
        Command command = Command.of(asked);
        try (LocalHost here = new LocalHost()) {
            Outcome answer = here.run(command);
            if (!answer.succeeded()) {
                throw wrong(
                        "ssh cannot read its configuration for "
                                + alias
                                + "\n  | "
                                + Printable.text(answer.stderr().strip())
                                + "\nran: "
                                + command);
            }
            return Settings.ofLines(answer.stdout());
        } catch (HostException e) {
            if (e.kind() != Kind.NOT_RUNNABLE) {
                throw e;
            }
            return withoutOpenSsh(alias, user, port);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw wrong("interrupted while asking ssh about " + alias);
        }
    }

    Settings withoutOpenSsh(String alias, Optional<String> user, Optional<String> port) {
        Map<String, List<String>> values = new HashMap<>();
        if (Files.exists(configFile())) {
            try {
                ConfigRepository.Config config =
                        OpenSSHConfig.parseFile(configFile().toString()).getConfig(alias);
                for (String key : Settings.KEYS) {
                    String[] found = config.getValues(key);
                    if (found != null && found.length > 0) {
                        values.put(key, List.of(found));
                    }
                }
            } catch (IOException e) {
                throw wrong(configFile() + " cannot be read: " + e.getMessage());
            }
        }
        user.ifPresent(name -> values.put("user", List.of(name)));
        port.ifPresent(number -> values.put("port", List.of(number)));
        values.putIfAbsent(
                "identityfile", List.of("~/.ssh/id_rsa", "~/.ssh/id_ecdsa", "~/.ssh/id_ed25519"));
        return new Settings(values);
    }

    private static int number(String text, String setting) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw wrong(setting + " is not a number: '" + text + "'");
        }
    }

    private static HostException wrong(String message) {
        return new HostException(
                Kind.CONFIGURATION,
                Printable.text(message),
                Optional.of("See what 'ssh -G' prints for the name."),
                Optional.empty());
    }

    /** Settings by their names in small letters. */
    record Settings(Map<String, List<String>> values) {

        static final List<String> KEYS =
                List.of(
                        "hostname",
                        "user",
                        "port",
                        "identityfile",
                        "identityagent",
                        "identitiesonly",
                        "proxyjump",
                        "proxycommand",
                        "userknownhostsfile",
                        "globalknownhostsfile",
                        "stricthostkeychecking",
                        "hostkeyalias",
                        "connecttimeout");

        /** One setting a line, name first, as {@code ssh -G} prints them. */
        static Settings ofLines(String text) {
            Map<String, List<String>> values = new HashMap<>();
            text.lines()
                    .map(line -> line.split(" ", 2))
                    .filter(words -> words.length == 2)
                    .forEach(
                            words ->
                                    values.computeIfAbsent(
                                                    words[0].toLowerCase(Locale.ROOT),
                                                    key -> new ArrayList<>())
                                            .add(words[1]));
            return new Settings(values);
        }

        Stream<String> all(String key) {
            return values.getOrDefault(key, List.of()).stream()
                    .map(SshConfig.Settings::unquoted)
                    .filter(value -> !value.isEmpty() && !value.equalsIgnoreCase("none"));
        }

        Optional<String> first(String key) {
            return all(key).findFirst();
        }

        boolean disables(String key) {
            return values.getOrDefault(key, List.of()).contains("none");
        }

        private static String unquoted(String value) {
            boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
            return quoted ? value.substring(1, value.length() - 1) : value;
        }
    }

    /** The percent signs of ssh_config(5), "TOKENS", as far as they can stand where we look. */
    private record Tokens(SshConfig config, String alias, String host, int port, String user) {

        private static final Pattern TOKEN = Pattern.compile("%(.)|\\$\\{(\\w+)}");

        String expand(String text) {
            return TOKEN.matcher(text).replaceAll(m -> Matcher.quoteReplacement(meaning(m)));
        }

        private String meaning(MatchResult token) {
            if (token.group(2) != null) {
                return Optional.ofNullable(System.getenv(token.group(2))).orElse("");
            }
            return switch (token.group(1)) {
                case "%" -> "%";
                case "d" -> config.home().toString();
                case "h" -> host;
                case "n", "k" -> alias;
                case "p" -> String.valueOf(port);
                case "r" -> user;
                case "u" -> System.getProperty("user.name");
                default -> token.group();
            };
        }

        Path path(String text) {
            String full = expand(text);
            if (full.equals("~") || full.startsWith("~/")) {
                return Path.of(config.home() + full.substring(1));
            }
            Path path = Path.of(full);
            // ssh has expanded some of them already, to the home it knows.
            boolean elsewhere =
                    path.startsWith(config.passwdHome()) && !path.startsWith(config.home());
            return elsewhere ? config.home().resolve(config.passwdHome().relativize(path)) : path;
        }
    }
}
