package io.jcluster.launcher.doctor;

import io.jcluster.drmaa2.MachineInfo;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the login node knows of the compute nodes, and whether it reaches them. */
record Nodes(Host host) {

    private static final int SSH = 22;

    /**
     * Two of the nodes stand for all.
     *
     * @param forwarding whether the login node lets connections through at all
     */
    List<Finding> look(List<MachineInfo> machines, boolean forwarding) throws InterruptedException {
        List<String> usable =
                machines.stream()
                        .filter(MachineInfo::available)
                        .map(MachineInfo::name)
                        .sorted()
                        .toList();
        if (usable.isEmpty()) {
            return List.of(
                    Finding.warning(
                            "nodes",
                            machines.isEmpty()
                                    ? "the scheduler lists none"
                                    : "none of " + machines.size() + " takes jobs just now",
                            "a job would wait",
                            "see what the site says of a maintenance"));
        }
        List<String> samples =
                Stream.of(usable.get(0), usable.get(usable.size() - 1)).distinct().toList();
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.ok(
                        "nodes",
                        usable.size() + " of " + machines.size() + " can run jobs just now"));
        findings.add(names(samples));
        findings.add(forwarding ? reached(samples) : notTried());
        findings.add(
                Finding.unknown(
                        "ssh to nodes",
                        "not tried",
                        "many sites let you log in to a node only while a job of yours runs there",
                        ""));
        return findings;
    }

    private Finding names(List<String> samples) throws InterruptedException {
        Facts facts = Facts.ask(host, "nodes.sh", Map.of("names", String.join(" ", samples)));
        return names(samples, facts);
    }

    static Finding names(List<String> samples, Facts facts) {
        String name = "node names";
        List<String> missing =
                samples.stream()
                        .filter(node -> facts.get(node).filter("unknown"::equals).isPresent())
                        .toList();
        if (!missing.isEmpty()) {
            return Finding.warning(
                    name,
                    String.join(", ", missing) + " is not known on the login node",
                    "jcluster goes to the controller by the addresses that the job tells; names in"
                            + " messages lead nowhere",
                    "");
        }
        List<String> known = samples.stream().filter(node -> facts.get(node).isPresent()).toList();
        return known.isEmpty()
                ? Finding.unknown(
                        name,
                        "the login node has no getent to look names up with",
                        "whether it knows the nodes is not known",
                        "")
                : Finding.ok(
                        name,
                        known.stream()
                                .map(
                                        node ->
                                                node
                                                        + " is "
                                                        + facts.get(node)
                                                                .orElse("")
                                                                .split("\\s+", 2)[0])
                                .collect(Collectors.joining(", ")));
    }

    private Finding reached(List<String> samples) throws InterruptedException {
        try {
            for (String node : samples) {
                if (host.reaches(new HostPort(node, SSH))) {
                    return Finding.ok(
                            "way to nodes",
                            "the login node reaches port " + SSH + " of " + node,
                            "a firewall may still close the controller's ports; a job shows");
                }
            }
            return Finding.unknown(
                    "way to nodes",
                    "nothing answers at port " + SSH + " of " + String.join(" and ", samples),
                    "no other port is known to try before a job runs; many nodes have no SSH server",
                    "");
        } catch (HostException e) {
            Text text = Text.of(e);
            return Finding.unknown(
                    "way to nodes", text.said(), "it could not be tried", text.advice());
        } catch (IllegalArgumentException e) {
            return Finding.unknown(
                    "way to nodes", Text.of(e).said(), "the name could not be tried", "");
        }
    }

    private static Finding notTried() {
        return Finding.unknown(
                "way to nodes",
                "not tried",
                "the login node lets no connection through, or it is not known whether it does",
                "");
    }
}
