package io.jcluster.scheduler.slurm;

import io.jcluster.scheduler.slurm.SimulatedSlurm.Listed;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import java.util.regex.Pattern;

/** A host with a {@link SimulatedSlurm} that takes jobs, which run until somebody ends them. */
final class SimulatedQueue implements Host {

    private static final Pattern ARRAY = Pattern.compile("--array=1-(\\d+)");
    private static final Pattern COMMENT = Pattern.compile("--comment=\"?([^\"\\n]*)");

    private final SimulatedSlurm slurm = new SimulatedSlurm();
    private int last;

    synchronized void end(String jobId) {
        slurm.jobs()
                .computeIfPresent(
                        jobId,
                        (id, job) -> new Listed("COMPLETED", "0:0", job.name(), job.comment()));
    }

    @Override
    public synchronized Outcome run(Command command) {
        if (!SimulatedSlurm.program(command).equals("sbatch")) {
            return new Outcome(0, slurm.answer(command), "");
        }
        last++;
        var all = String.join("\n", command.argv()) + "\n" + command.stdin().orElse("");
        var comment = COMMENT.matcher(all);
        var job = Listed.running("bench", comment.find() ? comment.group(1) : "");
        var array = ARRAY.matcher(all);
        if (array.find()) {
            for (var i = 1; i <= Integer.parseInt(array.group(1)); i++) {
                slurm.jobs().put(last + "_" + i, job);
            }
        } else {
            slurm.jobs().put(String.valueOf(last), job);
        }
        return new Outcome(0, last + "\n", "");
    }

    @Override
    public String name() {
        return "a simulated login node";
    }

    @Override
    public Running start(Command command) {
        throw new UnsupportedOperationException("a job session starts nothing");
    }

    @Override
    public Forward forward(HostPort there, int localPort) {
        throw new UnsupportedOperationException("a job session forwards nothing");
    }

    @Override
    public boolean reaches(HostPort there) {
        throw new UnsupportedOperationException("a job session asks for no port");
    }

    @Override
    public void close() {}
}
