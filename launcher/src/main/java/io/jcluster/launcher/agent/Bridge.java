package io.jcluster.launcher.agent;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.Printable;
import io.jcluster.tunnel.ShellWords;
import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.WiredHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A small program on a host whose standard streams are a TCP connection: what is left where the
 * host's SSH server forwards nothing. It comes with its command and leaves nothing behind.
 *
 * @param before words that run a program in another place than the host itself
 * @param limit until the connection must stand
 */
record Bridge(List<String> before, Duration limit) {

    /** The time before the limit at which the program gives up: its answer says more than none. */
    private static final Duration EARLIER = Duration.ofMillis(500);

    private static final int NOISE_LIMIT = 64 * 1024;
    private static final int LINES_SAID = 5;
    private static final String SHELL = resource("bridge.sh");
    private static final String PYTHON = resource("bridge.py");
    private static final SecureRandom RANDOM = new SecureRandom();

    Bridge {
        before = List.copyOf(before);
    }

    /** A connection to the first of the addresses that answers. */
    Wire dial(WiredHost host, List<String> addresses, int port) throws InterruptedException {
        return open(host, "dial", Integer.toString(port), addresses);
    }

    /**
     * A connection from whoever reads a file first, in which it finds where to call; {@code
     * bridge.py} says what is in it.
     *
     * @param file relative to the home directory
     * @param addresses from which the call will come, as far as is known
     */
    Wire call(WiredHost host, String file, List<String> addresses) throws InterruptedException {
        return open(host, "call", file, addresses);
    }

    private Wire open(WiredHost host, String verb, String what, List<String> addresses)
            throws InterruptedException {
        String word = "jcluster-" + HexFormat.of().toHexDigits(RANDOM.nextLong());
        List<String> words = new ArrayList<>(before);
        words.addAll(List.of("/bin/sh", "-c", SHELL, "jcluster-bridge", PYTHON, word, verb));
        words.add(Double.toString(limit.minus(EARLIER).toMillis() / 1000.0));
        words.add(what);
        words.addAll(addresses);
        Wire wire;
        try {
            wire = host.talk(Command.of(words).withTimeout(limit));
        } catch (HostException e) {
            throw withoutProgram(e);
        }
        CompletableFuture<Void> answered = new CompletableFuture<>();
        var unused =
                answered.copy()
                        .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                        .exceptionally(
                                late -> {
                                    wire.close();
                                    return null;
                                });
        boolean stands = false;
        try {
            ByteArrayOutputStream noise = new ByteArrayOutputStream();
            Optional<String> answer = answer(wire.in(), word, noise);
            stands = answer.filter(text -> text.startsWith("+")).isPresent();
            if (!stands) {
                throw answer.map(text -> refused(host, text))
                        .orElseGet(() -> silent(host, noise.toString(StandardCharsets.UTF_8)));
            }
            return wire;
        } finally {
            answered.complete(null);
            if (!stands) {
                wire.close();
            }
        }
    }

    /** What stands behind the word on its line; empty when the output ended without it. */
    private static Optional<String> answer(
            InputStream in, String word, ByteArrayOutputStream noise) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0 && noise.size() < NOISE_LIMIT; next = in.read()) {
                line.write(next);
                if (next == '\n') {
                    String text = line.toString(StandardCharsets.UTF_8);
                    if (text.startsWith(word + " ")) {
                        return Optional.of(text.substring(word.length() + 1).strip());
                    }
                    line.writeTo(noise);
                    line.reset();
                }
            }
            line.writeTo(noise);
        } catch (IOException e) {
            // Closed: too late, or the line under it was lost.
        }
        return Optional.empty();
    }

    private HostException refused(WiredHost host, String answer) {
        return new HostException(
                Kind.UNREACHABLE,
                "no connection from "
                        + place(host)
                        + ": "
                        + Printable.text(answer.replaceFirst("^- ?", "")),
                Optional.empty(),
                Optional.empty());
    }

    private HostException silent(WiredHost host, String noise) {
        StringBuilder message = new StringBuilder();
        message.append("no connection came about on ").append(place(host));
        message.append(" within ").append(limit.toSeconds()).append(" s");
        Printable.text(noise)
                .lines()
                .filter(said -> !said.isBlank())
                .limit(LINES_SAID)
                .forEach(said -> message.append("\n  | ").append(said));
        return new HostException(
                Kind.UNREACHABLE, message + ran(), Optional.empty(), Optional.empty());
    }

    private String place(WiredHost host) {
        return before.isEmpty() ? host.name() : before.get(0) + " on " + host.name();
    }

    /** The program's text, which is one of its words, is not for people to read. */
    private HostException withoutProgram(HostException e) {
        String message = String.valueOf(e.getMessage());
        int ran = message.indexOf("\nran: ");
        return ran < 0
                ? e
                : new HostException(
                        e.kind(), message.substring(0, ran) + ran(), e.advice(), Optional.of(e));
    }

    private String ran() {
        List<String> words = new ArrayList<>(before);
        words.add("python3");
        return "\nran: " + ShellWords.join(words) + " (a bridge of jcluster's)";
    }

    private static String resource(String name) {
        try (InputStream stream = Bridge.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the program lacks its file " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
