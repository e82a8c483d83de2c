"""The sum of an array that is scattered over the engines, added up by MPI; the program is run from a file."""
import tempfile

import numpy as np

PROGRAM = """
import numpy as np
from mpi4py import MPI

def psum(part):
    mine = np.array(np.sum(part), dtype="d")
    total = np.array(0.0, dtype="d")
    MPI.COMM_WORLD.Allreduce([mine, MPI.DOUBLE], [total, MPI.DOUBLE], op=MPI.SUM)
    return float(total)
"""
rc = connect()  # noqa: F821  in connect.py
view = rc[:]
with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
    file.write(PROGRAM)
    file.flush()
    view.run(file.name, block=False).get(timeout=120)
view.scatter("a", np.arange(32, dtype="d"), block=False).get(timeout=120)
view.execute("total = psum(a)", block=False).get(timeout=120)
print(*view.pull("total", block=False).get(timeout=120))
