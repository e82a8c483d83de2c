package io.jcluster.launcher.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "px",
        description = {
            "Run Python on a cluster's engines and show what they print and what the last line is worth.",
            "",
            "What several engines print alike is shown once. The first Ctrl-C interrupts the engines, a second leaves them."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster px 77 'import numpy; numpy.__version__'",
            "  jcluster px 77 --targets 0-3 'print(n)'      on some engines",
            "  jcluster px 77 <prepare.py                   what is on standard input",
            "  jcluster px 77 --timeout 30s 'comm.Barrier()'",
            "  jcluster px 77 --noblock 'long_run()'        prints ids for 'jcluster results'"
        })
final class PxCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "CODE",
            description = "Python, in quotes; without it standard input is read")
    private @Nullable String code;

    @Mixin private EngineOptions engines = new EngineOptions();
    @Mixin private ExecutionOptions options = new ExecutionOptions();

    @Override
    public Integer call() throws Exception {
        String text = code();
        return options.run(spec, engines, text, text);
    }

    private String code() throws IOException {
        if (code != null) {
            return code;
        }
        if (Terminal.forInput()) {
            throw new IllegalArgumentException(
                    "no code: write it behind the ID, in quotes, or give it on standard input:"
                            + " jcluster px "
                            + engines.id()
                            + " <script.py");
        }
        return ProgramText.of(System.in.readAllBytes(), "standard input");
    }
}
