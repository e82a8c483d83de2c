package io.jcluster.launcher.cli;

import io.jcluster.client.AsyncResult;
import io.jcluster.client.DirectView;
import io.jcluster.launcher.cluster.ClusterRecord;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** A word to engines about work they have: which engines, and what is shown of it. */
final class Intervention {

    @Mixin private EngineOptions engines = new EngineOptions();

    @Option(names = "--json", description = "print what each engine had to do before and has now")
    private boolean json;

    /**
     * What distinguishes one from another.
     *
     * @param doing while it is done
     * @param done before the engines on which it had an effect
     * @param nothing where there was no work
     * @param vain what engines have not done, where it had no effect
     * @param advice what to try then
     */
    record Words(
            String doing,
            String done,
            String nothing,
            String vain,
            Function<ClusterRecord, String> advice) {}

    int run(CommandSpec spec, Words words, Function<DirectView, AsyncResult> action)
            throws Exception {
        return engines.visit(
                spec,
                (office, cluster, client, view) -> {
                    Disturbance work = new Disturbance(client, view.engines());
                    office.desk().progress().waiting(words.doing());
                    work.await(action.apply(view));
                    office.close();
                    work.show(spec.commandLine().getOut(), json, words.done(), words.nothing());
                    if (!work.unmoved().isEmpty()) {
                        throw work.vain(words.vain(), words.advice().apply(cluster));
                    }
                    return 0;
                });
    }
}
