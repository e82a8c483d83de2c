package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ipyparallel.Finding.Kind;
import io.jcluster.templates.ipyparallel.Settings.Setting;
import io.jcluster.templates.ipyparallel.Start.Program;
import io.jcluster.tunnel.ShellWords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The work of one import, from a directory to the texts of a profile. */
final class Conversion {

    private static final List<String> CLUSTER =
            List.of("IPClusterStart", "IPClusterEngines", "IPCluster", "Cluster");
    private static final List<String> CONTROLLER =
            List.of("IPController", "IPControllerApp", "HubFactory");

    /** What may come into a script by a hole: nothing in it means anything to a shell. */
    private static final Pattern FILLING = Pattern.compile("[A-Za-z0-9_.@:/+,=% -]*");

    private static final Set<String> ONE_WORD = Set.of("queue", "account", "qos", "timelimit");
    private static final int LEAST_PORTS = 18;

    private final ProfileDirectory directory;
    private final String name;
    private final Settings settings = new Settings();
    private final List<Finding> findings = new ArrayList<>();
    private final ProfileText profile;
    private final TreeMap<String, String> files = new TreeMap<>();

    /** Lines of shell for both jobs, to be put after those of the scripts. */
    private final List<String> prologue = new ArrayList<>();

    /** Settings that fill a hole of the job scripts, where there is that hole. */
    private final Map<String, Setting> fillers = new LinkedHashMap<>();

    private final Set<String> used = new HashSet<>();

    /** Whether each engine was started by itself, without MPI. */
    private boolean alone;

    Conversion(ProfileDirectory directory, String name) {
        this.directory = directory;
        this.name = name;
        this.profile =
                new ProfileText(
                        "From a profile of ipyparallel; 'jcluster profile import' said what became of it.");
    }

    ImportedProfile result() {
        List<String> configs =
                ProfileDirectory.CONFIG_FILES.stream().filter(directory::has).toList();
        List<String> templates = directory.endingIn(".template");
        if (configs.isEmpty() && templates.isEmpty()) {
            throw directory.problem(
                    "there is no profile in it: neither "
                            + String.join(", ", ProfileDirectory.CONFIG_FILES)
                            + " nor pbs.engine.template, slurm.engine.template or the like");
        }
        configs.forEach(file -> settings.add(file, directory.text(file)));
        foreign(templates);
        Optional<Setting> engineClass =
                settings.first("engine_launcher_class", CLUSTER)
                        .or(() -> settings.first("engine_launcher", CLUSTER));
        Optional<Setting> controllerClass =
                settings.first("controller_launcher_class", CLUSTER)
                        .or(() -> settings.first("controller_launcher", CLUSTER));
        LauncherClass engines = engineClass.map(this::launcher).orElseGet(this::byFiles);
        Optional<LauncherClass> controller = controllerClass.map(this::launcher);
        if (engines.isBatch()) {
            batch(engines, controller);
        } else {
            here(engines);
        }
        engineClass.ifPresent(setting -> understood(setting, "site: scheduler, launch: launcher"));
        controllerClass.ifPresent(
                setting ->
                        understood(
                                setting,
                                profile.has("controller", "layout")
                                        ? "controller: layout: separate"
                                        : engines.isBatch()
                                                ? "the controller runs in the engines' job, not beside ipcluster"
                                                : "the controller runs where the engines do"));
        everywhere();
        leftovers();
        findings.addAll(settings.unclear());
        files.put(name + ".yaml", profile.toString());
        return new ImportedProfile(files, findings);
    }

    // ---- Which scheduler
    // -------------------------------------------------------------------------

    private LauncherClass launcher(Setting setting) {
        LauncherClass launcher =
                Settings.text(setting).map(LauncherClass::parse).orElse(LauncherClass.LOCAL);
        if (launcher == LauncherClass.FOREIGN) {
            throw directory.problem(
                    setting.at()
                            + " says "
                            + setting.trait()
                            + " = "
                            + setting.value().shown().replaceAll("\\p{Cntrl}", "?")
                            + ", for which jcluster has nothing: it knows PBS, Slurm, MPI and Local");
        }
        return launcher;
    }

