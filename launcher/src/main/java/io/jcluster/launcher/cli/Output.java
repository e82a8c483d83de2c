package io.jcluster.launcher.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.client.EngineFacts;
import io.jcluster.client.MpiProof;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Connector;
import io.jcluster.launcher.cluster.Cost;
import io.jcluster.launcher.cluster.Inquiry;
import io.jcluster.launcher.cluster.Inspector;
import io.jcluster.launcher.cluster.Notebook;
import io.jcluster.launcher.cluster.Phase;
import io.jcluster.launcher.cluster.ProgramRun;
import io.jcluster.launcher.cluster.Recruiter;
import io.jcluster.launcher.cluster.Sidecar;
import io.jcluster.launcher.cluster.Sight;
import io.jcluster.launcher.cluster.Survey;
import io.jcluster.launcher.cluster.Usage;
import io.jcluster.launcher.cluster.WatchedCluster;
import io.jcluster.launcher.cluster.WatchedJob;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.launcher.shell.Targets;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.scheduler.Forecast;
import io.jcluster.templates.EngineKind;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What commands say on standard output: for people in words and tables, for scripts in JSON. */
final class Output {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final DateTimeFormatter START =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final PrintWriter out;
    private final boolean json;

    Output(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    void detached(ClusterRecord cluster) {
        if (json) {
            print(describe(cluster));
            return;
        }
        out.println(
                "cluster "
                        + cluster.id()
                        + " is submitted: "
                        + (cluster.enginesJob().isPresent() ? "jobs " : "job ")
                        + String.join(" and ", cluster.jobIds())
                        + " on "
                        + cluster.where());
        out.println(
                cluster.kind() == EngineKind.MPJ
                        ? "  jcluster logs " + cluster.id() + " -f   shows what it prints"
                        : "  jcluster connect "
                                + cluster.id()
                                + "   waits for it and opens its ports here");
        out.println("  jcluster stop " + cluster.id() + "      cancels it");
    }

    /** A program that has ended. Its output has been shown. */
    void ended(ProgramRun.End end, PrintWriter err) {
        ClusterRecord cluster = end.cluster();
        Sidecar last = end.sidecar();
        if (json) {
            ObjectNode object = describe(cluster);
            object.put("exit", end.status());
            last.message().ifPresent(text -> object.put("message", text));
            object.set("software", software(last));
            ArrayNode ranks = object.putArray("ranks");
            List<String> hosts = last.placement().hosts();
            for (int rank = 0; rank < hosts.size(); rank++) {
                ranks.addObject().put("rank", rank).put("host", hosts.get(rank));
            }
            print(object);
            return;
        }
        err.println("jcluster: program " + cluster.id() + " ended with status " + end.status());
        last.message().ifPresent(text -> err.println("  | " + FailureReport.printable(text)));
        err.println(
                "  jcluster logs "
                        + cluster.id()
                        + " shows what it printed, jcluster stop "
                        + cluster.id()
                        + " removes it");
    }

    void ready(Connector.Connected connected) {
        ClusterRecord cluster = connected.cluster();
        MpiProof proof = connected.proof();
        if (json) {
            ObjectNode object = describe(cluster);
            object.put("connection_file", connected.connectionFile().toString());
            object.set("software", software(connected.sidecar()));
            ranks(object, proof);
            print(object);
            return;
        }
        out.println(
                "READY  "
                        + (cluster.mpi() ? "one MPI world of " : "")
                        + cluster.engines()
                        + (cluster.mpi() ? " ranks, engine id = rank" : " engines")
                        + proof.engines().stream()
                                .flatMap(engine -> engine.sum().stream())
                                .findFirst()
                                .map(
                                        sum ->
                                                ", psum of the ranks "
                                                        + sum
                                                        + checked(sum, cluster.engines()))
                                .orElse(""));
        proof.enginesByHost().forEach((host, ids) -> out.println("  " + host + ": " + ranges(ids)));
        String versions = softwareLine(connected.sidecar());
        if (!versions.isEmpty()) {
            out.println("  " + versions);
        }
        connected.sidecar().message().ifPresent(note -> out.println("  note: " + note));
        proof.notes().forEach(note -> out.println("  note: " + note));
        out.println();
        out.println("  import ipyparallel as ipp");
        out.println("  rc = ipp.Client(profile=\"" + cluster.ipythonProfile() + "\")");
        out.println();
        out.println("  jcluster stop " + cluster.id() + "    when you are done");
    }

    private static void ranks(ObjectNode object, MpiProof proof) {
        ArrayNode engines = object.putArray("ranks");
        for (EngineFacts engine : proof.engines()) {
            ObjectNode one =
                    engines.addObject().put("engine", engine.engine()).put("host", engine.host());
            engine.rank().ifPresent(rank -> one.put("rank", rank));
            engine.worldSize().ifPresent(size -> one.put("size", size));
            engine.sum().ifPresent(sum -> one.put("psum", sum));
        }
    }

    private static String checked(BigInteger sum, long n) {
        return sum.equals(BigInteger.valueOf(n * (n - 1) / 2)) ? " as it should be" : "";
    }

    /** A further job that was left to itself. */
    void joining(ClusterRecord cluster, int world) {
        if (json) {
            print(describe(cluster));
            return;
        }
        out.println(
                "job "
                        + cluster.added(world).flatMap(ClusterRecord.AddedWorld::jobId).orElse("")
                        + " is submitted: its engines join cluster "
                        + cluster.id()
                        + " as world "
                        + world);
        out.println("  jcluster list           shows when it has started");
        out.println("  " + stop(cluster, world) + " cancels it");
    }

    /** Engines that have joined, or that came in the place of others. */
    void joined(Recruiter.Recruits recruits) {
        ClusterRecord cluster = recruits.cluster();
        MpiProof proof = recruits.proof();
        if (json) {
            ObjectNode object =
                    describe(cluster)
                            .put("world", recruits.world())
                            .put("targets", "world" + recruits.world());
            ranks(object, proof);
            print(object);
            return;
        }
        long n = proof.expected();
        out.println(
                "READY  world "
                        + recruits.world()
                        + ": "
                        + (recruits.mpi() ? "one MPI world of " + n + " ranks, " : "")
                        + "engines "
                        + Targets.text(recruits.engines())
                        + proof.engines().stream()
                                .flatMap(engine -> engine.sum().stream())
                                .findFirst()
                                .map(sum -> ", psum of the ranks " + sum + checked(sum, n))
                                .orElse(""));
        proof.enginesByHost().forEach((host, ids) -> out.println("  " + host + ": " + ranges(ids)));
        proof.notes().forEach(note -> out.println("  note: " + note));
        if (recruits.world() > 0 && recruits.mpi()) {
            out.println(
                    "  a world of its own: no collective of MPI reaches from one world to another");
        }
        out.println();
        out.println(
                "  jcluster px " + cluster.id() + " --targets world" + recruits.world() + " CODE");
        if (recruits.world() > 0) {
            out.println("  " + stop(cluster, recruits.world()) + "    when you are done with them");
        }
    }

    private static String stop(ClusterRecord cluster, int world) {
        return "jcluster stop " + cluster.id() + " --world " + world;
    }

    /** What to throw for engines that joined and are not what was asked for. */
    static ClusterException unproven(Recruiter.Recruits recruits, boolean left) {
        ClusterRecord cluster = recruits.cluster();
        return ClusterException.of(
                        ClusterException.Kind.UNPROVEN,
                        "the engines of world "
                                + recruits.world()
                                + " of cluster "
                                + cluster.id()
                                + " are not the MPI world that was asked for")
                .said(String.join("\n", recruits.problems()))
                .advise(
                        left
                                ? "they were left running: jcluster logs "
                                        + cluster.id()
                                        + (recruits.world() > 0
                                                ? ", " + stop(cluster, recruits.world())
                                                : "")
                                : "their job was stopped; --keep leaves it running to look into");
    }

    /** What to throw for a cluster whose engines are not what was asked for. */
    ClusterException unproven(Connector.Connected connected, boolean left) {
        ClusterRecord cluster = connected.cluster();
        return ClusterException.of(
                        ClusterException.Kind.UNPROVEN,
                        "the engines of cluster "
                                + cluster.id()
                                + " are not the MPI world that was asked for")
                .said(String.join("\n", connected.problems()))
                .advise(
                        left
                                ? "it was left running: jcluster logs "
                                        + cluster.id()
                                        + ", jcluster stop "
                                        + cluster.id()
                                : "it was stopped; --keep leaves it running to look into");
    }

    /** The address alone: it is what the command is for, and lets in whoever has it. */
    void notebook(Notebook.Page page) {
        if (json) {
            print(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("id", page.cluster().id())
                            .put("url", page.address().toString())
                            .put("server", page.server())
                            .put("node", page.node()));
            return;
        }
        out.println(page.address());
    }

    /** What a submission would come to. */
    void outlook(Inquiry.Outlook outlook) {
        ClusterSpec spec = outlook.spec();
        if (json) {
            ObjectNode object =
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("submitted", false)
                            .put("profile", spec.profileName())
                            .put("scheduler", spec.scheduler())
                            .put("scheduler_name", outlook.schedulerName())
                            .put("where", spec.login().orElse("this machine"))
                            .put("engines", spec.engines());
            spec.nodes().ifPresent(nodes -> object.put("nodes", nodes));
            spec.profile()
                    .resources()
                    .walltime()
                    .ifPresent(limit -> object.put("walltime", limit.toSeconds()));
            outlook.cost().ifPresent(cost -> cost(object, cost));
            ArrayNode jobs = object.putArray("forecasts");
            outlook.forecasts().forEach(forecast -> forecast(jobs.addObject(), forecast));
            outlook.whyNone().ifPresent(why -> object.put("no_forecast", why));
            print(object);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        row(rows, "engines", Integer.toString(spec.engines()));
        spec.nodes().ifPresent(nodes -> row(rows, "nodes", nodes.toString()));
        row(rows, "profile", spec.profileName());
        row(rows, "scheduler", outlook.schedulerName() + " (" + spec.scheduler() + ")");
        row(rows, "where", spec.login().orElse("this machine"));
        row(
                rows,
                "cost",
                outlook.cost()
                        .map(Cost::inWords)
                        .orElse(
                                spec.profile().resources().walltime().isEmpty()
                                        ? "not known: no walltime is given"
                                        : "none: no batch system counts it"));
        boolean two = outlook.forecasts().size() > 1;
        for (int i = 0; i < outlook.forecasts().size(); i++) {
            row(
                    rows,
                    "start",
                    (two ? (i == 0 ? "controller: " : "engines: ") : "")
                            + inWords(outlook.forecasts().get(i), Instant.now()));
        }
        outlook.whyNone().ifPresent(why -> row(rows, "start", "not known: " + why));
        table(rows);
        out.println("nothing was submitted");
    }

    private static void cost(ObjectNode object, Cost cost) {
        cost.nodeHours().ifPresent(hours -> object.put("node_hours", hours));
        object.put("core_hours", cost.coreHours()).put("core_hours_by", cost.basis());
    }

    private static void forecast(ObjectNode object, Forecast forecast) {
        object.put("start", forecast.start().toString());
        forecast.slots().ifPresent(cpus -> object.put("cpus", cpus));
        forecast.queue().ifPresent(queue -> object.put("queue", queue));
        ArrayNode machines = object.putArray("nodes");
        forecast.machines().forEach(machines::add);
    }

    /** A guess, so without seconds where it is far off. */
    private static String inWords(Forecast forecast, Instant now) {
        Duration wait = Duration.between(now, forecast.start());
        String when =
                wait.toSeconds() < 60
                        ? "at once"
                        : "in about "
                                + inWords(wait)
                                + " ("
                                + START.format(forecast.start().atZone(ZoneId.systemDefault()))
                                + ")";
        return "the scheduler says: "
                + when
                + (forecast.slots().isPresent() ? ", CPUs: " + forecast.slots().getAsInt() : "")
                + (forecast.machines().isEmpty()
                        ? ""
                        : " on "
                                + String.join(
                                        " ",
                                        NodeNames.inShort(
                                                forecast.machines().stream()
                                                        .map(SlotInfo::new)
                                                        .toList())))
                + forecast.queue().map(queue -> " of " + queue).orElse("");
    }

    void list(List<Survey.Found> found) {
        if (json) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            found.forEach(row -> array.add(describe(seenNow(row))));
            print(array);
            return;
        }
        if (found.isEmpty()) {
            out.println("no clusters; 'jcluster submit --help' shows how to start one");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "PROFILE", "WHERE", "STATE", "ENGINES", "LINE", "AGE", "DETAIL"));
        for (Survey.Found row : found) {
            ClusterRecord cluster = row.cluster();
            rows.add(
                    List.of(
                            cluster.id(),
                            cluster.profile(),
                            cluster.where(),
                            row.state(),
                            engines(cluster),
                            row.line().orElse("-"),
                            age(cluster),
                            FailureReport.printable(detail(row))));
        }
        table(rows);
    }

