"""Java ranks against Python's, eight on two nodes: start, ping-pong, allreduce; MPJ Express against mpi4py.

Both worlds of a round are in one allocation, one after the other: the job is a Java MPI program of jcluster's, and the
same program in Python is its prologue. One start of each is thrown away: it sends what the cluster has from then on.
"""

import os
import re
import subprocess
import tempfile

from bench.bed import JCLUSTER, booted
from bench.comparison import Comparison, Figure, in_turn
from bench.contest import Unmeasured
from bench.product import TOP

ROUNDS = 5
STARTS = 3

PROGRAMS = os.path.join(TOP, "testbed", "bench", "programs")
MPJ = "/usr/share/java/mpj.jar"
RANKS = 8
SUBMIT = ("--scheduler", "slurm", "--login", "cluster", "-t", "20m", "--nodes", "2", "--tasks-per-node", "4")
PROGRAM = ("--kind", "mpj", "--jar", "mpi.jar")

# By contender: how it is submitted, and the moment from which its ranks can be used.
STARTING = {
    "Python engines": ((), "ready"),
    "Java engines": (("--kind", "jshell", "--implementation", "mpjexpress"), "ready"),
    "Java program": (PROGRAM, "ranks"),
}
START = Figure(f"start of {RANKS} ranks on 2 nodes: s", False)

RIVAL, OURS = "mpi4py", "MPJ Express"
# Bytes or doubles, and how often: as often before, to warm up.
SIZES = {"8 B": (8, 10_000), "1 KB": (1_000, 5_000), "64 KB": (64_000, 500), "1 MB": (1_000_000, 50),
         "4 MB": (4_000_000, 20)}
DOUBLES = {1: 500, 1_000: 200, 1_000_000: 5}


def _orders():
    """By figure: what the programs are told, and what it is of the seconds they answer with."""
    for place, where in ("near", "on one node"), ("far", "between two nodes"):
        for name, (size, times) in SIZES.items():
            order = f"{place}:{size}:{times}"
            yield Figure(f"{name} {where}, half a round trip: µs", False), (order, lambda s: s / 2 * 1e6)
            if size >= 64_000:
                yield Figure(f"{name} {where}: MB/s", True), (order, lambda s, sent=size: sent / (s / 2) / 1e6)
    for count, times in DOUBLES.items():
        yield Figure(f"allreduce of {count} doubles: ms", False), (f"allreduce:{count}:{times}", lambda s: s * 1e3)


ORDERS = dict(_orders())
# No figure: with OpenJDK 17 8 B there and back took 64 µs in a JVM that had just started, 20,000 later 49, then 42 and 40.
WARM_UP = "near:8:20000"
WORDS = list(dict.fromkeys([WARM_UP, *(order for order, _ in ORDERS.values())]))

PRINTED = "mpi4py.txt"
# A rank that waits in Open MPI 4.1.4 under srun keeps its core: an allreduce of one double by eight on two busy cores took
# 62 ms without the variable, and 1.3 with it. A JVM by itself collects garbage with a thread for each core.
PROFILE = f"""\
java: {{ options: ["-XX:+UseSerialGC"] }}
software:
  prologue: |
    OMPI_MCA_mpi_yield_when_idle=1 srun --mpi=pmix --overlap --kill-on-bad-exit=1 -n {RANKS} \\
        /usr/bin/python3 -X faulthandler mpi_program.py {" ".join(WORDS)} >{PRINTED} 2>&1
"""


def measure(product, rounds, say):
    """By heading: comparisons."""
    with booted(product) as bed:
        _carry(bed)
        for name in STARTING:
            _start(bed, name)
        starts = []
        for number in range(rounds or STARTS):
            starts.append(in_turn(STARTING, number, lambda name: _start(bed, name)))
            say(f"start {number + 1} of {rounds or STARTS}: " + ", ".join(f"{n} {v:.2f} s" for n, v in starts[-1].items()))
        worlds = []
        for number in range(rounds or ROUNDS):
            worlds.append(_messages(bed))
            say(f"round {number + 1} of {rounds or ROUNDS} of messages")
        return {"starting": [Comparison(START, starts)],
                "messages": [Comparison(figure, [{name: value(took[order]) for name, took in one.items()} for one in worlds])
                             for figure, (order, value) in ORDERS.items()]}


def _carry(bed):
    """Brings the program in Python to the cluster, and the one in Java, compiled, to the laptop."""
    with tempfile.TemporaryDirectory(prefix="jcluster-bench-") as directory:
        jar = os.path.join(directory, "mpi.jar")
        for argv in (["javac", "--release", "17", "-cp", MPJ, "-d", directory, os.path.join(PROGRAMS, "MpiProgram.java")],
                     ["jar", "--create", "--file", jar, "--main-class", "MpiProgram", "-C", directory, "MpiProgram.class"]):
            done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Unmeasured(f"{argv[0]} ended with status {done.returncode}: {done.stdout}{done.stderr}")
        for host, file in (("laptop", jar), ("login", os.path.join(PROGRAMS, "mpi_program.py"))):
            with open(file, "rb") as content:
                bed.testbed("exec", "--name", bed.name, host, "--", "sh", "-c", 'cat >"$0"', os.path.basename(file),
                            stdin=content.read())
    bed.laptop("sh", "-c", "cat >mpi.yaml", stdin=PROFILE.encode())


def _start(bed, name):
    words, moment = STARTING[name]
    return bed.driver("jcluster.py", "start", JCLUSTER, *SUBMIT, *words)["seconds"][moment]


def _messages(bed):
    """By contender: the seconds of each order, in one job."""
    try:
        ours = bed.laptop(JCLUSTER, "submit", "--profile", "mpi.yaml", *SUBMIT, *PROGRAM, "--", *WORDS)
    except Unmeasured as failure:
        raise Unmeasured(f"{failure}\n{PRINTED}: {_rival(bed)}") from failure
    return {RIVAL: _took(_rival(bed)), OURS: _took(ours)}


def _rival(bed):
    return bed.testbed("exec", "--name", bed.name, "login", "--", "sh", "-c", f"cat {PRINTED} || :")


def _took(printed):
    """What each order took, once the ranks are known to be where they are wanted."""
    hosts = dict(re.findall(r"rank (\d) (\S+)$", printed, re.MULTILINE))
    nodes = [hosts.get(str(rank)) for rank in range(RANKS)]
    took = dict(re.findall(r"took (\S+) (\S+)$", printed, re.MULTILINE))
    if nodes != ["nid1"] * 4 + ["nid2"] * 4 or list(took) != WORDS:
        raise Unmeasured(f"the ranks printed {printed!r}")
    return {order: float(seconds) for order, seconds in took.items()}
