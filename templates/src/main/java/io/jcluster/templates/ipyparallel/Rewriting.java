package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ipyparallel.Finding.Kind;
import io.jcluster.templates.ipyparallel.Start.Program;
import java.util.List;

/** A job script of ipyparallel written anew around the lines of jcluster. */
final class Rewriting {

    private final String name;
    private final LauncherClass launcher;
    private final LaunchWords launch;
    private final List<Finding> findings;

    Rewriting(String name, LauncherClass launcher, LaunchWords launch, Draft draft) {
        this.name = name;
        this.launcher = launcher;
        this.launch = launch;
        this.findings = draft.findings();
    }

    /**
     * The new script.
     *
     * @param raw directives that stay
     * @param software the lines that have moved into the profile
     * @param shared whether the controller's script and the engines' could move the same
     */
    String newScript(
            OldScript old, Program program, List<String> raw, Software software, boolean shared) {
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
                keep(old, line, script, shared, start >= 0 && i > start);
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
            launch.launch(start, line.at());
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
                                        ? "launch: " + LaunchWords.launched(start)
                                        : "the controller")
                                + (last ? "; jcluster's lines are in its place" : "; taken out")));
        launch.notes(start, line.at());
    }

    private static int lastStart(OldScript script) {
        for (int i = script.block().size() - 1; i >= 0; i--) {
            if (script.block().get(i).kind() == ShellBlock.Kind.START) {
                return i;
            }
        }
        return -1;
    }

    /** The lines before the one that starts the program. */
    static List<ShellBlock.Line> beforeStart(OldScript script) {
        if (!script.bash()) {
            return List.of();
        }
        int last = lastStart(script);
        return script.block().subList(0, last < 0 ? script.block().size() : last);
    }
}
