package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ipyparallel.Finding.Kind;
import io.jcluster.templates.ipyparallel.Settings.Setting;
import io.jcluster.templates.ipyparallel.Start.Program;
import io.jcluster.tunnel.ShellWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The work of one import, from a directory to the texts of a profile. */
final class Conversion {

    /** The classes that may say how a cluster is launched, the nearest first. */
    static final List<String> CLUSTER =
            List.of("IPClusterStart", "IPClusterEngines", "IPCluster", "Cluster");

    private final ProfileDirectory directory;
    private final String name;
    private final TreeMap<String, String> files = new TreeMap<>();
    private final Draft draft = new Draft();
    private final Settings settings = draft.settings();
    private final ProfileText profile = draft.profile();
    private final List<Finding> findings = draft.findings();
    private final Templates templates;
    private final LaunchWords launch = new LaunchWords(draft);
    private final OtherSettings others = new OtherSettings(draft);

    Conversion(ProfileDirectory directory, String name) {
        this.directory = directory;
        this.name = name;
        this.templates = new Templates(directory, draft);
    }

    ImportedProfile result() {
        List<String> configs =
                ProfileDirectory.CONFIG_FILES.stream().filter(directory::has).toList();
        List<String> scripts = directory.endingIn(".template");
        if (configs.isEmpty() && scripts.isEmpty()) {
            throw directory.problem(
                    "there is no profile in it: neither "
                            + String.join(", ", ProfileDirectory.CONFIG_FILES)
                            + " nor pbs.engine.template, slurm.engine.template or the like");
        }
        configs.forEach(file -> settings.add(file, directory.text(file)));
        foreign(scripts);
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
        engineClass.ifPresent(
                setting -> draft.understood(setting, "site: scheduler, launch: launcher"));
        controllerClass.ifPresent(
                setting ->
                        draft.understood(
                                setting,
                                profile.has("controller", "layout")
                                        ? "controller: layout: separate"
                                        : engines.isBatch()
                                                ? "the controller runs in the engines' job, not beside ipcluster"
                                                : "the controller runs where the engines do"));
        others.everywhere();
        templates.tellUnused();
        others.leftovers();
        findings.addAll(settings.unclear());
        files.put(name + ".yaml", profile.toString());
        return new ImportedProfile(files, findings);
    }

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
                                                                        templates.hasSetting(
                                                                                one, program)))
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
        Optional<OldScript> engines = templates.script(launcher, Program.ENGINES);
        boolean separate =
                controllerClass
                        .map(launcher::equals)
                        .orElseGet(
                                () ->
                                        directory.has(launcher.file("controller"))
                                                || templates.hasSetting(
                                                        launcher, Program.CONTROLLER));
        Optional<OldScript> controller =
                separate ? templates.script(launcher, Program.CONTROLLER) : Optional.empty();
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
            asked.addAll(templates.settingsAsRequest(launcher, Program.ENGINES));
        }
        RequestWords words = new RequestWords(draft);
        List<String> rawOfEngines = words.resources(asked, request);
        List<Piece> askedForController =
                new ArrayList<>(controller.map(OldScript::request).orElse(List.of()));
        if (separate && controller.isEmpty()) {
            askedForController.addAll(templates.settingsAsRequest(launcher, Program.CONTROLLER));
        }
        List<String> rawOfController = words.ofController(askedForController, request);

        List<ShellBlock.Line> before = engines.map(Rewriting::beforeStart).orElse(List.of());
        List<ShellBlock.Line> beforeController =
                controller.map(Rewriting::beforeStart).orElse(List.of());
        Software software = Software.of(before);
        boolean shared = controller.isEmpty() || software.agrees(Software.of(beforeController));
        software = shared ? software : Software.NONE;
        Software ofController = shared ? Software.of(beforeController) : Software.NONE;
        profile.list("software", "modules", software.modules(), Optional.empty());
        draft.prologue().addAll(software.prologue());
        Map<String, String> environment = new TreeMap<>(software.environment());

        Rewriting rewriting = new Rewriting(name, launcher, launch, draft);
        if (engines.isPresent()) {
            String file = separate ? name + "-engines.sh" : name + ".sh";
            String word = separate ? "engines" : "job";
            files.put(
                    file,
                    rewriting.newScript(
                            engines.get(), Program.ENGINES, rawOfEngines, software, shared));
            profile.put("templates", word, file, Optional.empty());
        }
        if (controller.isPresent()) {
            String file = name + "-controller.sh";
            files.put(
                    file,
                    rewriting.newScript(
                            controller.get(),
                            Program.CONTROLLER,
                            rawOfController,
                            ofController,
                            shared));
            profile.put("templates", "controller", file, Optional.empty());
        }
        others.variables(launcher, environment);
        if (!profile.has("launch", "launcher")) {
            profile.put(
                    "launch",
                    "launcher",
                    launcher == LauncherClass.SLURM ? "srun" : "mpiexec",
                    Optional.empty());
            if (launch.alone() || (engines.isEmpty() && launcher == LauncherClass.PBS)) {
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
            launch.launch(start, at);
            command.ifPresent(
                    setting -> draft.understood(setting, "launch: " + LaunchWords.launched(start)));
            words.ifPresent(
                    setting -> draft.understood(setting, "launch: " + LaunchWords.launched(start)));
            launch.notes(start, at);
            start.before().forEach(draft.prologue()::add);
        } else {
            profile.put("launch", "launcher", "mpiexec", Optional.empty());
            profile.put("launch", "mpi", "none", Optional.empty());
        }
        others.variables(launcher, environment);
        boolean srun = profile.toString().contains("launcher: srun");
        profile.put("site", "scheduler", srun ? "slurm" : "shell", Optional.empty());
    }
}
