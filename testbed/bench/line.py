"""A forwarded port against `ssh -L`: throughput, round trips, how soon seven are there, and memory.

On this machine alone, with an sshd of its own, and once more over a line whose round trip takes 50 ms. A contender is a
name and a way to seven ports; all take their turns in each round. The first one named is what the others are compared
with: OpenSSH as one types it. Beside it, OpenSSH told the cipher that is quickest on this processor, with a session as
jcluster has one. What the relay costs is measured against jcluster without one.
"""

import contextlib
import os
import subprocess
import time

from bench import shares, shore, spent
from bench.comparison import Comparison, Figure, turned
from bench.contenders import Jcluster, kept, running, ssh, starting
from bench.contest import Unmeasured
from bench.product import TOP

ROUNDS = 5
WARM = 3  # seconds, in which a JVM compiles what a round trip takes

PLAIN = ssh("ssh -N -L", "-N")
TUNED = ssh("ssh -L -c aes128-gcm", "-c", "aes128-gcm@openssh.com", "cat")
SEVEN = ssh("seven ssh -N -L", "-N", processes=shore.PORTS)
JCLUSTER, RELAYED = "jcluster", "jcluster with a relay"

DOWN, UP = Figure("down, MB/s", True), Figure("up, MB/s", True)
TRIP = Figure("round trip of 64 bytes, ms", False)
AFTER = Figure("the same right after much has gone through, ms", False)
READY, FIRST = Figure("seven ports answer, s", False), Figure("the first 64 MiB down, MB/s", True)
HERE, FAR_AWAY, APART = "one machine", "a line of 50 ms", "a quarter of a processor for each program"
MEBIBYTES = {HERE: 256, FAR_AWAY: 96, APART: 64}
SHARE = 0.25
CLUSTERS = 50
GIGABYTE = 1e9


def measure(product, rounds, say):
    """By heading: comparisons, or figures by name where there is no rival."""
    _equip()
    rounds = rounds or ROUNDS
    with shore.built() as near, Jcluster(product) as jcluster:
        results = {}
        agent, relayed = kept(JCLUSTER, jcluster, relayed=False), kept(RELAYED, jcluster, relayed=True)
        for contenders, heading in ((PLAIN, TUNED, agent), "{}"), ((agent, relayed), "what the relay costs, {}"):
            for place, far in (HERE, near), (FAR_AWAY, near.far_away):
                name = heading.format(place)
                results[name] = _carry(contenders, far, rounds, MEBIBYTES[place], lambda text, name=name: say(f"{name}: {text}"))
        try:
            results[f"what the relay costs, {APART}"] = _carry_apart(jcluster, near, rounds, lambda text: say(f"{APART}: {text}"))
        except Unmeasured as failure:
            say(f"{APART}: COULD NOT BE MEASURED: {failure}")
        results["CPU seconds for each GB, one machine"] = _spend(jcluster, near, rounds, say)
        results["from nothing"] = _begin(jcluster, near, rounds, say)
        results |= _weigh(jcluster, near, say)
    return results


def _equip():
    if not os.access(shore.SSHD, os.X_OK):
        subprocess.run(["bash", "-c", '. tools/machine.sh && install "./bench line" openssh-server openssh-client'],
                       cwd=TOP, check=True)


def _carry(contenders, far, rounds, mebibytes, say):
    """Round trips and throughput both ways, on lines that stay open, and round trips once more behind it."""
    def trip(port):
        return shore.round_trip(port, seconds=0.3)
    figures = _throughput(mebibytes) | {AFTER: trip}
    with contextlib.ExitStack() as ended:
        ports = {it.name: ended.enter_context(it.open(far))[0] for it in contenders}
        for port in ports.values():
            shore.answers(port)
            shore.round_trip(port, WARM)
        trips = _rounds(ports, {TRIP: trip}, rounds, say)
        for port in ports.values():
            for measured in figures.values():
                measured(port)
        return trips + _rounds(ports, figures, rounds, say)


def _carry_apart(jcluster, far, rounds, say):
    """Throughput with a relay and without where no program takes the processor from another."""
    with _with_and_without(jcluster, far) as (ports, programs):
        for _ in range(rounds):  # Compilers are done before programs are slowed down.
            for port in ports.values():
                shore.down(port, MEBIBYTES[HERE])
                shore.up(port, MEBIBYTES[HERE])
        with shares.held(programs, SHARE):
            return _rounds(ports, _throughput(MEBIBYTES[APART]), rounds, say)


def _throughput(mebibytes):
    return {DOWN: lambda port: shore.down(port, mebibytes), UP: lambda port: shore.up(port, mebibytes)}


