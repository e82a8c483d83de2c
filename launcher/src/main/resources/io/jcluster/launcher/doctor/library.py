import mpi4py
mpi4py.rc.initialize = False
from mpi4py import MPI


def built():
    try:
        name, version = MPI.get_vendor()
        compiler = mpi4py.get_config().get("mpicc")
        return "; built with %s %s%s" % (name, ".".join(map(str, version)), " (%s)" % compiler if compiler else "")
    except Exception:  # a wheel that fits several MPIs was built with none
        return ""


print("loaded " + MPI.Get_library_version().strip("\0").split("\n")[0].split(",")[0].strip() + built())
