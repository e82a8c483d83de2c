package io.jcluster.launcher.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * Runs the commands that are run most, without effect, and what an agent does first, so that the
 * JVM can write down the classes they need (class-data sharing). Not for users.
 */
final class Rehearsal {

    private Rehearsal() {}

    public static void main(String[] args) throws IOException, GeneralSecurityException {
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
        LineRehearsal.run();
    }
}