def _rounds(ports, figures, rounds, say):
    taken = {figure: [{} for _ in range(rounds)] for figure in figures}
    for number in range(rounds):
        for name in turned(list(ports), number):
            for figure, measured in figures.items():
                taken[figure][number][name] = measured(ports[name])
            say(f"round {number + 1} of {rounds}: {name}: " +
                ", ".join(f"{figure.name} {taken[figure][number][name]:.2f}" for figure in figures))
    return [_ordered(figure, each, ports) for figure, each in taken.items()]


@contextlib.contextmanager
def _with_and_without(jcluster, far):
    """A port through an agent alone and one through an agent and a relay; the programs on the way, names by pid."""
    with contextlib.ExitStack() as ended:
        agent, relayed = (ended.enter_context(jcluster.agent(far)) for _ in range(2))
        relay = ended.enter_context(far.relay())
        ports = {JCLUSTER: agent.plain(far)[0], RELAYED: relayed.relayed(far, relay)[0]}
        programs = far.programs | {os.getpid(): "client", relay.pid: "relay"}
        for it in agent, relayed:
            programs |= dict(zip(it.pids(), ("agent", "keeper")))
        yield ports, programs


def _spend(jcluster, far, rounds, say):
    """What each process takes of the processors for a GB, with a relay and without; in turn, and over all rounds."""
    ways = {"down": shore.down, "up": shore.up}
    total = {}
    with _with_and_without(jcluster, far) as (ports, programs):
        for number in range(rounds + 1):  # the first warms up
            for name in turned(list(ports), number):
                for way, carry in ways.items():
                    before = spent.seconds(programs)
                    carry(ports[name], MEBIBYTES[HERE])
                    after = spent.seconds(programs)
                    for who in after if number else ():
                        key = f"{way}, {name}: {who}"
                        total[key] = total.get(key, 0) + after[who] - before.get(who, 0)
            say(f"CPU seconds: round {number} of {rounds}")
    moved = rounds * MEBIBYTES[HERE] * shore.MIB / GIGABYTE
    return {key: round(seconds / moved, 2) for key, seconds in sorted(total.items()) if seconds}


def _begin(jcluster, far, rounds, say):
    """How soon seven ports are there, and what the first of them carries at once."""
    taken = {figure: [{} for _ in range(rounds)] for figure in (READY, FIRST)}
    with jcluster.lines(far) as lines:
        lines.open(far)
        contenders = {it.name: it for it in (SEVEN, ssh("one ssh -N -L", "-N"), starting("jcluster, JVM starts", jcluster),
                                             running("jcluster, JVM runs", lines))}
        for number in range(rounds):
            for name in turned(list(contenders), number):
                began = time.monotonic()
                with contenders[name].open(far) as ports:
                    for port in ports:
                        shore.answers(port)
                    taken[READY][number][name] = time.monotonic() - began
                    taken[FIRST][number][name] = shore.down(ports[0], 64)
                say(f"round {number + 1} of {rounds}: {name}: {taken[READY][number][name]:.2f} s")
    return [_ordered(figure, each, contenders) for figure, each in taken.items()]


def _weigh(jcluster, far, say):
    """Resident memory and threads of the agent and its keeper with one cluster and with fifty, and of ssh."""
    results = {}
    for clusters in 1, CLUSTERS:
        say(f"memory with {clusters} cluster{'s' if clusters > 1 else ''}")
        with contextlib.ExitStack() as ended:
            agent = ended.enter_context(jcluster.agent(far))
            ports = [port for _ in range(clusters) for port in agent.relayed(far, ended.enter_context(far.relay()))]
            results[f"{len(ports)} ports of {clusters} clusters"] = _states(dict(zip(("agent", "keeper"), agent.pids())), ports)
    with SEVEN.open(far) as ports:
        results["ssh -N -L, one process of the seven"] = _states({"ssh": _child("ssh")}, ports[:1])
    return results


def _states(pids, ports):
    figures = {}

    def weigh(state):
        for name, pid in pids.items():
            figures[f"{name}, {state}: MiB"], figures[f"{name}, {state}: threads"] = _weight(pid)

    for port in ports:
        shore.answers(port)
    weigh("idle")
    with contextlib.ExitStack() as ended:
        through = [ended.enter_context(shore.asked(port, "E0000000")) for port in ports]
        for one in through:
            shore.ping(one)
        weigh("a connection through each port")
        for one in through:
            shore.echo(one, mebibytes=1)
        weigh("1 MiB there and back through each")
    return figures


def _weight(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        facts = dict(line.split(":", 1) for line in status)
    return round(int(facts["VmRSS"].split()[0]) / 1024), int(facts["Threads"])


def _child(name):
    """A process that this one has started."""
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as children:
        for pid in children.read().split():
            with open(f"/proc/{pid}/comm", encoding="utf-8") as comm:
                if comm.read().strip() == name:
                    return pid
    raise Unmeasured(f"no {name} runs")


def _ordered(figure, rounds, names):
    return Comparison(figure, [{name: one[name] for name in names} for one in rounds])
