package io.jcluster.templates;

import io.jcluster.templates.Template.Word;
import io.jcluster.templates.Template.Words;
import java.util.List;
import java.util.Map;

/** Engines as a step of a Slurm job. */
public final class SrunLauncher implements EngineLauncher {

    /** For ServiceLoader. */
    public SrunLauncher() {}

    @Override
    public String name() {
        return "srun";
    }

    /** srun(1), --cpu-bind. */
    private static List<String> bind(Launch launch) {
        return launch.bind().stream()
                .map(
                        bind ->
                                "--cpu-bind="
                                        + switch (bind) {
                                            case CORE -> "cores";
                                            case SOCKET -> "sockets";
                                            case NONE -> "none";
                                        })
                .toList();
    }

    @Override
    public String lines(Launch launch) {
        return new Template("srun.sh", Resource.text("launchers/srun.sh"))
                .fill(
                        Map.of(
                                "program", new Word(launch.program().orElse(name())),
                                "bind", new Words(bind(launch)),
                                "engines", new Word(Integer.toString(launch.engines())),
                                "cpus", new Word(Integer.toString(launch.cpusPerTask())),
                                "mpi", new Word(launch.mpi().orElse("")),
                                "options", new Words(launch.options())));
    }
}