    private LauncherClass byFiles() {
        List<LauncherClass> there =
                Stream.of(LauncherClass.PBS, LauncherClass.SLURM)
                        .filter(
                                one ->
                                        directory.has(one.file("engine"))
                                                || directory.has(one.file("controller"))
                                                || Stream.of(Program.values())
                                                        .anyMatch(
                                                                program ->
                                                                        hasTemplate(one, program)))
                        .toList();
        if (there.size() > 1) {
            throw directory.problem(
                    "it has templates for PBS and for Slurm, and no plain engine_launcher_class says"
                            + " which are in use; add c.IPClusterEngines.engine_launcher_class ="
                            + " 'PBS' (or 'Slurm') to ipcluster_config.py");
        }
        if (there.isEmpty() && LauncherClass.FOREIGN_FILES.stream().anyMatch(this::hasFiles)) {
            throw directory.problem(
                    "its templates are for a scheduler that jcluster does not know; it knows PBS and"
                            + " Slurm");
        }
        return there.isEmpty() ? LauncherClass.LOCAL : there.get(0);
    }

    private boolean hasTemplate(LauncherClass launcher, Program program) {
        return Stream.of("batch_template", "batch_template_file")
                .anyMatch(trait -> settings.has(trait, launcher.owners(program).subList(0, 2)));
    }

    private boolean hasFiles(String prefix) {
        return directory.has(prefix + ".engine.template")
                || directory.has(prefix + ".controller.template");
    }

    private void foreign(List<String> templates) {
        for (String file : templates) {
            if (LauncherClass.FOREIGN_FILES.stream()
                    .anyMatch(prefix -> file.startsWith(prefix + "."))) {
                findings.add(
                        new Finding(
                                Kind.NOT_UNDERSTOOD,
                                file,
                                0,
                                file,
                                "a job script for a scheduler that jcluster does not know"));
            }
        }
    }

    // ---- Engines and controller in a batch system ----------------------------------------------

    private void batch(LauncherClass launcher, Optional<LauncherClass> controllerClass) {
        Optional<OldScript> engines = script(launcher, Program.ENGINES);
        boolean separate =
                controllerClass
                        .map(launcher::equals)
                        .orElseGet(
                                () ->
                                        directory.has(launcher.file("controller"))
                                                || hasTemplate(launcher, Program.CONTROLLER));
        Optional<OldScript> controller =
                separate ? script(launcher, Program.CONTROLLER) : Optional.empty();
        String scheduler = scheduler(launcher, engines, controller);
        profile.put("site", "scheduler", scheduler, Optional.empty());
        if (scheduler.equals("torque")) {
            findings.add(
                    new Finding(
                            Kind.UNDERSTOOD,
                            engines.or(() -> controller)
                                    .flatMap(script -> script.request().stream().findFirst())
                                    .map(piece -> piece.at().file())
                                    .orElse(name),
                            0,
                            "#PBS -l nodes=",
                            "site: scheduler: torque, whose own way of asking this is; write pbspro"
                                    + " where qstat --version says OpenPBS or PBS Pro"));
        }
        if (separate) {
            profile.put("controller", "layout", "separate", Optional.empty());
        }
        Map<String, String> request = new LinkedHashMap<>();
        List<Piece> asked = new ArrayList<>(engines.map(OldScript::request).orElse(List.of()));
        if (engines.isEmpty()) {
            asked.addAll(settingsAsRequest(launcher, Program.ENGINES));
        }
        List<String> rawOfEngines = resources(asked, request);
        List<Piece> askedForController =
                new ArrayList<>(controller.map(OldScript::request).orElse(List.of()));
        if (separate && controller.isEmpty()) {
            askedForController.addAll(settingsAsRequest(launcher, Program.CONTROLLER));
        }
        List<String> rawOfController = ofController(askedForController, request);

        List<ShellBlock.Line> before = engines.map(Conversion::beforeStart).orElse(List.of());
        List<ShellBlock.Line> beforeController =
                controller.map(Conversion::beforeStart).orElse(List.of());
        Software software = Software.of(before);
        boolean shared = controller.isEmpty() || software.agrees(Software.of(beforeController));
        software = shared ? software : Software.NONE;
        Software ofController = shared ? Software.of(beforeController) : Software.NONE;
        profile.list("software", "modules", software.modules(), Optional.empty());
        prologue.addAll(software.prologue());
        Map<String, String> environment = new TreeMap<>(software.environment());

        if (engines.isPresent()) {
            String file = separate ? name + "-engines.sh" : name + ".sh";
            String word = separate ? "engines" : "job";
            files.put(
                    file,
                    newScript(
                            launcher,
                            engines.get(),
                            Program.ENGINES,
                            rawOfEngines,
                            software,
                            shared));
            profile.put("templates", word, file, Optional.empty());
        }
        if (controller.isPresent()) {
            String file = name + "-controller.sh";
            files.put(
                    file,
                    newScript(
                            launcher,
                            controller.get(),
                            Program.CONTROLLER,
                            rawOfController,
                            ofController,
                            shared));
            profile.put("templates", "controller", file, Optional.empty());
        }
        variables(launcher, environment);
        if (!profile.has("launch", "launcher")) {
            profile.put(
                    "launch",
                    "launcher",
                    launcher == LauncherClass.SLURM ? "srun" : "mpiexec",
                    Optional.empty());
            if (alone || (engines.isEmpty() && launcher == LauncherClass.PBS)) {
                profile.put("launch", "mpi", "none", Optional.empty());
            }
        }
    }

