package io.jcluster.launcher.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Runs the commands that are run most, without effect, so that the JVM can write down the classes
 * they need (class-data sharing). Not for users.
 */
final class Rehearsal {

    private Rehearsal() {}

    public static void main(String[] args) {
        Logging.setUp(System.getenv());
        PrintWriter nowhere =
                new PrintWriter(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        for (String line :
                new String[] {
                    "--version",
                    "--help",
                    "list",
                    "list --json",
                    "watch --once",
                    "script -s local -n 2",
                    "script -s slurm -n 2"
                }) {
            Main.commandLine().setOut(nowhere).setErr(nowhere).execute(line.split(" "));
        }
    }
}
