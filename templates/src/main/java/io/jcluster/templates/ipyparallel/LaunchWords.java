package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ipyparallel.Finding.Kind;
import io.jcluster.tunnel.ShellWords;
import java.util.List;
import java.util.Optional;

/** How engines were started, put into the words of a profile. */
final class LaunchWords {

    private final ProfileText profile;
    private final List<Finding> findings;
    private final List<String> prologue;
    private boolean alone;

    LaunchWords(Draft draft) {
        this.profile = draft.profile();
        this.findings = draft.findings();
        this.prologue = draft.prologue();
    }

    /** Whether each engine was started by itself, without MPI. */
    boolean alone() {
        return alone;
    }

    void launch(Start start, Origin at) {
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

    static String launched(Start start) {
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

    /** Tells what of the line is not in the profile. */
    void notes(Start start, Origin at) {
        start.ours().forEach(note -> findings.add(note(Kind.OURS, at, note)));
        start.lost().forEach(note -> findings.add(note(Kind.NOT_UNDERSTOOD, at, note)));
    }

    private static Finding note(Kind kind, Origin at, Start.Note note) {
        return Finding.of(kind, at, Holes.shown(note.words()), note.meaning());
    }
}
