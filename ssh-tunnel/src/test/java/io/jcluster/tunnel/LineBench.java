package io.jcluster.tunnel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The SSH lines of an agent without the rest of it; {@code ./bench line} drives it by its standard
 * streams. {@code open SSHPORT PORT...} logs in and forwards each PORT of the far side; the answer
 * is a line with the local ports. {@code close} ends them all, and so does the end of the input.
 */
public final class LineBench {

    private final Path keys;
    private final List<SshHost> hosts = new ArrayList<>();

    private LineBench(Path keys) {
        this.keys = keys;
    }

    /** The word is a directory with a private key {@code user} and a file {@code known_hosts}. */
    public static void main(String[] words) throws IOException {
        LineBench bench = new LineBench(Path.of(words[0]));
        BufferedReader orders =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println(bench.obey(order.split(" ")));
            System.out.flush();
        }
        bench.close();
    }

    private String obey(String[] order) {
        switch (order[0]) {
            case "open" -> {
                return open(
                        Integer.parseInt(order[1]),
                        Arrays.stream(order).skip(2).map(Integer::valueOf).toList());
            }
            case "close" -> {
                close();
                return "closed";
            }
            default -> throw new IllegalArgumentException(order[0]);
        }
    }

    private String open(int sshPort, List<Integer> ports) {
        StringBuilder local = new StringBuilder();
        SshHost host = SshHost.connect(target(sshPort), Prompts.nobody());
        hosts.add(host);
        for (int port : ports) {
            Forward forward = host.forward(new HostPort("127.0.0.1", port));
            local.append(forward.here().port()).append(' ');
        }
        return local.toString();
    }

    /** One key whatever the port: the same server is met on a line of any length. */
    private SshTarget target(int port) {
        return new SshTarget(
                "bench",
                "127.0.0.1",
                port,
                System.getProperty("user.name"),
                List.of(keys.resolve("user")),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                List.of(keys.resolve("known_hosts")),
                false,
                Optional.of("bench"),
                Duration.ofSeconds(20));
    }

    private void close() {
        hosts.forEach(SshHost::close);
        hosts.clear();
    }
}
