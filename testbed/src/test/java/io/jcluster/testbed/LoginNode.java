package io.jcluster.testbed;

import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.ShellWords;
import io.jcluster.tunnel.SshHost;
import io.jcluster.tunnel.SshTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The testbed's login node for a program outside: its own sshd, met from the laptop as ada. */
public final class LoginNode {

    /**
     * Standard streams as the connection, which end with it; only the laptop has a way to the login
     * node.
     */
    private static final String CONNECTION =
            "exec 3<>/dev/tcp/login/22 4<&0; cat <&3 4<&- & cat <&4 >&3 & wait -n;"
                    + " kill $(jobs -p) 2>/dev/null";

    private LoginNode() {}

    /** Logs in as alice with ada's key. */
    public static SshHost ssh(Testbed testbed) {
        Path keys = testbed.directory().resolve("home/laptop/ada/.ssh");
        SshTarget target =
                new SshTarget(
                        "login",
                        "login",
                        22,
                        "alice",
                        List.of(keys.resolve("id_ed25519")),
                        Optional.empty(),
                        true,
                        Optional.empty(),
                        Optional.of(
                                ShellWords.join(
                                        testbed.wordsFor("laptop", "bash", "-c", CONNECTION))),
                        List.of(keys.resolve("known_hosts")),
                        false,
                        Optional.empty(),
                        Duration.ofSeconds(30));
        return SshHost.connect(target, Prompts.nobody());
    }
}
