"""A function of this program that runs on all engines when it is called, and adds up by MPI what they hold."""
import numpy as np

rc = connect()  # noqa: F821  in connect.py
view = rc[:]
view.scatter("a", np.arange(32, dtype="d"), block=False).get(timeout=120)


@view.remote(block=True)
def inlinesum():
    import numpy as np
    from mpi4py import MPI

    mine = np.array(np.sum(a), dtype="d")  # noqa: F821  scattered above
    total = np.array(0.0, dtype="d")
    MPI.COMM_WORLD.Allreduce([mine, MPI.DOUBLE], [total, MPI.DOUBLE], op=MPI.SUM)
    return float(total)


print(*inlinesum())