    /** {@code nodes=2:ppn=8} is TORQUE's own way to ask; OpenPBS's is {@code select}. */
    private static String scheduler(
            LauncherClass launcher, Optional<OldScript> engines, Optional<OldScript> controller) {
        if (launcher == LauncherClass.SLURM) {
            return "slurm";
        }
        List<String> asked =
                Stream.of(engines, controller)
                        .flatMap(Optional::stream)
                        .flatMap(script -> script.request().stream())
                        .map(Piece::text)
                        .toList();
        return asked.stream().anyMatch(text -> text.matches(".*-l select=.*"))
                ? "pbspro"
                : asked.stream().anyMatch(text -> text.matches(".*-l (nodes|procs)=.*"))
                        ? "torque"
                        : "pbs";
    }

    /** The job script that ipyparallel would have used, read; empty where it has its own. */
    private Optional<OldScript> script(LauncherClass launcher, Program program) {
        List<String> owners = launcher.owners(program);
        Map<String, String> values = holes(launcher, owners);
        Optional<Setting> inline = settings.first("batch_template", owners);
        Optional<Setting> named = settings.first("batch_template_file", owners);
        String conventional = launcher.file(program == Program.ENGINES ? "engine" : "controller");
        Optional<OldScript> script = Optional.empty();
        if (inline.isPresent()
                && inline.get().value() instanceof PythonValue.Text text
                && !text.text().isBlank()) {
            understood(inline.get(), "a job script of its own");
            fills(text.text());
            script =
                    Optional.of(
                            OldScript.read(
                                    text.text(),
                                    new Origin(inline.get().at().file(), text.line()),
                                    launcher.mark(),
                                    new Holes(values),
                                    program));
        } else {
            Optional<String> file = named.flatMap(Settings::text);
            if (file.isPresent() && !directory.has(file.get())) {
                findings.add(
                        Finding.of(
                                Kind.NOT_UNDERSTOOD,
                                named.orElseThrow().at(),
                                named.orElseThrow().shown(),
                                "there is no such file beside it; put it there and import again"));
                file = Optional.empty();
            } else {
                named.ifPresent(setting -> understood(setting, "a job script of its own"));
            }
            Optional<String> there =
                    file.or(() -> Optional.of(conventional).filter(directory::has));
            if (there.isPresent()) {
                fills(directory.text(there.get()));
                script =
                        Optional.of(
                                OldScript.read(
                                        directory.text(there.get()),
                                        new Origin(there.get(), 1),
                                        launcher.mark(),
                                        new Holes(values),
                                        program));
            }
        }
        script.ifPresent(one -> findings.addAll(one.findings()));
        return script;
    }

    /** What settings put into the holes of a template. */
    private Map<String, String> holes(LauncherClass launcher, List<String> owners) {
        Map<String, String> values = new HashMap<>();
        List<String> traits =
                launcher == LauncherClass.SLURM
                        ? List.of("queue", "account", "qos", "timelimit", "options")
                        : List.of("queue");
        for (String trait : traits) {
            values.put(trait, "");
            settings.first(trait, owners)
                    .ifPresent(setting -> fill(values, trait, setting, setting.value()));
        }
        settings.first("namespace", owners)
                .ifPresent(
                        setting ->
                                Settings.table(setting)
                                        .forEach(
                                                (key, value) -> fill(values, key, setting, value)));
        return values;
    }

    private void fill(Map<String, String> values, String hole, Setting setting, PythonValue value) {
        String text = value instanceof PythonValue.Nothing ? "" : value.shown();
        boolean oneWord = ONE_WORD.contains(hole);
        if (!FILLING.matcher(text).matches() || (oneWord && text.contains(" "))) {
            values.remove(hole);
            findings.add(
                    Finding.of(
                            Kind.NOT_UNDERSTOOD,
                            setting.at(),
                            setting.shown(),
                            "no value for a scheduler or a job script; it is used for nothing"));
        } else {
            values.put(hole, text);
            fillers.put(setting.name() + " " + hole, setting);
        }
    }