    /** A look of a watch: always JSON, on one line. */
    void watched(List<WatchedCluster> seen, Instant now) {
        ObjectNode look = JsonNodeFactory.instance.objectNode().put("time", now.toString());
        ArrayNode clusters = look.putArray("clusters");
        for (WatchedCluster cluster : seen) {
            ObjectNode object = describe(cluster);
            cluster.registered().ifPresent(count -> object.put("registered", count));
            cluster.jobPhase().ifPresent(phase -> object.put("job_phase", phase));
            ArrayNode jobs = object.putArray("jobs");
            for (WatchedJob job : cluster.jobs()) {
                ObjectNode one = jobs.addObject().put("job", job.job()).put("state", job.state());
                job.queue().ifPresent(queue -> one.put("queue", queue));
                job.cores().ifPresent(cores -> one.put("cpus", cores));
                job.elapsed().ifPresent(time -> one.put("elapsed", time.toSeconds()));
                job.left().ifPresent(time -> one.put("left", time.toSeconds()));
                ArrayNode nodes = one.putArray("nodes");
                for (SlotInfo machine : job.machines()) {
                    ObjectNode node = nodes.addObject().put("name", machine.machineName());
                    machine.slots().ifPresent(slots -> node.put("slots", slots));
                }
            }
            clusters.add(object);
        }
        out.println(look.toString());
    }

