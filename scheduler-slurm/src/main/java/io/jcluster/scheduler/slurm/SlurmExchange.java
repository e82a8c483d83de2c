package io.jcluster.scheduler.slurm;

import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Surroundings;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.ShellWords;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Questions to Slurm's commands, in surroundings where nothing but the question counts. */
final class SlurmExchange {

    private static final Surroundings SURROUNDINGS =
            new Surroundings(
                    List.of(
                            "SLURM_",
                            "SBATCH_",
                            "SQUEUE_",
                            "SACCT_",
                            "SCANCEL_",
                            "SALLOC_",
                            "SINFO_",
                            "SCONTROL_"),
                    List.of("SLURM_CONF"),
                    List.of(
                            "/usr/local/bin",
                            "/usr/bin",
                            "/opt/slurm/bin",
                            "/opt/slurm/default/bin",
                            "/opt/slurm/current/bin",
                            "/usr/local/slurm/bin",
                            "/cm/shared/apps/slurm/current/bin"),
                    // Without the last one squeue cuts the indices of an array at 64 characters.
                    Map.of("LC_ALL", "C", "SLURM_TIME_FORMAT", "%s", "SLURM_BITSTR_LEN", "0"));

    private SlurmExchange() {}

    static <T> Exchange<T> of(String action, List<String> words, Function<Outcome, T> reader) {
        return of(action, words, ShellWords.join(words), reader);
    }

    /**
     * @param ran what a person would type for the same question
     */
    static <T> Exchange<T> of(
            String action, List<String> words, String ran, Function<Outcome, T> reader) {
        return new Exchange<>(
                action,
                ran,
                SURROUNDINGS.command(words),
                Outcome::succeeded,
                reader,
                SlurmRefusals.ALL);
    }

    /** A submission: the script goes in by standard input, the job's id comes out. */
    static Exchange<String> submission(List<String> words, String script) {
        var ran = ShellWords.join(words);
        return new Exchange<>(
                "submit the job",
                ran,
                SURROUNDINGS.command(words).withStdin(script),
                Outcome::succeeded,
                SlurmExchange::jobId,
                SlurmRefusals.ALL);
    }

    /** {@code 18}, or {@code 19;lab} where there are several clusters. */
    static String jobId(Outcome outcome) {
        var id = outcome.stdout().strip().split(";", 2)[0];
        if (!id.matches("[1-9][0-9]{0,9}")) {
            throw Printed.unreadable("no job id", outcome.stdout().strip());
        }
        return id;
    }
}
