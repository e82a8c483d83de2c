package io.jcluster.tunnel.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The percent signs, variables and tildes of ssh_config(5).
 *
 * @param alias the name as the user typed it
 * @param keyAlias the name host keys are looked up by
 * @param jump the jump hosts as the configuration has them
 */
record Tokens(
        SshConfig config,
        String alias,
        String host,
        int port,
        String user,
        Optional<String> keyAlias,
        String jump) {

    private static final Pattern TOKEN = Pattern.compile("%(.)|\\$\\{(\\w+)}");

    String expand(String text) {
        return TOKEN.matcher(text).replaceAll(m -> Matcher.quoteReplacement(meaning(m)));
    }

    /** A command line: what is behind a dollar sign is the shell's. */
    String command(String text) {
        return TOKEN.matcher(text)
                .replaceAll(
                        m -> Matcher.quoteReplacement(m.group(2) == null ? meaning(m) : m.group()));
    }

    private String meaning(MatchResult token) {
        if (token.group(2) != null) {
            return variable(token.group(2));
        }
        return switch (token.group(1)) {
            case "%" -> "%";
            case "C" -> digest(thisHost() + host + port + user + jump);
            case "d" -> config.home().toString();
            case "h" -> host;
            case "i" -> uid(config.home());
            case "j" -> jump;
            case "k" -> keyAlias.orElse(alias);
            case "L" -> thisHost().split("\\.", 2)[0];
            case "l" -> thisHost();
            case "n" -> alias;
            case "p" -> String.valueOf(port);
            case "r" -> user;
            case "u" -> System.getProperty("user.name");
            default ->
                    throw SshConfig.wrong(
                            "'" + token.group() + "' has no meaning in the settings of " + alias);
        };
    }

    static String variable(String name) {
        return Optional.ofNullable(System.getenv(name))
                .orElseThrow(
                        () ->
                                SshConfig.wrong(
                                        "the ssh configuration uses the variable "
                                                + name
                                                + ", which is not set"));
    }

    private static String thisHost() {
        try {
            // What gethostname(2) says, which a look-up by address may not.
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException unknown) {
                return "localhost";
            }
        }
    }

    private static String uid(Path home) {
        try {
            return String.valueOf(Files.getAttribute(home, "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            throw SshConfig.wrong("%i stands for a number that users have on Unix only");
        }
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-1")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    Path path(String text) {
        return config.inHome(expand(text));
    }
}