    private void fills(String template) {
        fillers.forEach(
                (key, setting) -> {
                    String hole = key.substring(key.indexOf(' ') + 1);
                    if (template.matches("(?s).*\\{\\s*" + Pattern.quote(hole) + "\\b.*")
                            && used.add(key)) {
                        understood(setting, "fills {" + hole + "} of the job scripts");
                    }
                });
    }

    /** What ipyparallel puts into a script of its own from settings. */
    private List<Piece> settingsAsRequest(LauncherClass launcher, Program program) {
        List<Piece> pieces = new ArrayList<>();
        Map<String, String> options = new LinkedHashMap<>(); // in this order
        if (launcher == LauncherClass.PBS) {
            options.put("queue", "-q ");
        } else {
            options.put("queue", "--partition=");
            options.put("account", "--account=");
            options.put("qos", "--qos=");
            options.put("timelimit", "--time=");
        }
        options.forEach(
                (trait, option) ->
                        settings.first(trait, launcher.owners(program))
                                .filter(
                                        setting ->
                                                FILLING.matcher(setting.value().shown()).matches()
                                                        && !setting.value().shown().isEmpty())
                                .ifPresent(
                                        setting -> {
                                            used.add(setting.name() + " " + trait);
                                            List<ShellLine.Word> words =
                                                    ShellLine.words(
                                                                    option
                                                                            + ShellWords.quote(
                                                                                    setting.value()
                                                                                            .shown()))
                                                            .orElse(List.of());
                                            pieces.addAll(
                                                    launcher == LauncherClass.PBS
                                                            ? PbsRequest.pieces(setting.at(), words)
                                                            : SlurmRequest.pieces(
                                                                    setting.at(), words));
                                        }));
        return pieces;
    }

    // ---- What is asked of the scheduler --------------------------------------------------------

    /**
     * Puts the words of the engines' request into the profile.
     *
     * @return the directives that stay as they are
     */
    private List<String> resources(List<Piece> pieces, Map<String, String> request) {
        List<String> raw = new ArrayList<>();
        Map<String, Origin> origins = new HashMap<>();
        List<Piece> later = new ArrayList<>();
        for (Piece piece : pieces) {
            Map<String, String> words = new LinkedHashMap<>(piece.words());
            if (words.containsKey(Piece.TASKS) || words.containsKey(Piece.JOB_MEMORY)) {
                later.add(piece);
                words.remove(Piece.TASKS);
                words.remove(Piece.JOB_MEMORY);
            }
            words.forEach(
                    (word, value) -> {
                        request.put(word, value);
                        origins.put(word, piece.at());
                    });
            tell(piece, "resources", raw, words);
        }
        for (Piece piece : later) {
            settle(piece, request, origins, raw);
        }
        request.forEach(
                (word, value) ->
                        profile.put(
                                "resources", word, value, Optional.ofNullable(origins.get(word))));
        Optional<Integer> nodes = Optional.ofNullable(request.get("nodes")).flatMap(Piece::count);
        Optional<Integer> each =
                Optional.ofNullable(request.get("tasks-per-node")).flatMap(Piece::count);
        if (nodes.isPresent() && each.isPresent()) {
            findings.add(
                    Finding.of(
                            Kind.UNDERSTOOD,
                            Optional.ofNullable(origins.get("nodes")).orElseThrow(),
                            nodes.get() + " nodes x " + each.get(),
                            "without -n that is "
                                    + (long) nodes.get() * each.get()
                                    + " engines; take 'nodes' out for other numbers"));
        }
        return raw;
    }

