import platform, socket, sys
from importlib.util import find_spec

here = "%s (Python %s)" % (sys.executable, platform.python_version())
wanted = ["ipyparallel"] + (["mpi4py"] if sys.argv[1] == "yes" else [])
missing = [name for name in wanted if find_spec(name) is None]
problem = here + " has no " + " and no ".join(missing) if missing else "ok"
if sys.argv[1] == "yes" and not missing:
    try:
        import mpi4py
        mpi4py.rc.initialize = False
        from mpi4py import MPI
    except Exception as error:
        problem = "mpi4py of " + here + " cannot load its MPI library: " + str(error).replace("\n", " ")
print("jcluster-host", socket.gethostname(), problem)
