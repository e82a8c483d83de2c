"""The ports of a running cluster brought home: `jcluster connect` against ssh, one process per port or one for all.

A port is open when the controller on the compute node has spoken through it; here both sides stop the watch, after
which jcluster goes on to have the engines prove their ranks, which ssh knows nothing of. Once with the background
agent gone, as after a reboot, and once with the agent there, which holds another cluster's ports.
"""

import contextlib
import json

from bench.bed import JCLUSTER, booted
from bench.contest import Contest, Rivalry, Way

ROUNDS = 7

SIX, ONE = "six ssh, a port each", "one ssh, seven ports"
FRESH, AGAIN = "jcluster connect, no agent", "jcluster connect, agent there"
OPEN = "ports open"


@contextlib.contextmanager
def prepare(product):
    with booted(product) as bed:
        cluster, other = submit(bed, nodes=2, per_node=4), submit(bed, nodes=1, per_node=1)
        targets = ",".join(controller_ports(bed, cluster))

        def ssh(way):
            return lambda: bed.driver("ports.py", "--rounds", "1", "--way", way, "--targets", targets)["seconds"]

        def connect(agent):
            return lambda: bed.driver("jcluster.py", "connect", JCLUSTER, cluster["id"], "--other", other["id"],
                                      "--agent", agent)["seconds"]

        ways = (Way(SIX, ssh("six")), Way(ONE, ssh("one")), Way(FRESH, connect("gone")), Way(AGAIN, connect("running")))
        for way in ways:
            way.run()
        yield Contest(ways, tuple(Rivalry(ours, rival, OPEN) for ours in (FRESH, AGAIN) for rival in (SIX, ONE)),
                      f"8 engines on 2 nodes; compared at the moment '{OPEN}'")


def submit(bed, nodes, per_node):
    return json.loads(bed.laptop(JCLUSTER, "submit", "--json", "--scheduler", "slurm", "--login", "cluster", "-t", "2h",
                                 "--nodes", str(nodes), "--tasks-per-node", str(per_node)))


def controller_ports(bed, cluster):
    """Where the controller listens, by its own connection file on the cluster."""
    there = json.loads(bed.laptop("ssh", "cluster", f"cat .jcluster/jobs/{cluster['key']}/profile/security/*-client.json"))
    return [f"{there['location']}:{there[channel]}" for channel in cluster["ports"]]
