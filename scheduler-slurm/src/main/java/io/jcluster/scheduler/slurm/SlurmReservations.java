package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.ReservationInfo;
import io.jcluster.drmaa2.ReservationTemplate;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Refusal;
import io.jcluster.scheduler.ReservationDialect;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.ShellWords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Slurm's reservations, whose names are their ids. Only operators and administrators of Slurm can
 * make and delete them: 22.05.8 says "Invalid user id" to everybody else, and the same when a user
 * of the list is not known.
 */
final class SlurmReservations implements ReservationDialect {

    private static final Pattern CREATED = Pattern.compile("Reservation created: (\\S+)");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.@-]*");

    /** The one user is known only where the question is put. */
    private static final String FOR_MYSELF =
            "exec scontrol create reservation \"$@\" \"Users=$(id -un)\"";

    private static final Pattern RECORD =
            Pattern.compile(
                    "ReservationName=(?<name>.*?) StartTime=(?<start>\\S+) EndTime=(?<end>\\S+)"
                            + " Duration=\\S+ Nodes=(?<nodes>\\S*) NodeCnt=\\d+"
                            + " CoreCnt=(?<cores>\\d+) Features=.*?"
                            + " PartitionName=\\S* Flags=(?<flags>\\S*)(?<rest>.*?)"
                            + " Users=(?<users>\\S+) .*? State=(?<state>\\S+).*");

    /** Where a part of a node is reserved: {@code NodeName=nid1 CoreIDs=0-11}. */
    private static final Pattern CORES = Pattern.compile("NodeName=(\\S+) CoreIDs=(\\S+)");

    @Override
    public Set<String> attributes() {
        return Set.of(
                "reservationName",
                "startTime",
                "endTime",
                "minSlots",
                "maxSlots",
                "usersACL",
                "candidateMachines");
    }

    @Override
    public Map<String, String> templateExtensions() {
        return Map.of(
                "slurm_rt_flags", "scontrol's Flags=, as in MAINT,IGNORE_JOBS",
                "slurm_rt_partition", "the partition whose nodes are taken",
                "slurm_rt_accounts", "accounts that may use it, with commas between",
                "slurm_rt_nodes", "how many whole nodes, in place of slots");
    }

    @Override
    public Map<String, String> infoExtensions() {
        return Map.of(
                "slurm_ri_state", "ACTIVE or INACTIVE",
                "slurm_ri_flags", "scontrol's Flags, as in SPEC_NODES");
    }

    @Override
    public Exchange<String> request(ReservationTemplate template) {
        var settings = settings(template);
        var forMyself =
                template.usersACL().isEmpty()
                        && !template.extensions().containsKey("slurm_rt_accounts");
        var words = new ArrayList<String>();
        if (forMyself) {
            words.addAll(List.of("/bin/sh", "-c", FOR_MYSELF, "sh"));
        } else {
            words.addAll(List.of("scontrol", "create", "reservation"));
        }
        words.addAll(settings);
        return denied(
                SlurmExchange.of(
                        "reserve",
                        words,
                        "scontrol create reservation "
                                + ShellWords.join(settings)
                                + (forMyself ? " Users=$USER" : ""),
                        SlurmReservations::created));
    }

    private static List<String> settings(ReservationTemplate template) {
        var settings = new ArrayList<String>();
        template.reservationName().ifPresent(name -> settings.add("ReservationName=" + word(name)));
        settings.add("StartTime=" + time("startTime", template.startTime()));
        settings.add("EndTime=" + time("endTime", template.endTime()));
        size(template, settings);
        if (!template.usersACL().isEmpty()) {
            settings.add("Users=" + words("usersACL", template.usersACL()));
        }
        var named =
                Map.of(
                        "slurm_rt_flags", "Flags",
                        "slurm_rt_partition", "PartitionName",
                        "slurm_rt_accounts", "Accounts");
        named.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        entry -> {
                            var value = template.extensions().get(entry.getKey());
                            if (value != null) {
                                var words = List.of(value.split(",", -1));
                                settings.add(entry.getValue() + "=" + words(entry.getKey(), words));
                            }
                        });
        return settings;
    }

    /** Machines by name, nodes by number, or slots, which are cores: one of the three. */
    private static void size(ReservationTemplate template, List<String> settings) {
        var machines = template.candidateMachines();
        var nodes = template.extensions().get("slurm_rt_nodes");
        var given = new ArrayList<String>();
        if (!machines.isEmpty()) {
            given.add("candidateMachines");
            settings.add("Nodes=" + words("candidateMachines", machines));
        }
        if (nodes != null) {
            if (Printed.count(nodes).isEmpty()) {
                throw refused("slurm_rt_nodes", "is a number of at least 1, not '" + nodes + "'");
            }
            given.add("slurm_rt_nodes");
            settings.add("NodeCnt=" + nodes);
        }
        if (given.isEmpty()) {
            settings.add("CoreCnt=" + template.minSlots().orElse(1));
        } else if (template.minSlots().isPresent()) {
            given.add("minSlots");
        }
        if (given.size() > 1) {
            throw new InvalidArgumentException(
                    "Slurm reserves named machines, a number of nodes or a number of slots; only"
                            + " one of these can be set: "
                            + String.join(", ", given),
                    given.toArray(String[]::new));
        }
    }

    private static String time(String attribute, Optional<Instant> time) {
        var at = time.orElseThrow(() -> refused(attribute, "is needed to reserve with Slurm"));
        if (at.equals(Drmaa2.NOW)) {
            return "now";
        }
        return "uts" + Math.max(1_000_000, at.getEpochSecond());
    }

    /** DRMAA2 lets a name be changed to what the workload manager takes. */
    private static String word(String name) {
        var word = name.replaceAll("[^A-Za-z0-9_.@-]", "_");
        return WORD.matcher(word).matches() ? word : "r" + word;
    }

    private static String words(String attribute, List<String> words) {
        for (var word : words) {
            if (!WORD.matcher(word).matches()) {
                throw refused(attribute, "has names, not '" + word + "'");
            }
        }
        return String.join(",", words);
    }

    private static String created(Outcome outcome) {
        var created = CREATED.matcher(outcome.stdout());
        if (!created.find()) {
            throw Printed.unreadable("no reservation", outcome.stdout().strip());
        }
        return created.group(1);
    }

    @Override
    public Exchange<List<ReservationInfo>> listing() {
        return SlurmExchange.of(
                "list the reservations",
                List.of("scontrol", "-o", "show", "reservation"),
                outcome -> read(outcome.stdout()));
    }

    static List<ReservationInfo> read(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .filter(line -> !line.startsWith("No reservations in the system"))
                .map(SlurmReservations::reservation)
                .toList();
    }

    private static ReservationInfo reservation(String line) {
        var f = RECORD.matcher(line);
        if (!f.matches()) {
            throw Printed.unreadable("no reservation", line);
        }
        var info =
                ReservationInfo.builder()
                        .reservationId(f.group("name"))
                        .reservationName(f.group("name"))
                        .extension("slurm_ri_state", f.group("state"));
        Printed.time(f.group("start")).ifPresent(info::reservedStartTime);
        Printed.time(f.group("end")).ifPresent(info::reservedEndTime);
        Printed.count(f.group("cores")).ifPresent(info::reservedSlots);
        Printed.text(f.group("users"))
                .ifPresent(users -> info.usersACL(List.of(users.split(",", -1))));
        Printed.text(f.group("flags")).ifPresent(flags -> info.extension("slurm_ri_flags", flags));
        info.reservedMachines(machines(f.group("nodes"), f.group("rest")));
        return info.build();
    }

    /** How many slots each machine gives is said only where not all of it is reserved. */
    private static List<SlotInfo> machines(String nodes, String rest) {
        var parts = new ArrayList<SlotInfo>();
        var cores = CORES.matcher(rest);
        while (cores.find()) {
            var count = new int[1];
            JobIds.indices(cores.group(2), any -> count[0]++);
            parts.add(new SlotInfo(cores.group(1), count[0]));
        }
        return parts.isEmpty()
                ? Printed.text(nodes).map(NodeList::machines).orElse(List.of())
                : parts;
    }

    @Override
    public Exchange<String> terminate(String reservationId) {
        if (!WORD.matcher(reservationId).matches()) {
            throw new InvalidArgumentException("not the name of a reservation: " + reservationId);
        }
        return denied(
                SlurmExchange.of(
                        "give back the reservation " + reservationId,
                        List.of("scontrol", "delete", "ReservationName=" + reservationId),
                        Outcome::stdout));
    }

    private static Exchange<String> denied(Exchange<String> exchange) {
        return new Exchange<>(
                exchange.action(),
                exchange.ran(),
                exchange.question(),
                exchange.answered(),
                exchange.reader(),
                SlurmReservations::refusal);
    }

    private static Refusal refusal(Outcome outcome) {
        var said = outcome.stderr() + outcome.stdout();
        if (said.contains("Invalid user id")) {
            return Refusal.of(
                    Refusal.Kind.DENIED,
                    "only operators of Slurm make and delete reservations, and all users in the"
                            + " list must be known; ask the site for one and set reservationId");
        }
        if (said.contains("Requested nodes are busy")) {
            return Refusal.of(
                    Refusal.Kind.INVALID,
                    "scontrol show reservation lists what is taken; another time, or less");
        }
        if (said.contains("in use")) {
            return Refusal.of(Refusal.Kind.WRONG_STATE, "end the jobs that run in it first");
        }
        if (said.contains("Invalid time specified")
                || said.contains("Reservation already exists")
                || said.contains("Node count")
                || said.contains("Core count")) {
            return Refusal.of(Refusal.Kind.INVALID);
        }
        return SlurmRefusals.ALL.apply(outcome);
    }

    private static InvalidArgumentException refused(String attribute, String why) {
        return new InvalidArgumentException(attribute + " " + why, attribute);
    }
}
