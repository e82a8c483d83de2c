package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ipyparallel.Finding.Kind;
import io.jcluster.templates.ipyparallel.Settings.Setting;
import java.util.ArrayList;
import java.util.List;

/** What an import has come to so far: the new profile, and what is to be told. */
final class Draft {

    private final Settings settings = new Settings();
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> prologue = new ArrayList<>();
    private final ProfileText profile =
            new ProfileText(
                    "From a profile of ipyparallel; 'jcluster profile import' said what became of it.");

    Settings settings() {
        return settings;
    }

    ProfileText profile() {
        return profile;
    }

    /** What is to be told, to add to. */
    List<Finding> findings() {
        return findings;
    }

    /** Lines of shell for all jobs, in the order they were found, to add to. */
    List<String> prologue() {
        return prologue;
    }

    void tell(Finding.Kind kind, Origin at, String text, String meaning) {
        findings.add(Finding.of(kind, at, text, meaning));
    }

    void understood(Piece piece, String meaning) {
        findings.add(Finding.of(Kind.UNDERSTOOD, piece.at(), Holes.shown(piece.text()), meaning));
    }

    void understood(Setting setting, String meaning) {
        findings.add(Finding.of(Kind.UNDERSTOOD, setting.at(), setting.shown(), meaning));
    }
}
