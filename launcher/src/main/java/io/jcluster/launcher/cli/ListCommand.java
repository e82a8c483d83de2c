package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.Survey;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        aliases = "ls",
        description =
                "List all clusters on record, alive or not; one question to the scheduler of each host.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster list               a table",
            "  jcluster list --json        for scripts"
        })
final class ListCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "print a JSON array")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<Survey.Found> found;
        try (Office office = Office.open(spec.commandLine().getErr())) {
            found = new Survey(office.desk()).of(office.desk().store().all());
            for (Path file : office.desk().store().unreadable()) {
                office.desk()
                        .progress()
                        .note(
                                file
                                        + " is no record of a cluster any more; its job, if any, goes on");
            }
        }
        new Output(spec.commandLine().getOut(), json).list(found);
        return 0;
    }
}