    void status(Survey.Found found, Inspector.Inside inside) {
        WatchedCluster now = seenNow(found);
        if (json) {
            ObjectNode object = describe(now);
            inside.sidecar()
                    .ifPresent(
                            sidecar -> {
                                object.put("node", sidecar.node())
                                        .put("job_phase", sidecar.phase())
                                        .put("registered", sidecar.registered())
                                        .put("restart", sidecar.restart())
                                        .put("notebook", sidecar.notebook().isPresent());
                                object.set("software", software(sidecar));
                                ArrayNode placement = object.putArray("placement");
                                sidecar.placement().hosts().forEach(placement::add);
                                sidecar.message().ifPresent(text -> object.put("message", text));
                                sidecar.exitStatus()
                                        .ifPresent(status -> object.put("exit", status));
                            });
            inside.trouble().ifPresent(text -> object.put("trouble", text));
            print(object);
            return;
        }
        ClusterRecord cluster = found.cluster();
        List<List<String>> rows = new ArrayList<>();
        row(rows, "cluster", cluster.id() + " (" + cluster.key() + ")");
        row(rows, "state", found.state() + (found.detail().isEmpty() ? "" : ": " + found.detail()));
        row(rows, "profile", cluster.profile());
        row(rows, "scheduler", schedulerName(cluster) + " (" + cluster.scheduler() + ")");
        row(rows, "where", cluster.where());
        cluster.jobId().ifPresent(job -> row(rows, "job", job));
        cluster.enginesJob()
                .flatMap(ClusterRecord.EnginesJob::id)
                .ifPresent(job -> row(rows, "engines' job", job));
        boolean program = cluster.kind() == EngineKind.MPJ;
        row(rows, program ? "ranks" : "engines", engines(cluster, inside.sidecar()));
        cluster.added().forEach(it -> row(rows, "world " + it.number(), inWords(it, now)));
        row(
                rows,
                "age",
                age(cluster) + cluster.walltime().map(limit -> " of " + inWords(limit)).orElse(""));
        now.usage()
                .map(Usage::inWords)
                .filter(used -> !used.isEmpty())
                .ifPresent(used -> row(rows, "used", used));
        now.warning().ifPresent(text -> row(rows, "warning", text));
        inside.sidecar()
                .ifPresent(
                        sidecar -> {
                            row(
                                    rows,
                                    program ? "job script" : "controller",
                                    // TORQUE gives a job no time to write that it has ended.
                                    sidecar.phase()
                                            + (found.state().equals("ended") && !sidecar.over()
                                                    ? " when last heard of, on "
                                                    : " on ")
                                            + sidecar.node()
                                            + (program && sidecar.exitStatus().isPresent()
                                                    ? " with exit status "
                                                            + sidecar.exitStatus().getAsInt()
                                                    : ""));
                            if (!sidecar.placement().hosts().isEmpty()) {
                                row(
                                        rows,
                                        program ? "placed" : "ranks",
                                        sidecar.placement().inWords());
                            }
                            row(rows, "software", softwareLine(sidecar));
                            if (sidecar.notebook().isPresent()) {
                                row(
                                        rows,
                                        "notebook",
                                        "runs on "
                                                + sidecar.node()
                                                + "; jcluster notebook "
                                                + cluster.id()
                                                + " prints its address");
                            }
                            sidecar.message().ifPresent(text -> row(rows, "message", text));
                        });
        inside.trouble().ifPresent(text -> row(rows, "trouble", text));
        if (cluster.phase() != Phase.ENDED && !program) {
            row(
                    rows,
                    "line",
                    found.line().orElse("not connected; jcluster connect " + cluster.id()));
        }
        if (!cluster.ports().isEmpty() && found.line().isPresent()) {
            row(
                    rows,
                    "ports",
                    cluster.ports().entrySet().stream()
                            .sorted(java.util.Map.Entry.comparingByKey())
                            .map(port -> port.getKey() + " " + port.getValue())
                            .collect(Collectors.joining(", ")));
            row(rows, "client", "ipp.Client(profile=\"" + cluster.ipythonProfile() + "\")");
        }
        row(rows, "directory", cluster.where() + ":~/" + cluster.directory());
        table(rows);
    }

