package io.jcluster.templates;

import io.jcluster.templates.Template.Lines;
import io.jcluster.templates.Template.Words;
import java.util.List;
import java.util.Map;

/** Lines of bash by which one host reaches others that no batch system knows, as its job does. */
public final class HostLines {

    private HostLines() {}

    /**
     * The hosts, in bash: {@code hosts}, those {@code elsewhere}, and {@code reach}, the words of
     * ssh. They want {@code fail STATUS SENTENCE}, which ends the script, and {@code $node}.
     */
    public static String named(List<EngineHost> hosts) {
        return ClusterScript.part(
                        "hosts",
                        Map.of(
                                "hosts",
                                new Words(hosts.stream().map(EngineHost::name).toList()),
                                "counts",
                                new Words(
                                        hosts.stream()
                                                .map(host -> Integer.toString(host.engines()))
                                                .toList())))
                .text();
    }

    /**
     * {@code $scratch/across HOST COMMAND...}, which runs a command for a shell on one of them with
     * the environment of here. Wants {@code $profile}, a directory whose connection file goes along
     * if there is one, {@code $below}, where that is below the home there, and the mark of the job,
     * {@code $JCLUSTER_RUN}.
     */
    public static String across() {
        return ClusterScript.part(
                        "across", Map.of("across", new Lines(Resource.text("launchers/across.sh"))))
                .text();
    }

    /** All hosts asked at once whether they can have engines; if one cannot, the job ends. */
    static Lines check() {
        return ClusterScript.part(
                "hosts-check",
                Map.of(
                        "line", new Lines(across()),
                        "program", new Lines(Resource.text("hosts-check.py"))));
    }
}
