"""The proof a newcomer sees: each MPI rank says hello to the real Python client, and all add up.

usage: hello.py IPYTHON-PROFILE
"""

import signal
import sys

import ipyparallel as ipp
import numpy


def hello():
    import socket

    from mpi4py import MPI

    world = MPI.COMM_WORLD
    return f"Hello World from rank {world.rank} on host {socket.gethostname()}. total ranks={world.size}"


def psum(part):
    import numpy
    from mpi4py import MPI

    return int(MPI.COMM_WORLD.allreduce(numpy.sum(part)))


signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a word
rc = ipp.Client(profile=sys.argv[1])
view = rc[:]
lines = view.apply_async(hello).get(120)
print(*lines, sep="\n")
count = len(rc)
if sorted(lines) != sorted(set(lines)) or not all(line.endswith(f"total ranks={count}") for line in lines):
    sys.exit(f"these are not {count} ranks of one MPI world")

view.scatter("part", numpy.arange(32)).get(120)
sums = view.apply_async(psum, ipp.Reference("part")).get(120)
print("psum over a scattered arange(32):", *sums)
if set(sums) != {496}:
    sys.exit(f"the engines add up to {sums}, not to 496 each")
