"""The toy PBS of scheduler-pbs's tests, as OpenPBS or as TORQUE: a server on the control host, a MOM on each node.

It is no proof of what the real ones do. Its commands lie where those of a real site do: on the PATH of a login, not on
that of a command that comes by ssh.
"""

import os
import shutil
import time

from bed.failure import Failure
from bed.plan import OPENPBS_TOY

TOY = os.path.join(os.path.dirname(__file__),
                   "../../../scheduler-pbs/src/test/resources/io/jcluster/scheduler/pbs/toy/toy_pbs.py")
COMMON = "qsub qstat qselect qdel qhold qrls qsig pbsnodes pbsdsh pbs_server pbs_mom".split()
OPENPBS_ONLY = "pbs_tmrsh pbs_rsub pbs_rstat pbs_rdel".split()


def _directory(plan):
    return "/opt/pbs" if plan.scheduler == OPENPBS_TOY else "/opt/torque"


def write(state):
    plan = state.plan
    openpbs = plan.scheduler == OPENPBS_TOY
    state.write("pbs/dialect", "openpbs\n" if openpbs else "torque\n")
    state.write("pbs/server_name", "control\n")
    state.write("pbs/nodes", "".join(f"{node} np={plan.cpus}\n" for node in plan.compute))
    try:
        with open(TOY, encoding="utf-8") as toy:
            state.write("pbs/bin/toy_pbs.py", toy.read(), 0o755)
    except FileNotFoundError:
        raise Failure("the toy PBS is not there", f"no {os.path.normpath(TOY)}",
                      advice="the testbed of a whole checkout") from None
    for command in COMMON + (OPENPBS_ONLY if openpbs else []):
        os.symlink("toy_pbs.py", state.path("pbs/bin", command))
    for directory in ("pbs", "pbs/bin"):
        os.chmod(state.path(directory), 0o755)
    commands = _directory(plan) + "/bin"
    for host in plan.cluster:
        shutil.copytree("/etc/profile.d", state.path("hosts", host, "etc/profile.d"))
        state.write(f"hosts/{host}/etc/profile.d/pbs.sh", f"PATH=$PATH:{commands}\n")
        state.write(f"hosts/{host}/etc/profile.d/pbs.csh", f"setenv PATH ${{PATH}}:{commands}\n")


def mounts(plan):
    directory = _directory(plan)
    return [f"mkdir {directory}", f"mount --bind /mnt/pbs {directory}"]


def stages(state):
    commands = _directory(state.plan) + "/bin"
    yield {"control": f"{commands}/pbs_server -L /var/log/pbs_server.log"}
    yield {node: f"{commands}/pbs_mom -L /var/log/pbs_mom.log" for node in state.plan.compute}


def await_idle(state, limit=30):
    """Waits until every node has reported to the server."""
    deadline = time.monotonic() + limit
    while len(nodes := _nodes(state.hosts["control"], state.plan)) != state.plan.nodes or {*nodes.values()} != {"free"}:
        if time.monotonic() > deadline:
            raise Failure(f"the toy PBS is not ready after {limit} s", str(nodes), "pbsnodes -a", "testbed logs")
        time.sleep(0.05)


def path(plan):
    return [_directory(plan) + "/bin"]


def report(control, plan):
    return [f"{node} {state}" for node, state in _nodes(control, plan).items()] or ["the server does not answer"]


def _nodes(control, plan):
    """The state of each node by its name."""
    said = control.run(f"{_directory(plan)}/bin/pbsnodes", "-a", check=False).stdout
    blocks = [block.split() for block in said.split("\n\n") if block.strip()]
    return {block[0]: block[block.index("state") + 2] for block in blocks}
