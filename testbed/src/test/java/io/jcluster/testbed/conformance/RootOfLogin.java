package io.jcluster.testbed.conformance;

import io.jcluster.testbed.Testbed;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import java.util.ArrayList;
import java.util.List;

/** The login node as its root has it, who may do in Slurm what a user may not. */
record RootOfLogin(Testbed testbed) implements Host {

    @Override
    public String name() {
        return "login";
    }

    @Override
    public Outcome run(Command command) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of("env"));
        command.environment().forEach((key, value) -> words.add(key + "=" + value));
        words.addAll(command.argv());
        return testbed.execAsRoot(
                command.timeout(),
                command.stdin().orElse(""),
                "login",
                words.toArray(String[]::new));
    }

    @Override
    public Running start(Command command) {
        throw new UnsupportedOperationException("no job session streams");
    }

    @Override
    public Forward forward(HostPort there, int localPort) {
        throw new UnsupportedOperationException("no job session forwards");
    }

    @Override
    public boolean reaches(HostPort there) {
        throw new UnsupportedOperationException("no job session asks");
    }

    @Override
    public void close() {}
}
