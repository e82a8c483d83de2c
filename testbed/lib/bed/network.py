"""The two networks: cables between the hosts and a switch, which is a host without a name of its own.

Both ends of every cable are made inside namespaces, so the machine's own network never sees a device, and a host that
ends takes its cables with it.
"""

import subprocess
import time

from bed.failure import Failure


def build(state, switch):
    plan = state.plan
    cables = [(host, network) for host in plan.hosts for network in plan.addresses(host)]
    _ip([], [
        f"link add {network} netns {state.hosts[host].pid} type veth peer name {_port(host, network)} netns {switch.pid}"
        for host, network in cables])
    _ip(switch.enter([]), [
        *(f"link add {bridge} type bridge forward_delay 0" for bridge in ("outside", "inside")),
        *(f"link set {_port(host, network)} master {network}" for host, network in cables),
        *(f"link set {_port(host, network)} up" for host, network in cables),
        "link set outside up",
        "link set inside up",
    ])
    for host in plan.hosts:
        _ip(state.hosts[host].enter([]), [
            line for network, address in plan.addresses(host).items()
            for line in (f"link set {network} up", f"address add {address}/24 dev {network}")])


def cut(switch):
    """Pulls the laptop's cable at the switch: packets vanish on both sides and nobody is told."""
    _ip(switch.enter([]), [f"link set {_port('laptop', 'outside')} down"])


def mend(switch, ends):
    """Plugs the cable in again and returns when packets pass."""
    port = _port("laptop", "outside")
    _ip(switch.enter([]), [f"link set {port} up"])
    # The kernel takes up to a second to notice a carrier (net/core/link_watch.c), at each end by itself; the bridge
    # forwards only then.
    _await(switch, port, "state forwarding")
    for end in ends:
        _await(end, "outside", "state UP")
    for end in ends:  # remembers for some time that the neighbour was not there
        _ip(end.enter([]), ["neigh flush dev outside"])


def _await(host, device, fact):
    deadline = time.monotonic() + 30
    while fact not in host.run("ip", "-details", "-oneline", "link", "show", device).stdout:
        if time.monotonic() > deadline:
            raise Failure(f"{device} of {host.name} does not come to '{fact}'", advice="testbed status")
        time.sleep(0.05)


def is_cut(switch):
    return "state UP" not in switch.run("ip", "-o", "link", "show", _port("laptop", "outside")).stdout


def _port(host, network):
    return f"{host}-{network[:3]}"  # an interface name has 15 characters at most


def _ip(enter, lines):
    done = subprocess.run([*enter, "ip", "-batch", "-"], input="\n".join(lines) + "\n", capture_output=True, text=True,
                          check=False)
    if done.returncode:
        raise Failure("the network could not be built", done.stderr, "ip -batch -")
