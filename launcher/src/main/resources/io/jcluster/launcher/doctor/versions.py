import sys
from importlib.util import find_spec


def version(name):
    if find_spec(name) is None:
        return "-"
    try:
        from importlib.metadata import version as of  # from Python 3.8
        return of(name)
    except Exception:
        return getattr(__import__(name), "__version__", "unknown")


print("python %d.%d.%d" % sys.version_info[:3])
print("executable " + sys.executable)
for name in ("ipyparallel", "mpi4py", "ipykernel", "numpy"):
    print(name + " " + version(name))