    /** What can be understood only beside the rest of the request. */
    private void settle(
            Piece piece,
            Map<String, String> request,
            Map<String, Origin> origins,
            List<String> raw) {
        Optional<Integer> nodes = Optional.ofNullable(request.get("nodes")).flatMap(Piece::count);
        Optional<Integer> tasks =
                Optional.ofNullable(piece.words().get(Piece.TASKS)).flatMap(Piece::count);
        String memory = Optional.ofNullable(piece.words().get(Piece.JOB_MEMORY)).orElse("");
        if (tasks.isPresent()) {
            boolean even = nodes.filter(count -> tasks.get() % count == 0).isPresent();
            if (even && !request.containsKey("tasks-per-node")) {
                String each = Integer.toString(tasks.get() / nodes.orElseThrow());
                request.put("tasks-per-node", each);
                origins.put("tasks-per-node", piece.at());
                understood(piece, "resources: tasks-per-node: " + each);
            } else {
                findings.add(
                        Finding.of(
                                Kind.UNDERSTOOD,
                                piece.at(),
                                Holes.shown(piece.text()),
                                "no word of a profile: jcluster submit -n " + tasks.get()));
            }
        }
        if (!memory.isEmpty()) {
            long amount = Long.parseLong(memory.substring(0, memory.length() - 1));
            boolean known = nodes.isPresent() || !request.containsKey("tasks-per-node");
            long count = nodes.orElse(1);
            if (known && amount % count == 0) {
                String each = amount / count + memory.substring(memory.length() - 1);
                request.put("memory", each);
                origins.put("memory", piece.at());
                understood(piece, "resources: memory: " + each + ", of each node");
            } else {
                raw.add(piece.raw());
                findings.add(
                        Finding.of(
                                Kind.KEPT,
                                piece.at(),
                                Holes.shown(piece.text()),
                                "memory of the whole job; a profile has that of each node"));
            }
        }
    }

