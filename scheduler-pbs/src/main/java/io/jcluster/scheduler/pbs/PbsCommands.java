package io.jcluster.scheduler.pbs;

import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Refusal;
import io.jcluster.scheduler.Surroundings;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.ShellWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The commands of one line of PBS where they really are. They are often not on the PATH of a login
 * without a terminal, while Slurm's compatibility package puts commands of the same names into
 * /usr/bin: these are scripts of Perl that load Slurm's modules, and are passed over.
 */
final class PbsCommands {

    /** Input variables of the commands, and those of a job that jcluster itself may run in. */
    private static final List<String> FORGOTTEN = List.of("PBS_", "TORQUE_");

    private static final List<String> KEPT =
            List.of("PBS_CONF_FILE", "PBS_EXEC", "PBS_SERVER", "PBS_DEFAULT", "PBS_HOME");

    private static final List<String> SYSTEM = List.of("/usr/bin", "/bin");

    static final List<String> OPENPBS_DIRECTORIES =
            List.of(
                    "/opt/pbs/bin",
                    "/opt/pbs/default/bin",
                    "/opt/pbspro/default/bin",
                    "/usr/pbs/bin",
                    "/usr/local/pbs/bin",
                    "/usr/local/bin");

    static final List<String> TORQUE_DIRECTORIES =
            List.of(
                    "/opt/torque/bin",
                    "/usr/local/torque/bin",
                    "/opt/torque/current/bin",
                    "/cm/shared/apps/torque/current/bin",
                    "/usr/local/bin");

    /** Where OpenPBS says itself that its commands are. */
    private static final String CONFIGURED =
            "$(sed -n 's/^PBS_EXEC=//p' \"${PBS_CONF_FILE:-/etc/pbs.conf}\" 2>/dev/null)/bin";

    /** A shell's words for "this is Slurm's". */
    static final String IS_SLURMS = "head -n 90 \"$q\" 2>/dev/null | grep -q '^use Slurm'";

    private final List<String> directories;
    private final boolean configured;

    private PbsCommands(List<String> directories, boolean configured) {
        this.directories = List.copyOf(directories);
        this.configured = configured;
    }

    static PbsCommands openPbs() {
        return new PbsCommands(OPENPBS_DIRECTORIES, true);
    }

    static PbsCommands torque() {
        return new PbsCommands(TORQUE_DIRECTORIES, false);
    }

    /** Those of either line. */
    static PbsCommands any() {
        var all = new ArrayList<>(OPENPBS_DIRECTORIES);
        TORQUE_DIRECTORIES.stream().filter(one -> !all.contains(one)).forEach(all::add);
        return new PbsCommands(all, true);
    }

    /**
     * The directories to search in, in order, as what a shell's variable is set to: a shell splits
     * only what comes out of a variable, and not the colons in its own text.
     */
    String searched() {
        return "$PATH:" + (configured ? CONFIGURED + ":" : "") + String.join(":", directories);
    }

    /** One of PBS's commands, its moments in UTC. */
    <T> Exchange<T> exchange(String action, List<String> words, Function<Outcome, T> reader) {
        return exchange(action, ShellWords.join(words), command(words), reader);
    }

    /** A few lines of shell around PBS's commands. */
    <T> Exchange<T> script(
            String action,
            String ran,
            String script,
            List<String> arguments,
            Function<Outcome, T> reader) {
        return exchange(action, ran, script(script, arguments), reader);
    }

    private <T> Exchange<T> exchange(
            String action, String ran, Command command, Function<Outcome, T> reader) {
        return new Exchange<>(action, ran, command, Outcome::succeeded, reader, PbsRefusals.TABLE);
    }

    /** The same lines of shell as a command. */
    Command script(String script, List<String> arguments) {
        var words = new ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
        words.addAll(arguments);
        return command(words);
    }

    /** A question that is put before it is known whose commands there are. */
    <T> Exchange<T> plain(
            String action,
            String ran,
            String script,
            Predicate<Outcome> answered,
            Function<Outcome, T> reader,
            Function<Outcome, Refusal> refusal) {
        return new Exchange<>(
                action,
                ran,
                surroundings().command(List.of("/bin/sh", "-c", script)),
                answered,
                reader,
                refusal);
    }

    /** With the system's own programs only: those of PBS have an order to be looked for in. */
    private static Surroundings surroundings() {
        return new Surroundings(FORGOTTEN, KEPT, SYSTEM, Map.of("LC_ALL", "C", "TZ", PbsTime.ZONE));
    }

    /** The same words, run where PBS's commands are found first. */
    Command command(List<String> words) {
        var argv = new ArrayList<>(List.of("/bin/sh", "-c", found(), "sh"));
        argv.addAll(words);
        return surroundings().command(argv);
    }

    /** Lines that put the directory of the first real qstat in front and run the rest. */
    private String found() {
        return "s=; f=; p="
                + searched()
                + "; IFS=:; for d in $p; do q=$d/qstat; [ -x \"$q\" ] || continue; if "
                + IS_SLURMS
                + "; then s=$q; continue; fi; PATH=$d:$PATH; f=1; break; done; if [ -z \"$f\" ]; then"
                + " if [ -n \"$s\" ]; then echo \"$s is a compatibility command of Slurm\" >&2;"
                + " e=126; else e=127; fi; echo \"qstat: no PBS in $p\" >&2; exit $e; fi; unset IFS; exec \"$@\"";
    }

    /** Whether everything that was complained about is that single jobs are not there. */
    static boolean onlyMissingJobs(Outcome outcome) {
        return outcome.stderr().lines().allMatch(line -> line.isBlank() || isMissingJob(line));
    }

    static boolean isMissingJob(String line) {
        return line.contains("Unknown Job Id")
                || line.contains("Job has finished")
                || line.contains("nonexistent job id");
    }
}
