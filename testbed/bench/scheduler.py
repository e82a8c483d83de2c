"""Many jobs in one session: what watching them costs. There is no rival.

Two queues. A simulated one, which answers in the recorded form of Slurm's squeue from within the measured process, and so
can have ten thousand jobs: what it shows is the cost of this side. And the testbed's real Slurm, with a thousand jobs of
one array.
"""

import json
import os
import shutil
import subprocess

from bench.bed import booted
from bench.contest import Unmeasured
from bench.product import TOP

JOBS = 10_000
ROUNDS = 20
REAL_JOBS = 1_000

SOURCES = os.path.join(TOP, "scheduler-slurm", "src", "test", "java")
PACKAGE = os.path.join("io", "jcluster", "scheduler", "slurm")
WATCH = ("SchedulerBench", "SimulatedSlurm", "SimulatedQueue", "CountingHost")
MAIN = "io.jcluster.scheduler.slurm.SchedulerBench"

# Ten thousand submissions are written to the disk before.
LIMIT = 1800


def measure(product, rounds, say):
    """The figures by name, for each queue."""
    # Under this checkout: every host of the testbed sees it, and its own /tmp.
    place = os.path.join(TOP, "testbed", "target", f"bench-{os.getpid()}")
    try:
        path = _compiled(product, place)
        say(f"a simulated queue of {JOBS} jobs")
        results = {"simulated queue": _run(["java", "-cp", path, MAIN, "simulated", str(JOBS), str(rounds or ROUNDS)])}
        say(f"the testbed's Slurm, an array of {REAL_JOBS} jobs")
        with booted(product) as bed:
            printed = bed.testbed("exec", "--name", bed.name, "login", "--", "java", "-cp", path, MAIN, "real",
                                  str(REAL_JOBS))
            results["real Slurm"] = _figures(printed)
        return results
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _compiled(product, place):
    """The class path of the stop-watch and of what it measures, as every host of the testbed can read it."""
    shutil.copytree(os.path.join(product.dist, "lib"), os.path.join(place, "lib"))
    classes = os.path.join(place, "classes")
    sources = [os.path.join(SOURCES, PACKAGE, name + ".java") for name in WATCH]
    path = os.path.join(place, "lib", "*")
    _call(["javac", "-nowarn", "-proc:none", "-cp", path, "-d", classes, *sources])
    subprocess.run(["chmod", "-R", "a+rX", place], check=True)
    return f"{classes}:{path}"


def _run(argv):
    return _figures(_call(argv))


def _call(argv):
    try:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired as failure:
        raise Unmeasured(f"{argv[0]} had not ended after {LIMIT} s") from failure
    if done.returncode:
        raise Unmeasured(f"{' '.join(argv)} ended with status {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def _figures(printed):
    try:
        return json.loads(printed.splitlines()[-1])
    except (IndexError, ValueError) as failure:
        raise Unmeasured(f"the stop-watch printed no result: {printed!r}") from failure