    /** Those it was submitted with, and those that joined: 4+8. */
    private static String engines(ClusterRecord cluster) {
        return cluster.engines()
                + cluster.added().stream()
                        .map(it -> "+" + it.engines())
                        .collect(Collectors.joining());
    }

    private static String engines(ClusterRecord cluster, Optional<Sidecar> sidecar) {
        String done = cluster.kind() == EngineKind.MPJ ? " have come" : " registered";
        return sidecar.map(said -> said.registered() + " of " + cluster.engines() + done)
                .orElse(Integer.toString(cluster.engines()));
    }

    /** Engines that joined, and where their job stands. */
    private static String inWords(ClusterRecord.AddedWorld world, WatchedCluster now) {
        return world.engines()
                + " engines, "
                + world.jobId()
                        .map(
                                id ->
                                        "job "
                                                + id
                                                + now.jobs().stream()
                                                        .filter(it -> it.job().equals(id))
                                                        .map(it -> " " + it.state())
                                                        .findFirst()
                                                        .orElse(""))
                        .orElse("whose job has no id yet");
    }

    private static void row(List<List<String>> rows, String name, String value) {
        rows.add(List.of(name, FailureReport.printable(value)));
    }

    void table(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static WatchedCluster seenNow(Survey.Found found) {
        Instant now = Instant.now();
        return new Sight(found, Optional.empty(), now).at(now);
    }

    /** Why it is in its state; of one that runs, that its time is nearly over. */
    private static String detail(Survey.Found found) {
        return found.detail().isEmpty() ? seenNow(found).warning().orElse("") : found.detail();
    }

    private static ObjectNode describe(WatchedCluster watched) {
        ObjectNode object = describe(watched.found());
        watched.usage()
                .ifPresent(
                        used -> {
                            used.nodeHours().ifPresent(it -> amount(object, "node_hours", it));
                            used.coreHours().ifPresent(it -> amount(object, "core_hours", it));
                        });
        watched.warning().ifPresent(text -> object.put("warning", text));
        return object;
    }

    private static void amount(ObjectNode object, String unit, Usage.Amount amount) {
        object.put(unit + "_spent", amount.spent());
        amount.left().ifPresent(left -> object.put(unit + "_left", left));
    }

    private static ObjectNode describe(Survey.Found found) {
        ObjectNode object = describe(found.cluster());
        object.put("state", found.state())
                .put("detail", found.detail())
                .put("connected", found.line().isPresent());
        found.line().ifPresent(line -> object.put("line", line));
        List<String> states =
                found.jobs().stream()
                        .flatMap(info -> info.jobState().stream())
                        .map(JobState::name)
                        .toList();
        if (!states.isEmpty()) {
            object.put("job_state", states.get(0));
        }
        if (states.size() > 1 && found.cluster().enginesJob().isPresent()) {
            object.put("engines_job_state", states.get(1));
        }
        return object;
    }

    private static ObjectNode describe(ClusterRecord cluster) {
        ObjectNode object =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", cluster.id())
                        .put("key", cluster.key())
                        .put("profile", cluster.profile())
                        .put("scheduler", cluster.scheduler())
                        .put("scheduler_name", schedulerName(cluster))
                        .put("where", cluster.where())
                        .put("kind", cluster.kind().word())
                        .put("engines", cluster.engines())
                        .put("phase", cluster.phase().name().toLowerCase(Locale.ROOT))
                        .put("created", cluster.created().toString())
                        .put("ipython_profile", cluster.ipythonProfile());
        cluster.jobId().ifPresent(job -> object.put("job", job));
        cluster.enginesJob()
                .flatMap(ClusterRecord.EnginesJob::id)
                .ifPresent(job -> object.put("engines_job", job));
        ObjectNode ports = object.putObject("ports");
        cluster.ports().forEach(ports::put);
        if (!cluster.added().isEmpty()) {
            ArrayNode worlds = object.putArray("added");
            cluster.added()
                    .forEach(
                            it -> {
                                ObjectNode one =
                                        worlds.addObject()
                                                .put("world", it.number())
                                                .put("engines", it.engines());
                                it.jobId().ifPresent(job -> one.put("job", job));
                            });
        }
        return object;
    }

    private static ObjectNode software(Sidecar sidecar) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        sidecar.software().forEach(object::put);
        return object;
    }

    private static String softwareLine(Sidecar sidecar) {
        return sidecar.software().entrySet().stream()
                .filter(entry -> !entry.getKey().equals("executable"))
                .sorted(Comparator.comparing(java.util.Map.Entry::getKey))
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Numbers as people write them: 0-3, 8. */
    static String ranges(List<Integer> ids) {
        return ids.isEmpty() ? "" : Targets.text(ids).replace(",", ", ");
    }

    /** What the scheduler is called by its makers; of which version, only it could say. */
    private static String schedulerName(ClusterRecord cluster) {
        return Dialects.find(cluster.scheduler())
                .map(Dialect::drmsName)
                .orElse(cluster.scheduler());
    }

    private static String age(ClusterRecord cluster) {
        return inWords(Duration.between(cluster.created(), Instant.now()));
    }

    private static String inWords(Duration time) {
        if (time.toHours() >= 48) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        return time.toHours() > 0
                ? "%d:%02d h".formatted(time.toHours(), time.toMinutesPart())
                : time.toMinutes() > 0
                        ? time.toMinutes() + " min"
                        : Math.max(0, time.toSeconds()) + " s";
    }

    void print(JsonNode node) {
        try {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that cannot be written", e);
        }
    }
}
