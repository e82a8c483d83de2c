package io.jcluster.templates;

import io.jcluster.templates.Template.Lines;
import io.jcluster.templates.Template.Word;
import io.jcluster.templates.Template.Words;
import java.util.Map;

/** Engines through the MPI's own starter, whichever MPI that is. */
public final class MpiexecLauncher implements EngineLauncher {

    /** For ServiceLoader. */
    public MpiexecLauncher() {}

    @Override
    public String name() {
        return "mpiexec";
    }

    /** A flavour says nothing to mpiexec: it comes with its MPI and speaks that one's. */
    @Override
    public String lines(Launch launch) {
        return new Template("mpiexec.sh", Resource.text("launchers/mpiexec.sh"))
                .fill(
                        Map.of(
                                "program", new Word(launch.program().orElse(name())),
                                "flavour",
                                        new Word(launch.flavour().map(MpiFlavour::word).orElse("")),
                                "bind", new Word(launch.bind().map(Binding::word).orElse("")),
                                "engines", new Word(Integer.toString(launch.engines())),
                                "cpus", new Word(Integer.toString(launch.cpusPerTask())),
                                "agent", new Lines(Resource.text("launchers/agent.sh")),
                                "options", new Words(launch.options())));
    }
}
