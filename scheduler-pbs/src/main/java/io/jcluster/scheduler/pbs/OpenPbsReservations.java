package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.ReservationInfo;
import io.jcluster.drmaa2.ReservationTemplate;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Refusal;
import io.jcluster.scheduler.ReservationDialect;
import io.jcluster.tunnel.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Advance reservations of OpenPBS: pbs_rsub, pbs_rstat and pbs_rdel. */
record OpenPbsReservations(PbsCommands commands) implements ReservationDialect {

    private static final String SELECT = "pbs_rt_select";
    private static final String PLACE = "pbs_rt_place";

    /** Seconds until the scheduler must have found room; with a minus, it is withdrawn then. */
    private static final String PATIENCE = "-20";

    private static final Pattern NODE =
            Pattern.compile("\\(([^:()]+)[^()]*?(?::ncpus=([0-9]+))?[^()]*\\)");

    @Override
    public Set<String> attributes() {
        return Set.of(
                "reservationName",
                "startTime",
                "endTime",
                "minSlots",
                "usersACL",
                "candidateMachines",
                "minPhysMemory");
    }

    @Override
    public Map<String, String> templateExtensions() {
        return Map.of(
                SELECT, "pbs_rsub -l select, in place of what minSlots says",
                PLACE, "pbs_rsub -l place");
    }

    @Override
    public Map<String, String> infoExtensions() {
        return Map.of(
                "pbs_ri_state", "its state in PBS's words",
                "pbs_ri_queue", "the queue that takes its jobs");
    }

    /** Answered once it is confirmed; a denial would otherwise come by mail only. */
    @Override
    public Exchange<String> request(ReservationTemplate template) {
        var words = new ArrayList<>(List.of("pbs_rsub", "-I", PATIENCE));
        template.reservationName()
                .ifPresent(
                        name -> {
                            words.add("-N");
                            words.add(name.replaceAll("[^A-Za-z0-9+_.-]", "_"));
                        });
        template.startTime()
                .ifPresent(
                        at -> {
                            if (at.equals(Drmaa2.NOW)) {
                                throw new InvalidArgumentException(
                                        "PBS reserves from a moment in the future on", "startTime");
                            }
                            words.add("-R");
                            words.add(PbsTime.request(at));
                        });
        template.endTime()
                .ifPresent(
                        at -> {
                            words.add("-E");
                            words.add(PbsTime.request(at));
                        });
        words.add("-l");
        words.add("select=" + select(template));
        var place = template.extensions().get(PLACE);
        if (place != null) {
            words.add("-l");
            words.add("place=" + place);
        }
        if (!template.usersACL().isEmpty()) {
            words.add("-U");
            words.add(String.join(",", template.usersACL()));
        }
        return new Exchange<>(
                "make the reservation",
                String.join(" ", words),
                commands.command(words),
                outcome -> outcome.succeeded() && outcome.stdout().contains(" CONFIRMED"),
                OpenPbsReservations::id,
                OpenPbsReservations::refusal);
    }

    private static String select(ReservationTemplate template) {
        var given = template.extensions().get(SELECT);
        if (given != null) {
            return given;
        }
        var memory =
                template.minPhysMemory().isPresent()
                        ? ":mem=" + template.minPhysMemory().getAsLong() + "kb"
                        : "";
        var slots = template.minSlots().orElse(1);
        var hosts = template.candidateMachines();
        if (hosts.isEmpty()) {
            return slots + ":ncpus=1" + memory;
        }
        var shares = new LinkedHashMap<String, Integer>();
        for (var i = 0; i < slots; i++) {
            shares.merge(hosts.get(i % hosts.size()), 1, Integer::sum);
        }
        return shares.entrySet().stream()
                .map(share -> share.getValue() + ":ncpus=1" + memory + ":host=" + share.getKey())
                .collect(Collectors.joining("+"));
    }

    /** {@code R57.pbs-head CONFIRMED}. */
    private static String id(Outcome outcome) {
        var id = outcome.stdout().strip().split("\\s+", -1)[0];
        if (!id.matches("[RSM][0-9]+(\\..+)?")) {
            throw new IllegalArgumentException("no reservation id in '" + id + "'");
        }
        return id;
    }

    private static Refusal refusal(Outcome outcome) {
        if (outcome.stdout().contains("DENIED") || outcome.stdout().contains("UNCONFIRMED")) {
            return Refusal.of(
                    Refusal.Kind.INVALID,
                    "another time or fewer slots: PBS found no room for it; pbs_rstat shows what is"
                            + " reserved already");
        }
        return PbsRefusals.TABLE.apply(outcome);
    }

    @Override
    public Exchange<List<ReservationInfo>> listing() {
        return commands.exchange(
                "list the reservations",
                List.of("pbs_rstat", "-F"),
                outcome ->
                        PbsText.read(outcome.stdout(), "Resv ID: ").stream()
                                .map(OpenPbsReservations::info)
                                .toList());
    }

    private static ReservationInfo info(PbsRecord record) {
        var info =
                ReservationInfo.builder()
                        .reservationId(record.id())
                        .usersACL(
                                record.get("Authorized_Users")
                                        .map(
                                                users ->
                                                        List.of(users.split(",", -1)).stream()
                                                                .map(u -> u.split("@", 2)[0])
                                                                .toList())
                                        .orElse(List.of()))
                        .extension("pbs_ri_state", record.get("reserve_state", ""))
                        .extension("pbs_ri_queue", record.get("queue", ""));
        record.get("Reserve_Name")
                .filter(name -> !name.equals("NULL"))
                .ifPresent(info::reservationName);
        record.get("reserve_start").flatMap(PbsTime::moment).ifPresent(info::reservedStartTime);
        record.get("reserve_end").flatMap(PbsTime::moment).ifPresent(info::reservedEndTime);
        record.get("Resource_List.ncpus")
                .filter(n -> n.matches("[1-9][0-9]{0,8}"))
                .map(Integer::valueOf)
                .ifPresent(info::reservedSlots);
        var machines = new LinkedHashMap<String, Integer>();
        var nodes = NODE.matcher(record.get("resv_nodes", ""));
        while (nodes.find()) {
            var count = nodes.group(2) == null ? 1 : Integer.parseInt(nodes.group(2));
            machines.merge(nodes.group(1), count, Integer::sum);
        }
        info.reservedMachines(
                machines.entrySet().stream()
                        .map(one -> new SlotInfo(one.getKey(), one.getValue()))
                        .toList());
        return info.build();
    }

    @Override
    public Exchange<String> terminate(String reservationId) {
        return commands.exchange(
                "give back the reservation " + reservationId,
                List.of("pbs_rdel", reservationId),
                Outcome::stdout);
    }
}
