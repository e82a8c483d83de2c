package io.jcluster.launcher.doctor;

import java.util.List;
import java.util.Set;

/** The login shell, and the machine that was met, as the account sees them. */
record Account(Facts facts) {

    private static final Set<String> USUAL = Set.of("bash", "sh", "dash", "zsh", "ksh");

    List<Finding> look() {
        String shell = facts.get("shell").orElse("");
        String name = shell.substring(shell.lastIndexOf('/') + 1);
        return List.of(
                Finding.ok(
                        "machine",
                        facts.get("node").orElse("it has no name")
                                + facts.get("system").map(system -> ", " + system).orElse("")),
                shell.isEmpty()
                        ? Finding.unknown(
                                "shell", "SHELL is not set", "nothing follows from it", "")
                        : Finding.ok(
                                "shell",
                                shell,
                                USUAL.contains(name)
                                        ? ""
                                        : "jcluster hands its commands to /bin/sh and its jobs to bash,"
                                                + " so they work; what this shell's start files set, they"
                                                + " do not see"));
    }
}
