package io.jcluster.launcher.cli;

import io.jcluster.client.Client;
import io.jcluster.client.DirectView;
import io.jcluster.launcher.shell.Targets;
import picocli.CommandLine.Option;

/** Which engines a command is for. */
final class EngineOptions {

    @Option(
            names = {"-t", "--targets"},
            paramLabel = "ENGINES",
            defaultValue = "all",
            description =
                    "which engines: all, 3, 0,2, 0-3, or a slice such as ::2 (default: ${DEFAULT-VALUE})")
    private String targets = "all";

    /**
     * A view of them.
     *
     * @throws IllegalArgumentException when one is not there
     */
    DirectView of(Client client) {
        return client.view(Targets.choose(targets, client.ids().keySet()));
    }

    /** As it was typed. */
    String text() {
        return targets;
    }
}
