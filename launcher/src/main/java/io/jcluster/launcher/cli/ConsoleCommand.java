package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.Roster;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "console",
        description = {
            "A prompt whose lines run on a cluster's engines, as those of 'px' do.",
            "",
            "Tab completes from the engines, Ctrl-C interrupts them, Ctrl-D leaves. %%help tells the rest."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster console 77",
            "  jcluster console 77 --targets 0     only the first engine; %%targets all changes that",
            "  jcluster console 77 <lines.txt      each statement in turn, as if it were typed"
        })
final class ConsoleCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private EngineOptions engines = new EngineOptions();

    @Override
    public Integer call() throws Exception {
        return Reach.visit(
                spec,
                engines.id(),
                (office, cluster, client) -> {
                    Path history = office.desk().directories().state().resolve("console.history");
                    ConsoleTalk talk =
                            new ConsoleTalk(
                                    cluster,
                                    new Roster(office.desk().store(), cluster),
                                    new Lookout(office, cluster, client),
                                    spec,
                                    engines.text());
                    office.unattended();
                    if (!Terminal.forInput() || !Terminal.forOutput()) {
                        return talk.read(System.in);
                    }
                    try (org.jline.terminal.Terminal terminal =
                            TerminalBuilder.builder().system(true).dumb(false).build()) {
                        LineReader reader =
                                LineReaderBuilder.builder()
                                        .terminal(terminal)
                                        .parser(new PythonLines())
                                        .completer(talk::complete)
                                        .variable(LineReader.HISTORY_FILE, history)
                                        .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P...: ")
                                        .variable(LineReader.INDENTATION, 4)
                                        // '!' is Python's, not the history's.
                                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                                        .build();
                        return talk.read(reader);
                    }
                });
    }
}
