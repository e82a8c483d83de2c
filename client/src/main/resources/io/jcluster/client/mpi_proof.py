"""What an engine knows about itself and the MPI world it is in. See MpiProof."""
import os
import platform
import socket
import sys
import time
import types
from array import array

# A rank's variable and the one for the number of ranks, by launcher; the most specific first, since srun's are
# inherited by an mpiexec inside the job.
LAUNCHERS = [
    ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
    ("PMI_RANK", "PMI_SIZE"),
    ("PMIX_RANK", "SLURM_NTASKS"),
    ("SLURM_PROCID", "SLURM_NTASKS"),
]

# Buffers of sums that were given up: MPI may still write to them.
abandoned = []


def presence():
    return {
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "python": platform.python_version(),
        "ipyparallel": ipyparallel(),
        "launcher": launcher(),
        "launch": launch(),
        "job": job(),
    }


def proof(seconds):
    facts = presence()
    try:
        import mpi4py
        from mpi4py import MPI
    except Exception as problem:
        facts["mpi_problem"] = f"{type(problem).__name__}: {problem}"
        return facts
    world = MPI.COMM_WORLD
    facts["mpi4py"] = mpi4py.__version__
    facts["library"] = MPI.Get_library_version().strip("\0 \n").splitlines()[0]
    facts["mpi"] = {"rank": world.Get_rank(), "size": world.Get_size(), "source": "MPI"}
    try:
        facts["sum"] = sum_of_ranks(MPI, world, seconds)
    except Exception as problem:
        facts["sum_problem"] = f"the ranks could not be added: {type(problem).__name__}: {problem}"
    return facts


def sum_of_ranks(MPI, world, seconds):
    """By a collective that can be left: one that blocks would take the engine with it when a rank is missing."""
    rank, total = array("q", [world.Get_rank()]), array("q", [0])
    request = world.Iallreduce([rank, MPI.INT64_T], [total, MPI.INT64_T], op=MPI.SUM)
    end = time.monotonic() + seconds
    while not request.Test():
        if time.monotonic() > end:
            abandoned.append((request, rank, total))
            raise TimeoutError(f"not every rank took part within {seconds:g} s")
        time.sleep(0.0005)
    return total[0]


def launcher():
    for rank, size in LAUNCHERS:
        if os.environ.get(rank, "").isdigit():
            of = os.environ.get(size, "")
            return {"rank": int(os.environ[rank]), "size": int(of) if of.isdigit() else None, "source": rank}
    return None


def launch():
    """What all ranks of one launch have in common and no other launch has, where the launcher says it."""
    for name in ("PMIX_NAMESPACE", "OMPI_MCA_ess_base_jobid", "OMPI_MCA_orte_ess_jobid"):
        if os.environ.get(name):
            return os.environ[name]
    # The PMI of MPICH and of srun names no launch; the batch system names the job, and srun its step.
    for job, step in [("SLURM_JOB_ID", "SLURM_STEP_ID"), ("PBS_JOBID", "")]:
        if os.environ.get(job):
            return os.environ[job] + "." + os.environ.get(step, "")
    return None


def job():
    # The first is set by our job scripts: the others may be missing on a host that a launcher reached by itself.
    for name in ("JCLUSTER_JOB", "SLURM_JOB_ID", "PBS_JOBID"):
        if os.environ.get(name):
            return os.environ[name]
    return None


def ipyparallel():
    try:
        import ipyparallel

        return ipyparallel.__version__
    except Exception:
        return ""


module = types.ModuleType(__name__)
module.proof = proof
module.presence = presence
sys.modules[__name__] = module
