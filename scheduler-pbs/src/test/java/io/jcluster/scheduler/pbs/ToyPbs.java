package io.jcluster.scheduler.pbs;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * This machine with the toy PBS (toy_pbs.py) first on the PATH and a home directory of its own. The
 * toy truly starts the processes of its jobs; it is no proof of what the real ones do.
 */
final class ToyPbs implements Host {

    private static final List<String> COMMANDS =
            List.of(
                    "qsub",
                    "qstat",
                    "qselect",
                    "qdel",
                    "qhold",
                    "qrls",
                    "qsig",
                    "pbsnodes",
                    "pbs_rsub",
                    "pbs_rstat",
                    "pbs_rdel",
                    "pbs_server");

    private final LocalHost here = new LocalHost();
    private final Path home;
    private final Path commands;

    /**
     * @param line {@code openpbs} or {@code torque}
     */
    ToyPbs(Path home, String line) throws IOException {
        this.home = home;
        this.commands = Files.createDirectories(home.resolve("pbs/bin"));
        var script = commands.resolve("toy_pbs.py");
        try (var stream = ToyPbs.class.getResourceAsStream("toy/toy_pbs.py")) {
            Files.copy(Objects.requireNonNull(stream), script);
        }
        if (!script.toFile().setExecutable(true)) {
            throw new IOException("cannot be made a program: " + script);
        }
        for (var command : COMMANDS) {
            Files.createSymbolicLink(commands.resolve(command), script.getFileName());
        }
        Files.writeString(commands.resolveSibling("dialect"), line);
    }

    /** From now on what has ended is forgotten, as OpenPBS does unless a site says otherwise. */
    void forgetHistory() throws IOException {
        Files.writeString(commands.resolveSibling("nohistory"), "");
    }

    @Override
    public String name() {
        return "toy";
    }

    @Override
    public Outcome run(Command command) throws InterruptedException {
        return here.run(
                command.withEnvironment(
                        Map.of(
                                "HOME",
                                home.toString(),
                                "PATH",
                                commands + ":/usr/local/bin:/usr/bin:/bin")));
    }

    @Override
    public Running start(Command command) {
        return here.start(command);
    }

    @Override
    public Forward forward(HostPort there, int localPort) {
        return here.forward(there, localPort);
    }

    @Override
    public boolean reaches(HostPort there) {
        return here.reaches(there);
    }

    /** Ends its server and all jobs. */
    @Override
    public void close() {
        try {
            run(Command.of(commands.resolve("pbs_server").toString(), "stop"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        here.close();
    }
}
