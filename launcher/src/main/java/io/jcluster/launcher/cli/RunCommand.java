package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.shell.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = {
            "Run a Python script of this machine on a cluster's engines.",
            "",
            "Its text is sent; files it reads are looked for on the cluster. What it defines stays on the engines."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster run 77 simulate.py",
            "  jcluster run 77 simulate.py 1000 fast        sys.argv is as for python",
            "  jcluster run 77 --targets 0 --json plot.py",
            "  jcluster run 77 simulate.py -- --seed 7      options of the script"
        })
final class RunCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "1",
            paramLabel = "SCRIPT",
            description = "a file of Python; of Java for engines of --kind jshell")
    private Path script = Path.of("");

    @Parameters(index = "2..*", paramLabel = "ARGUMENT", description = "what sys.argv has besides")
    private List<String> arguments = List.of();

    @Mixin private EngineOptions engines = new EngineOptions();
    @Mixin private ExecutionOptions options = new ExecutionOptions();

    @Override
    public Integer call() throws Exception {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(script);
        } catch (IOException e) {
            throw ClusterException.of(
                            ClusterException.Kind.REQUEST, "the program cannot be read: " + script)
                    .said(e);
        }
        String text = ProgramText.of(bytes, script.toString());
        return options.run(spec, engines, Script.call(script.toString(), text, arguments), text);
    }
}
