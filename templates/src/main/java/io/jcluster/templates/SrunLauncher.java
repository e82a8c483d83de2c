package io.jcluster.templates;

import io.jcluster.templates.Template.Word;
import io.jcluster.templates.Template.Words;
import java.util.Map;

/** Engines as a step of a Slurm job. */
public final class SrunLauncher implements EngineLauncher {

    /** For ServiceLoader. */
    public SrunLauncher() {}

    @Override
    public String name() {
        return "srun";
    }

    @Override
    public String lines(Launch launch) {
        return new Template("srun.sh", Resource.text("launchers/srun.sh"))
                .fill(
                        Map.of(
                                "engines", new Word(Integer.toString(launch.engines())),
                                "cpus", new Word(Integer.toString(launch.cpusPerTask())),
                                "mpi", new Word(launch.mpi().orElse("")),
                                "options", new Words(launch.options())));
    }
}
