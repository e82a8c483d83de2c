package io.jcluster.launcher.doctor;

import io.jcluster.launcher.doctor.Finding.Fault;
import io.jcluster.tunnel.SshTarget;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The way to the login node before anybody logs in: names, addresses, and whether an SSH server
 * answers. Of a way through other machines only the first can be met from here.
 */
final class WayThere {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** RFC 4253, 4.2: at most 255 characters; a server may send other lines before. */
    private static final int LONGEST_GREETING = 2000;

    private WayThere() {}

    /** Ends early where the way ends. */
    static List<Finding> look(SshTarget target) {
        List<Finding> findings = new ArrayList<>();
        SshTarget first = first(target);
        if (first.proxyCommand().isPresent()) {
            findings.add(
                    Finding.unknown(
                            "name",
                            route(target) + " over '" + first.proxyCommand().get() + "'",
                            "that command finds the way; whether it does, the login shows",
                            ""));
            return findings;
        }
        List<InetAddress> addresses;
        try {
            addresses = Arrays.asList(InetAddress.getAllByName(first.host()));
        } catch (UnknownHostException e) {
            findings.add(
                    Finding.problem(
                            Fault.HOST,
                            "name",
                            first.host() + " has no address",
                            "it is no name for this machine: a slip, or a VPN that is off",
                            "ssh " + target.alias()));
            return findings;
        }
        findings.add(name(target, first, addresses));
        findings.add(reach(first, addresses));
        return findings;
    }

    private static SshTarget first(SshTarget target) {
        return target.via().map(WayThere::first).orElse(target);
    }

    /** {@code cluster is alice@login port 22, through alice@gate}. */
    static String route(SshTarget target) {
        return target.alias()
                + " is "
                + target.user()
                + "@"
                + target.host()
                + " port "
                + target.port()
                + target.via().map(jump -> ", through " + jump.name()).orElse("");
    }

    static Finding name(SshTarget target, SshTarget first, List<InetAddress> addresses) {
        String all =
                addresses.stream()
                        .map(InetAddress::getHostAddress)
                        .collect(Collectors.joining(", "));
        return Finding.ok(
                "name",
                route(target) + "; " + first.host() + " is " + all,
                addresses.size() > 1
                        ? "with several addresses each login may meet another machine; jcluster keeps"
                                + " to one connection"
                        : "");
    }

    private static Finding reach(SshTarget first, List<InetAddress> addresses) {
        String failure = "";
        for (InetAddress address : addresses) {
            long begun = System.nanoTime();
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(address, first.port()), (int) PATIENCE.toMillis());
                long millis = (System.nanoTime() - begun) / 1_000_000;
                socket.setSoTimeout((int) PATIENCE.toMillis());
                return answered(
                        first, address.getHostAddress(), millis, greeting(socket.getInputStream()));
            } catch (IOException e) {
                failure = address.getHostAddress() + ": " + e.getMessage();
            }
        }
        return Finding.problem(
                Fault.HOST,
                "reach",
                "port "
                        + first.port()
                        + " of "
                        + first.host()
                        + " is not reached ("
                        + failure
                        + ")",
                "the machine is down, another network is needed (a VPN?), or a firewall is between",
                "ssh -p " + first.port() + " " + first.host());
    }

    static Finding answered(
            SshTarget first, String address, long millis, Optional<String> greeting) {
        String where = address + " port " + first.port();
        return greeting.map(
                        text ->
                                Finding.ok(
                                        "reach", where + " answers in " + millis + " ms: " + text))
                .orElseGet(
                        () ->
                                Finding.problem(
                                        Fault.HOST,
                                        "reach",
                                        where + " takes the connection, but no SSH server greets",
                                        "another service listens there, or the server takes nobody"
                                                + " just now (MaxStartups)",
                                        "ssh -v -p " + first.port() + " " + first.host()));
    }

    /** The line with which an SSH server begins; empty when none comes. */
    static Optional<String> greeting(InputStream in) throws IOException {
        StringBuilder said = new StringBuilder();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    said.append(new String(new byte[] {(byte) next}, StandardCharsets.ISO_8859_1));
                } else if (said.indexOf("SSH-") == 0) {
                    return Optional.of(said.toString().strip());
                } else {
                    said.setLength(0);
                }
                if (said.length() > LONGEST_GREETING) {
                    return Optional.empty();
                }
            }
        } catch (java.net.SocketTimeoutException e) {
            // It has said nothing of its own accord, which a server of SSH does.
        }
        return Optional.empty();
    }
}
