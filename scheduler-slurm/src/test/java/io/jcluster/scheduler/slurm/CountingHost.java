package io.jcluster.scheduler.slurm;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** A host of which is known how often it was asked, for which program, and what that cost here. */
final class CountingHost implements Host {

    private final Host host;
    private final Map<String, Integer> programs = new TreeMap<>();
    private Duration spent = Duration.ZERO;

    CountingHost(Host host) {
        this.host = host;
    }

    synchronized void forget() {
        programs.clear();
        spent = Duration.ZERO;
    }

    synchronized Map<String, Integer> programs() {
        return new TreeMap<>(programs);
    }

    synchronized int asked() {
        return programs.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The CPU time of this process that went into the answers. */
    synchronized Duration spent() {
        return spent;
    }

    static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public Outcome run(Command command) throws InterruptedException {
        var before = cpu();
        var outcome = host.run(command);
        var after = cpu();
        synchronized (this) {
            spent = spent.plus(after.minus(before));
            programs.merge(SimulatedSlurm.program(command), 1, Integer::sum);
        }
        return outcome;
    }

    @Override
    public String name() {
        return host.name();
    }

    @Override
    public Running start(Command command) throws InterruptedException {
        return host.start(command);
    }

    @Override
    public Forward forward(HostPort there, int localPort) {
        return host.forward(there, localPort);
    }

    @Override
    public boolean reaches(HostPort there) throws InterruptedException {
        return host.reaches(there);
    }

    @Override
    public void close() {
        host.close();
    }
}