    private List<String> ofController(List<Piece> pieces, Map<String, String> engines) {
        List<String> raw = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece.fate() != Piece.Fate.WORDS) {
                tell(piece, "controller", raw, Map.of());
                continue;
            }
            Map<String, String> words = new LinkedHashMap<>();
            boolean other = false;
            for (Map.Entry<String, String> word : piece.words().entrySet()) {
                String value = word.getValue();
                switch (word.getKey()) {
                    case "queue", "walltime", "memory" -> words.put(word.getKey(), value);
                    case Piece.JOB_MEMORY -> words.put("memory", value);
                    case "nodes", "tasks-per-node", "cpus-per-task", Piece.TASKS ->
                            other |= !value.equals("1");
                    default -> other |= !value.equals(engines.get(word.getKey()));
                }
            }
            if (other) {
                raw.add(piece.raw());
                findings.add(
                        Finding.of(
                                Kind.KEPT,
                                piece.at(),
                                Holes.shown(piece.text()),
                                "no word of 'controller'; the directive stays"));
            } else if (words.isEmpty()) {
                findings.add(
                        Finding.of(
                                Kind.OURS,
                                piece.at(),
                                Holes.shown(piece.text()),
                                "what the controller's job has anyhow"));
            } else {
                tell(piece, "controller", raw, words);
                words.forEach(
                        (word, value) ->
                                profile.put("controller", word, value, Optional.of(piece.at())));
            }
        }
        return raw;
    }

    private void tell(Piece piece, String section, List<String> raw, Map<String, String> words) {
        String text = Holes.shown(piece.text());
        String said =
                words.isEmpty()
                        ? ""
                        : section
                                + ": "
                                + String.join(
                                        ", ",
                                        words.entrySet().stream()
                                                .map(word -> word.getKey() + ": " + word.getValue())
                                                .toList());
        switch (piece.fate()) {
            case WORDS -> {
                if (!said.isEmpty()) {
                    understood(
                            piece,
                            said + (piece.meaning().isEmpty() ? "" : "; " + piece.meaning()));
                }
            }
            case OURS -> findings.add(Finding.of(Kind.OURS, piece.at(), text, piece.meaning()));
            case REFUSED ->
                    findings.add(
                            Finding.of(Kind.NOT_UNDERSTOOD, piece.at(), text, piece.meaning()));
            case RAW -> {
                if (piece.raw().contains("{{")) {
                    findings.add(
                            Finding.of(
                                    Kind.NOT_UNDERSTOOD,
                                    piece.at(),
                                    text,
                                    "two braces would be a hole; it is left out"));
                    return;
                }
                raw.add(piece.raw());
                findings.add(
                        Finding.of(
                                Kind.KEPT,
                                piece.at(),
                                text,
                                "the directive stays" + (said.isEmpty() ? "" : ", and " + said)));
            }
        }
    }

    private void understood(Piece piece, String meaning) {
        findings.add(Finding.of(Kind.UNDERSTOOD, piece.at(), Holes.shown(piece.text()), meaning));
    }

    private void understood(Setting setting, String meaning) {
        findings.add(Finding.of(Kind.UNDERSTOOD, setting.at(), setting.shown(), meaning));
    }

    // ---- Lines of shell ------------------------------------------------------------------------

    private static List<ShellBlock.Line> beforeStart(OldScript script) {
        if (!script.bash()) {
            return List.of();
        }
        int last = lastStart(script);
        return script.block().subList(0, last < 0 ? script.block().size() : last);
    }

    private static int lastStart(OldScript script) {
        for (int i = script.block().size() - 1; i >= 0; i--) {
            if (script.block().get(i).kind() == ShellBlock.Kind.START) {
                return i;
            }
        }
        return -1;
    }

    private String newScript(
            LauncherClass launcher,
            OldScript old,
            Program program,
            List<String> raw,
            Software software,
            boolean shared) {
        NewScript script = new NewScript(old.firstLine(), raw);
        int start = lastStart(old);
        for (int i = 0; i < old.block().size(); i++) {
            ShellBlock.Line line = old.block().get(i);
            String text = line.text();
            if (text.isBlank()) {
                script.blank();
            } else if (line.kind() == ShellBlock.Kind.START) {
                start(line, program, script, i == start);
                if (i == start) {
                    script.hole();
                }
            } else if (software.lines().contains(line)) {
                findings.add(Finding.of(Kind.UNDERSTOOD, line.at(), text, software.word(line)));
            } else {
                keep(launcher, old, line, script, shared, start >= 0 && i > start);
            }
        }
        if (start < 0) {
            script.hole();
            findings.add(
                    new Finding(
                            Kind.NOT_UNDERSTOOD,
                            old.block().isEmpty() ? name : old.block().get(0).at().file(),
                            0,
                            "no line that starts "
                                    + (program == Program.ENGINES ? "ipengine" : "ipcontroller"),
                            "jcluster's lines are at the end; take out what starts it, if anything does"));
        }
        return script.toString();
    }

    private void keep(
            LauncherClass launcher,
            OldScript old,
            ShellBlock.Line line,
            NewScript script,
            boolean shared,
            boolean afterStart) {
        String engines =
                launcher == LauncherClass.SLURM ? "${SLURM_NTASKS}" : "$(wc -l <\"$PBS_NODEFILE\")";
        String text = Holes.withEngines(line.text(), engines);
        boolean comment = text.startsWith("#");
        if (!old.bash() && !comment) {
            script.comment(Holes.shown(text));
            findings.add(
                    Finding.of(
                            Kind.NOT_UNDERSTOOD,
                            line.at(),
                            Holes.shown(text),
                            "not bash; it is a comment now"));
        } else if (Holes.any(text) || text.contains("{{")) {
            if (!comment) {
                findings.add(
                        Finding.of(
                                Kind.NOT_UNDERSTOOD,
                                line.at(),
                                Holes.shown(text),
                                "nothing fills its hole here; it is a comment now"));
            }
            script.comment(Holes.shown(text));
        } else {
            script.keep(text);
            if (afterStart && !comment) {
                findings.add(
                        Finding.of(
                                Kind.NOT_UNDERSTOOD,
                                line.at(),
                                text,
                                "it stays, but is not reached: jcluster's lines end the job"));
            } else if (!comment) {
                boolean word =
                        line.kind() == ShellBlock.Kind.MODULES
                                || line.kind() == ShellBlock.Kind.PROLOGUE
                                || line.kind() == ShellBlock.Kind.ENVIRONMENT;
                findings.add(
                        Finding.of(
                                Kind.KEPT,
                                line.at(),
                                Holes.shown(line.text()),
                                word && !shared
                                        ? "controller and engines differ in it, so it stays in their job scripts"
                                        : word
                                                ? "what follows it must come after it, so it stays in the job script"
                                                : "it stays in the job script"));
            }
        }
    }

    private void start(ShellBlock.Line line, Program program, NewScript script, boolean last) {
        String joined = line.text().replaceAll("\\\\\\n\\s*", " ").strip();
        Program started = Start.program(joined, program).orElse(program);
        Start start = Start.of(joined, program);
        if (started == Program.ENGINES) {
            launch(start, line.at());
        }
        if (line.inside()) {
            findings.add(
                    Finding.of(
                            Kind.NOT_UNDERSTOOD,
                            line.at(),
                            Holes.shown(joined),
                            "it stands in a loop or a condition; look whether jcluster's lines can"));
        }
        for (String before : start.before()) {
            if (Holes.any(before) || before.contains("{{")) {
                script.comment(Holes.shown(before));
            } else {
                script.keep(before);
                findings.add(Finding.of(Kind.KEPT, line.at(), before, "before jcluster's lines"));
            }
        }
        findings.add(
                Finding.of(
                        Kind.UNDERSTOOD,
                        line.at(),
                        Holes.shown(joined),
                        (started == Program.ENGINES
                                        ? "launch: " + launched(start)
                                        : "the controller")
                                + (last ? "; jcluster's lines are in its place" : "; taken out")));
        notes(start, line.at());
    }

    private void notes(Start start, Origin at) {
        start.ours().forEach(note -> findings.add(note(Kind.OURS, at, note)));
        start.lost().forEach(note -> findings.add(note(Kind.NOT_UNDERSTOOD, at, note)));
    }

    private static Finding note(Kind kind, Origin at, Start.Note note) {
        return Finding.of(kind, at, Holes.shown(note.words()), note.meaning());
    }

    private static String launched(Start start) {
        String launcher =
                Optional.ofNullable(start.launch().get("launcher"))
                        .orElse(
                                start.alone()
                                        ? "no launcher, engines without MPI"
                                        : "that of the scheduler");
        String mpi =
                Optional.ofNullable(start.launch().get("mpi"))
                        .map(flavour -> ", mpi: " + flavour)
                        .orElse("");
        return launcher
                + mpi
                + (start.options().isEmpty()
                        ? ""
                        : ", options: " + String.join(" ", start.options()));
    }

    private void launch(Start start, Origin at) {
        alone |= start.alone();
        start.launch()
                .forEach((word, value) -> profile.put("launch", word, value, Optional.of(at)));
        profile.list("launch", "options", start.options(), Optional.of(at));
        start.resources()
                .forEach(
                        (word, value) -> {
                            if (!profile.has("resources", word)) {
                                profile.put("resources", word, value, Optional.of(at));
                            }
                        });
        start.python().ifPresent(path -> profile.put("software", "python", path, Optional.of(at)));
        start.path()
                .filter(path -> !List.of("/bin", "/usr/bin", "/usr/local/bin").contains(path))
                .ifPresent(
                        path ->
                                prologue.add(
                                        "export PATH=" + ShellWords.quote(path) + ":\"$PATH\""));
    }

    // ---- Engines without a batch system ---------------------------------------------------------

    private void here(LauncherClass launcher) {
        Map<String, String> environment = new TreeMap<>();
        if (launcher == LauncherClass.MPI) {
            List<String> owners = launcher.owners(Program.ENGINES);
            Optional<Setting> command = settings.first("mpi_cmd", owners);
            Optional<Setting> words = settings.first("mpi_args", owners);
            List<String> line =
                    new ArrayList<>(
                            command.map(Settings::texts)
                                    .filter(all -> !all.isEmpty())
                                    .orElse(List.of("mpiexec")));
            line.addAll(words.map(Settings::texts).orElse(List.of()));
            line.add("ipengine");
            if (line.stream().flatMapToInt(String::chars).anyMatch(Character::isISOControl)) {
                throw directory.problem("mpi_cmd or mpi_args holds a control character");
            }
            Start start = Start.of(ShellWords.join(line), Program.ENGINES);
            Origin at =
                    words.or(() -> command)
                            .map(Setting::at)
                            .orElse(new Origin("ipcluster_config.py", 0));
            launch(start, at);
            command.ifPresent(setting -> understood(setting, "launch: " + launched(start)));
            words.ifPresent(setting -> understood(setting, "launch: " + launched(start)));
            notes(start, at);
            start.before().forEach(prologue::add);
        } else {
            profile.put("launch", "launcher", "mpiexec", Optional.empty());
            profile.put("launch", "mpi", "none", Optional.empty());
        }
        variables(launcher, environment);
        boolean srun = profile.toString().contains("launcher: srun");
        profile.put("site", "scheduler", srun ? "slurm" : "shell", Optional.empty());
    }

    // ---- What every profile may set -------------------------------------------------------------

    private void variables(LauncherClass launcher, Map<String, String> environment) {
        settings.first("environment", launcher.owners(Program.ENGINES))
                .ifPresent(
                        setting -> {
                            Settings.table(setting)
                                    .forEach(
                                            (variable, value) -> {
                                                String text = value.shown();
                                                if (variable.matches("[A-Za-z_][A-Za-z0-9_]*")
                                                        && text.chars()
                                                                .noneMatch(
                                                                        Character::isISOControl)) {
                                                    environment.put(variable, text);
                                                } else {
                                                    findings.add(
                                                            Finding.of(
                                                                    Kind.NOT_UNDERSTOOD,
                                                                    setting.at(),
                                                                    variable + "=" + text,
                                                                    "no variable of one line"));
                                                }
                                            });
                            understood(setting, "software: environment");
                        });
        profile.table("software", "environment", environment);
        settings.first("engine_cmd", launcher.owners(Program.ENGINES)).ifPresent(this::python);
        profile.shell("software", "prologue", prologue);
    }

    private void python(Setting setting) {
        List<String> words = Settings.texts(setting);
        String first = words.isEmpty() ? "" : words.get(0);
        boolean module = words.size() > 1 && words.get(1).equals("-m");
        boolean plain = first.matches("[A-Za-z0-9_./~+-]+");
        if (plain && module) {
            profile.put("software", "python", first, Optional.of(setting.at()));
            understood(setting, "software: python: " + first);
        } else if (plain && first.endsWith("/ipengine")) {
            String python = first.substring(0, first.lastIndexOf('/')) + "/python";
            profile.put("software", "python", python, Optional.of(setting.at()));
            understood(setting, "software: python: " + python);
        } else {
            findings.add(
                    Finding.of(
                            Kind.NOT_UNDERSTOOD,
                            setting.at(),
                            setting.shown(),
                            "say which Python that is: software: python"));
        }
    }

    private void everywhere() {
        settings.first("n", CLUSTER)
                .ifPresent(
                        setting ->
                                findings.add(
                                        Finding.of(
                                                Kind.UNDERSTOOD,
                                                setting.at(),
                                                setting.shown(),
                                                "no word of a profile: jcluster submit -n "
                                                        + setting.value().shown())));
        settings.first("enable_curve", CONTROLLER)
                .ifPresent(
                        setting ->
                                Settings.flag(setting)
                                        .ifPresent(
                                                on -> {
                                                    profile.put(
                                                            "controller",
                                                            "curve",
                                                            on.toString(),
                                                            Optional.of(setting.at()));
                                                    understood(setting, "controller: curve: " + on);
                                                }));
        settings.first("ports", CONTROLLER).ifPresent(this::ports);
        settings.first("ip", CONTROLLER)
                .ifPresent(
                        setting -> {
                            String value = setting.value().shown();
                            if (value.matches("[a-z]+[a-z0-9]*\\d")) {
                                profile.put(
                                        "controller",
                                        "interface",
                                        value,
                                        Optional.of(setting.at()));
                                understood(setting, "controller: interface: " + value);
                            } else {
                                findings.add(
                                        Finding.of(
                                                Kind.OURS,
                                                setting.at(),
                                                setting.shown(),
                                                "jcluster listens on the address that engines and"
                                                        + " login node reach; controller: interface:"
                                                        + " names another"));
                            }
                        });
    }

    private void ports(Setting setting) {
        String value =
                setting.value() instanceof PythonValue.Items items && items.values().size() == 1
                        ? items.values().get(0).shown()
                        : setting.value().shown();
        if (value.matches("\\d{1,5}-\\d{1,5}")) {
            int first = Integer.parseInt(value.substring(0, value.indexOf('-')));
            int last = Integer.parseInt(value.substring(value.indexOf('-') + 1));
            if (first > 0 && last <= 65_535 && last - first + 1 >= LEAST_PORTS) {
                profile.put("controller", "ports", value, Optional.of(setting.at()));
                understood(setting, "controller: ports: " + value);
                return;
            }
        }
        findings.add(
                Finding.of(
                        Kind.NOT_UNDERSTOOD,
                        setting.at(),
                        setting.shown(),
                        "controller: ports: takes one range of at least "
                                + LEAST_PORTS
                                + " ports"));
    }

    private void leftovers() {
        fillers.forEach(
                (key, setting) -> {
                    if (!used.contains(key)) {
                        findings.add(
                                Finding.of(
                                        Kind.NOT_UNDERSTOOD,
                                        setting.at(),
                                        setting.shown(),
                                        KnownTraits.advice(setting.owner(), setting.trait())));
                    }
                });
        for (Setting setting : settings.unread()) {
            Optional<String> ours = KnownTraits.ours(setting.owner(), setting.trait());
            findings.add(
                    Finding.of(
                            ours.isPresent() ? Kind.OURS : Kind.NOT_UNDERSTOOD,
                            setting.at(),
                            setting.shown(),
                            ours.orElseGet(
                                    () -> KnownTraits.advice(setting.owner(), setting.trait()))));
        }
    }
}
