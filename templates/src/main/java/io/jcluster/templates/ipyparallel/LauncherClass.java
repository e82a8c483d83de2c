package io.jcluster.templates.ipyparallel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A way of ipyparallel to start something, by any of its names: {@code PBS}, {@code pbs}, {@code
 * PBSEngineSetLauncher}, {@code ipyparallel.apps.launcher.PBSEngineSetLauncher}.
 */
enum LauncherClass {
    LOCAL("Local", ""),
    MPI("MPI", ""),
    PBS("PBS", PbsRequest.MARK),
    SLURM("Slurm", SlurmRequest.MARK),
    /** One that jcluster has no counterpart for. */
    FOREIGN("", "");

    /** Beginnings of template files that no scheduler here could read. */
    static final List<String> FOREIGN_FILES = List.of("sge", "lsf", "condor", "htcondor", "winhpc");

    private final String prefix;
    private final String mark;

    LauncherClass(String prefix, String mark) {
        this.prefix = prefix;
        this.mark = mark;
    }

    static LauncherClass parse(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf(':')) + 1);
        return switch (last.replaceAll("(EngineSet|Engine|Controller)?(Launcher)?$", "")
                .toLowerCase(Locale.ROOT)) {
            case "local" -> LOCAL;
            case "mpi", "mpiexec" -> MPI;
            case "pbs" -> PBS;
            case "slurm" -> SLURM;
            default -> FOREIGN;
        };
    }

    boolean isBatch() {
        return !mark.isEmpty();
    }

    /** What begins a directive. */
    String mark() {
        return mark;
    }

    /** The name by which people call the file of its template. */
    String file(String part) {
        return prefix.toLowerCase(Locale.ROOT) + "." + part + ".template";
    }

    /** The classes that may set a trait of its launcher, the nearest first. */
    List<String> owners(Start.Program program) {
        boolean engines = program == Start.Program.ENGINES;
        List<String> owners = new ArrayList<>();
        owners.add(prefix + (engines ? "EngineSetLauncher" : "ControllerLauncher"));
        owners.add(prefix + "Launcher");
        if (this == MPI) { // old names, which ipyparallel still takes
            owners.add("MPIExecEngineSetLauncher");
            owners.add("MPIExecLauncher");
        }
        owners.add(engines ? "BatchEngineSetLauncher" : "BatchControllerLauncher");
        owners.add("BatchSystemLauncher");
        owners.add(engines ? "LocalEngineLauncher" : "LocalControllerLauncher");
        owners.add(engines ? "EngineLauncher" : "ControllerLauncher");
        owners.add("BaseLauncher");
        return List.copyOf(owners);
    }
}
