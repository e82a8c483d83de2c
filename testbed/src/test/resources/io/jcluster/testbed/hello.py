"""Each engine prints its rank, its host and the size of its world; what they print comes home."""
import sys

rc = connect()  # noqa: F821  in connect.py
said = rc[:].execute("""
import socket
from mpi4py import MPI
world = MPI.COMM_WORLD
print(f"Hello World from rank {world.rank} on host {socket.gethostname()}. total ranks={world.size}")
""", block=False)
said.get(timeout=120)
said.wait_for_output(120)
sys.stdout.write("".join(said.stdout))
