package io.jcluster.examples.spool;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** This machine with another home directory, so that a test leaves nothing in the real one. */
record Home(LocalHost machine, Path directory) implements Host {

    Home(Path directory) {
        this(new LocalHost(), directory);
    }

    @Override
    public String name() {
        return "this machine, at home elsewhere";
    }

    @Override
    public Outcome run(Command command) throws InterruptedException {
        Map<String, String> environment = new HashMap<>(command.environment());
        environment.put("HOME", directory.toString());
        return machine.run(command.withEnvironment(environment));
    }

    @Override
    public Running start(Command command) {
        return machine.start(command);
    }

    @Override
    public Forward forward(HostPort there, int localPort) {
        return machine.forward(there, localPort);
    }

    @Override
    public boolean reaches(HostPort there) {
        return machine.reaches(there);
    }

    @Override
    public void close() {
        machine.close();
    }
}
