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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The job scripts of a profile, wherever they are, with what settings put into them. */
final class Templates {

    /** What may come into a script by a hole: nothing in it means anything to a shell. */
    private static final Pattern FILLING = Pattern.compile("[A-Za-z0-9_.@:/+,=% -]*");

    private static final Set<String> ONE_WORD = Set.of("queue", "account", "qos", "timelimit");

    private final ProfileDirectory directory;
    private final Draft draft;
    private final Settings settings;
    private final List<Finding> findings;

    /** Settings that fill a hole of the job scripts, where there is that hole. */
    private final Map<String, Setting> fillers = new LinkedHashMap<>();

    private final Set<String> used = new HashSet<>();

    Templates(ProfileDirectory directory, Draft draft) {
        this.directory = directory;
        this.draft = draft;
        this.settings = draft.settings();
        this.findings = draft.findings();
    }

    /** The job script that ipyparallel would have used, read; empty where it has its own. */
    Optional<OldScript> script(LauncherClass launcher, Program program) {
        List<String> owners = launcher.owners(program);
        Map<String, String> values = holes(launcher, owners);
        Optional<Setting> inline = settings.first("batch_template", owners);
        Optional<Setting> named = settings.first("batch_template_file", owners);
        String conventional = launcher.file(program == Program.ENGINES ? "engine" : "controller");
        Optional<OldScript> script = Optional.empty();
        if (inline.isPresent()
                && inline.get().value() instanceof PythonValue.Text text
                && !text.text().isBlank()) {
            draft.understood(inline.get(), "a job script of its own");
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
                named.ifPresent(setting -> draft.understood(setting, "a job script of its own"));
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
                        draft.understood(setting, "fills {" + hole + "} of the job scripts");
                    }
                });
    }

    /** What ipyparallel puts into a script of its own from settings. */
    List<Piece> settingsAsRequest(LauncherClass launcher, Program program) {
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

    /** Whether a setting has or names one for that. */
    boolean hasSetting(LauncherClass launcher, Program program) {
        return Stream.of("batch_template", "batch_template_file")
                .anyMatch(trait -> settings.has(trait, launcher.owners(program).subList(0, 2)));
    }

    /** Tells of the settings that there was no hole for. */
    void tellUnused() {
        fillers.forEach(
                (key, setting) -> {
                    if (!used.contains(key)) {
                        draft.tell(
                                Kind.NOT_UNDERSTOOD,
                                setting.at(),
                                setting.shown(),
                                KnownTraits.advice(setting.owner(), setting.trait()));
                    }
                });
    }
}
