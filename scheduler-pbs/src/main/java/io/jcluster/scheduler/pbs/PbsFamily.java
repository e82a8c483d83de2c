package io.jcluster.scheduler.pbs;

import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.DialectFamily;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Refusal;
import io.jcluster.tunnel.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The word {@code pbs}, which stands for OpenPBS and PBS Pro as well as for TORQUE: commands of the
 * same names with other options, other numbers and other answers. Every qstat that is found is
 * asked for its version; where both lines are installed, for its server as well. Slurm's commands
 * of the same names are none.
 */
public final class PbsFamily implements DialectFamily {

    static final String NAME = "pbs";

    private static final Pattern OPENPBS = Pattern.compile("pbs_version = (\\S+)");

    /** {@code Version: 6.1.3} with a line {@code Commit:}; {@code version: 2.5.13} in old ones. */
    private static final Pattern TORQUE =
            Pattern.compile("^version: *(\\S+)$", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

    private static final String FOUND = "qstat: ";
    private static final String SERVER = "server: ";
    private static final String SLURM = "slurm: ";

    private static final PbsCommands COMMANDS = PbsCommands.any();

    @Override
    public String name() {
        return NAME;
    }

    /** For each qstat a heading, what it says of its version, and how its server answered. */
    @Override
    public Exchange<Dialect> which() {
        var script =
                "t=; p="
                        + COMMANDS.searched()
                        + "; IFS=:; for d in $p; do q=$d/qstat; [ -x \"$q\" ] || continue; case :$t: in *:$d:*)"
                        + " continue ;; esac; t=$t:$d; if "
                        + PbsCommands.IS_SLURMS
                        + "; then echo \""
                        + SLURM
                        + "$q\"; continue; fi; echo \""
                        + FOUND
                        + "$q\"; \"$q\" --version 2>&1 </dev/null; \"$q\" -B >/dev/null 2>&1"
                        + " </dev/null; echo \""
                        + SERVER
                        + "$?\"; done; [ -n \"$t\" ] || { echo \"no qstat in $p\" >&2;"
                        + " exit 127; }";
        return COMMANDS.plain(
                "find out which PBS there is",
                "qstat --version",
                script,
                outcome -> spoken(outcome).size() == 1,
                outcome -> spoken(outcome).get(0),
                PbsFamily::uncertain);
    }

    /** One line of PBS as far as it was found. */
    private record Found(Dialect dialect, boolean answering) {}

    /** The dialects there are: those whose server answers, if any does. */
    private static List<Dialect> spoken(Outcome outcome) {
        var found = new ArrayList<Found>();
        for (var part : outcome.stdout().split("(?m)^" + FOUND, -1)) {
            var answering = part.contains("\n" + SERVER + "0\n");
            dialect(part).ifPresent(dialect -> found.add(new Found(dialect, answering)));
        }
        var sure = found.stream().anyMatch(Found::answering);
        return found.stream()
                .filter(one -> one.answering() || !sure)
                .map(Found::dialect)
                .collect(Collectors.toMap(Dialect::name, d -> d, (a, b) -> a))
                .values()
                .stream()
                .toList();
    }

    private static Optional<Dialect> dialect(String said) {
        if (OPENPBS.matcher(said).find()) {
            return Optional.of(new OpenPbsDialect());
        }
        return isTorque(said) ? Optional.of(new TorqueDialect()) : Optional.empty();
    }

    private static Refusal uncertain(Outcome outcome) {
        if (spoken(outcome).size() > 1) {
            return Refusal.of(
                    Refusal.Kind.INVALID,
                    "both OpenPBS and TORQUE are installed here: choose the scheduler 'pbspro' or"
                            + " 'torque' by its own name");
        }
        if (outcome.stdout().contains(SLURM)) {
            return Refusal.of(
                    Refusal.Kind.INVALID,
                    "the scheduler 'slurm': the qstat of this host is Slurm's, which only passes on"
                            + " to it, and there is no PBS");
        }
        return Refusal.of(
                Refusal.Kind.INVALID,
                "this qstat is neither of OpenPBS nor of TORQUE; if it is meant to be one of them,"
                        + " choose 'pbspro' or 'torque' by its own name");
    }

    static String openPbsVersion(String said) {
        var matcher = OPENPBS.matcher(said);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no pbs_version");
        }
        return matcher.group(1);
    }

    static boolean isTorque(String said) {
        return TORQUE.matcher(said).find();
    }

    static String torqueVersion(String said) {
        var matcher = TORQUE.matcher(said);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no version");
        }
        return matcher.group(1);
    }
}
