import mpi4py
mpi4py.rc.initialize = False
from mpi4py import MPI
print("loaded " + MPI.Get_library_version().strip("\0").split("\n")[0].split(",")[0].strip())
