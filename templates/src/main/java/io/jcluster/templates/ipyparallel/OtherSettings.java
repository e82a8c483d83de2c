package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ipyparallel.Finding.Kind;
import io.jcluster.templates.ipyparallel.Settings.Setting;
import io.jcluster.templates.ipyparallel.Start.Program;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a profile sets besides job scripts: variables, Python, and how the controller listens. */
final class OtherSettings {

    private static final List<String> CONTROLLER =
            List.of("IPController", "IPControllerApp", "HubFactory");
    private static final int LEAST_PORTS = 18;

    private final Draft draft;
    private final Settings settings;
    private final ProfileText profile;
    private final List<Finding> findings;
    private final List<String> prologue;

    OtherSettings(Draft draft) {
        this.draft = draft;
        this.settings = draft.settings();
        this.profile = draft.profile();
        this.findings = draft.findings();
        this.prologue = draft.prologue();
    }

    /** Software of the engines, beside what job scripts had. */
    void variables(LauncherClass launcher, Map<String, String> environment) {
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
                            draft.understood(setting, "software: environment");
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
            draft.understood(setting, "software: python: " + first);
        } else if (plain && first.endsWith("/ipengine")) {
            String python = first.substring(0, first.lastIndexOf('/')) + "/python";
            profile.put("software", "python", python, Optional.of(setting.at()));
            draft.understood(setting, "software: python: " + python);
        } else {
            findings.add(
                    Finding.of(
                            Kind.NOT_UNDERSTOOD,
                            setting.at(),
                            setting.shown(),
                            "say which Python that is: software: python"));
        }
    }

    void everywhere() {
        settings.first("n", Conversion.CLUSTER)
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
                                                    draft.understood(
                                                            setting, "controller: curve: " + on);
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
                                draft.understood(setting, "controller: interface: " + value);
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
                draft.understood(setting, "controller: ports: " + value);
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

    /** Tells of what nobody has read. */
    void leftovers() {
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
