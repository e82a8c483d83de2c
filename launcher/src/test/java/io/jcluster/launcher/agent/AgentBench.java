package io.jcluster.launcher.agent;

import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Prompts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whoever has an agent keep clusters; {@code ./bench line} drives it by its standard streams. The
 * agent is the one that the commands start, in the home directory that the environment names.
 * {@code plain LOGIN PORT...} has the ports forwarded, {@code relay LOGIN KEY RELAY PORT...} has
 * them kept through the relay that listens at RELAY and whose key is in the file KEY; the answer is
 * a line with the local ports. {@code pids} is answered with the agent's process and the keeper's.
 * {@code close}, and the end of the input, end them.
 */
public final class AgentBench {

    private final Lines lines = new Lines(UserDirectories.from(System.getenv()), Prompts.nobody());
    private final List<AgentHost> hosts = new ArrayList<>();
    private int clusters;

    private AgentBench() {}

    public static void main(String[] words) throws IOException, InterruptedException {
        AgentBench bench = new AgentBench();
        BufferedReader orders =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println(bench.obey(Arrays.asList(order.split(" "))));
            System.out.flush();
        }
        bench.close();
    }

    private String obey(List<String> order) throws IOException, InterruptedException {
        return switch (order.get(0)) {
            case "plain" -> hold(order.get(1), order.subList(2, order.size()), Optional.empty());
            case "relay" ->
                    hold(
                            order.get(1),
                            order.subList(4, order.size()),
                            Optional.of(relay(Path.of(order.get(2)), order.get(3))));
            case "pids" -> {
                AgentReport report = lines.report().orElseThrow();
                yield report.pid() + report.keeper().map(pid -> " " + pid).orElse("");
            }
            case "close" -> close();
            default -> throw new IllegalArgumentException(order.get(0));
        };
    }

    private static Hold.Relay relay(Path key, String port) throws IOException {
        return new Hold.Relay(
                Files.readString(key).strip(), Duration.ofHours(1), new Way.Direct(at(port)));
    }

    private static HostPort at(String port) {
        return new HostPort("127.0.0.1", Integer.parseInt(port));
    }

    private String hold(String login, List<String> ports, Optional<Hold.Relay> relay)
            throws InterruptedException {
        AgentHost host = lines.hold(Optional.of(login));
        hosts.add(host);
        Map<String, Hold.Port> ways = new LinkedHashMap<>();
        for (int i = 0; i < ports.size(); i++) {
            ways.put("port" + i, new Hold.Port(at(ports.get(i)), 0));
        }
        Map<String, HostPort> here =
                host.hold(
                        new Hold(
                                "bench" + ++clusters,
                                ways,
                                "exit 0",
                                Duration.ofMinutes(10),
                                List.of(),
                                Instant.MAX,
                                relay));
        StringBuilder answer = new StringBuilder();
        new TreeMap<>(here).values().forEach(at -> answer.append(at.port()).append(' '));
        return answer.toString();
    }

    private String close() throws InterruptedException {
        hosts.forEach(AgentHost::close);
        hosts.clear();
        lines.stopAgent();
        return "closed";
    }
}
