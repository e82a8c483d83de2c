"""%px and %%px as they are typed into IPython."""
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
shell.push({"rc": connect()})  # noqa: F821  in connect.py
for cell in (
    "view = rc[:]",
    "view.block = True",
    "view.activate()",
    "%px from mpi4py import MPI",
    "%px rank = MPI.COMM_WORLD.rank",
    "%%px --targets 1,6\nprint('typed on', rank)",
    "%px square = rank ** 2",
    "print('squares', rc[:]['square'])",
):
    shell.run_cell(cell, store_history=False).raise_error()
