"""The life of a testbed: up, down, and what can happen to it in between."""

import os
import subprocess
import time

from bed import mounts, network, schedulers, sshd, users
from bed.failure import Failure
from bed.host import Boot
from bed.plan import ADA

SWITCH = "switch"


def up(state, plan):
    """Boots a testbed. One that is up with the same plan is left alone; what a crash left is cleared first."""
    began = time.monotonic()
    with state.locked():
        if state.load():
            if all(host.alive() for host in state.hosts.values()) and len(state.hosts) == len(state.plan.hosts) + 1:
                if state.plan != plan:
                    raise Failure(f"the testbed '{state.name}' is up with other options", advice="testbed down first")
                return 0.0
            _clear(state)
        state.plan = plan
        state.save()
        boots = {}
        try:
            _boot(state, boots)
        except BaseException:
            for boot in boots.values():
                boot.abandon()
            state.clear()
            os.rmdir(state.directory)
            raise
        state.save()
        for boot in boots.values():
            boot.keep()
    return time.monotonic() - began


def _boot(state, boots):
    plan = state.plan
    for host in plan.hosts:
        for part in ("log", "spool", "etc"):
            os.makedirs(state.path("hosts", host, part))
    os.makedirs(state.path("hosts", SWITCH, "log"))
    os.makedirs(state.path("etc"))
    users.write(state)
    sshd.write(state)
    schedulers.of(plan).write(state)
    if plan.jcluster:
        _copy_for_ada(plan.jcluster, state.path("jcluster"))

    for host in plan.hosts:
        boots[host] = Boot(host, mounts.script(state, host), _log(state, host))
    boots[SWITCH] = Boot(SWITCH, "", _log(state, SWITCH))
    state.hosts = {name: boot.ready() for name, boot in boots.items()}
    network.build(state, state.hosts[SWITCH])
    state.save()
    _start_on_each(state, {host: sshd.COMMAND for host in sshd.servers(plan)})
    for stage in schedulers.of(plan).stages(state):
        _start_on_each(state, stage)
    schedulers.of(plan).await_idle(state)


def _start_on_each(state, scripts):
    starting = {host: state.hosts[host].start(script, _log(state, host)) for host, script in scripts.items()}
    failed = [host for host, started in starting.items() if started.wait()]
    for host in failed:
        with open(_log(state, host), encoding="utf-8", errors="replace") as said:
            raise Failure(f"a daemon of host '{host}' did not start", said.read(), scripts[host])


def _copy_for_ada(source, target):
    """A copy of a checkout or a distribution that belongs to ada: she can read and write it wherever the original lies,
    and the original does not change."""
    if not os.path.isdir(source):
        raise Failure(f"there is no directory {source}", advice="--jcluster with a checkout or a distribution")
    argv = ["rsync", "--archive", "--exclude=/.git", f"--chown={ADA.uid}:{ADA.uid}", "--chmod=u+rwX,go+rX,go-w",
            source.rstrip("/") + "/", target]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure("jcluster was not copied to the laptop", done.stderr, " ".join(argv))


def _log(state, host):
    return state.path("hosts", host, "log", "boot.log")


def down(state):
    """Ends a testbed and removes all of it. Nothing to do is success too."""
    if not os.path.isdir(state.directory):
        return False
    with state.locked():
        state.load()
        _clear(state)
        os.rmdir(state.directory)
    return True


def _clear(state):
    for host in state.hosts.values():
        host.kill()
    state.hosts = {}
    state.clear()


def cut(state):
    network.cut(state.host(SWITCH))


def mend(state):
    network.mend(state.host(SWITCH), [state.host("laptop"), state.host("login")])


def kill_node(state, node):
    """The power cord of a compute node: no process gets to say goodbye."""
    host = state.host(node)
    if node not in state.plan.compute:
        raise Failure(f"'{node}' is no compute node", advice="one of " + " ".join(state.plan.compute))
    host.kill()


def status(state):
    """Lines that say what there is, and whether all of it is alive."""
    if not state.load():
        return [f"testbed '{state.name}' is not up"], False
    lines, well = [f"testbed '{state.name}' in {state.directory}"], True
    for name in state.plan.hosts:
        alive = name in state.hosts and state.hosts[name].alive()
        well = well and alive
        addresses = " ".join(state.plan.addresses(name).values())
        lines.append(f"  {name:<8} {'up' if alive else 'dead':<5} {addresses}")
    switch = state.hosts.get(SWITCH)
    if switch and switch.alive():
        lines.append(f"  line from laptop to login: {'cut' if network.is_cut(switch) else 'up'}")
    control = state.hosts.get("control")
    if control and control.alive():
        lines += ["  " + it for it in schedulers.of(state.plan).report(control, state.plan)]
    return lines, well
