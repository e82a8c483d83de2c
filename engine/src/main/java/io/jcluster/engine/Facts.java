package io.jcluster.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an engine knows about itself, by the names that engines in Python use. */
final class Facts {

    /** A rank's variable, and the one for the number of ranks. */
    private record Launcher(String rank, String size) {}

    /** The most specific first: an mpiexec inside a job inherits the variables of srun. */
    private static final List<Launcher> LAUNCHERS =
            List.of(
                    new Launcher("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
                    new Launcher("PMI_RANK", "PMI_SIZE"),
                    new Launcher("PMIX_RANK", "SLURM_NTASKS"),
                    new Launcher("SLURM_PROCID", "SLURM_NTASKS"));

    private Facts() {}

    static ObjectNode presence(Map<String, String> environment) {
        var facts =
                Answers.object()
                        .put("kind", "java")
                        .put("host", host())
                        .put("pid", ProcessHandle.current().pid())
                        .put("java", Runtime.version().toString());
        launcher(environment).ifPresent(place -> facts.set("launcher", place));
        launch(environment).ifPresent(name -> facts.put("launch", name));
        job(environment).ifPresent(name -> facts.put("job", name));
        return facts;
    }

    private static Optional<ObjectNode> launcher(Map<String, String> environment) {
        return LAUNCHERS.stream()
                .filter(l -> isNumber(environment.get(l.rank())))
                .findFirst()
                .map(
                        l -> {
                            var place =
                                    Answers.object()
                                            .put(
                                                    "rank",
                                                    Integer.parseInt(environment.get(l.rank())))
                                            .put("source", l.rank());
                            if (isNumber(environment.get(l.size()))) {
                                place.put("size", Integer.parseInt(environment.get(l.size())));
                            }
                            return place;
                        });
    }

    /** What all engines of one launch have in common, where the launcher says it. */
    private static Optional<String> launch(Map<String, String> environment) {
        return Stream.of("PMIX_NAMESPACE", "OMPI_MCA_ess_base_jobid", "OMPI_MCA_orte_ess_jobid")
                .map(environment::get)
                .filter(Facts::isThere)
                .findFirst()
                .or(
                        () ->
                                Optional.ofNullable(environment.get("SLURM_JOB_ID"))
                                        .filter(Facts::isThere)
                                        .map(
                                                job ->
                                                        job
                                                                + "."
                                                                + environment.getOrDefault(
                                                                        "SLURM_STEP_ID", "")))
                .or(
                        () ->
                                Optional.ofNullable(environment.get("PBS_JOBID"))
                                        .filter(Facts::isThere)
                                        .map(job -> job + "."));
    }

    /** As our job scripts say it: the others may be missing on a host that a launcher reached. */
    private static Optional<String> job(Map<String, String> environment) {
        return Stream.of("JCLUSTER_JOB", "SLURM_JOB_ID", "PBS_JOBID")
                .map(environment::get)
                .filter(Facts::isThere)
                .findFirst();
    }

    private static boolean isThere(@Nullable String value) {
        return value != null && !value.isEmpty();
    }

    private static boolean isNumber(@Nullable String value) {
        return value != null && value.matches("[0-9]{1,9}");
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }
}
