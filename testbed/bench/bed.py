"""A testbed of the benchmark's own: a real Slurm, a login node with a real SSH server, a laptop that has jcluster."""

import contextlib
import json
import os
import subprocess

from bench.contest import Unmeasured
from bench.product import TOP

TESTBED = os.path.join(TOP, "testbed", "bin", "testbed")
JCLUSTER = "/opt/jcluster/bin/jcluster"

# Far beyond what any of it takes: a benchmark that hangs must end, and must not end a slow machine's run.
LIMIT = 300


@contextlib.contextmanager
def booted(product):
    bed = Bed(f"bench-{os.getpid()}")
    try:
        bed.testbed("up", "--name", bed.name, "--jcluster", product.dist)
        bed.carry_drivers()
        yield bed
    finally:
        bed.testbed("down", "--name", bed.name)


class Bed:
    def __init__(self, name):
        self.name = name

    def testbed(self, *words, stdin=None):
        return _run([TESTBED, *words], stdin)

    def laptop(self, *argv, stdin=None):
        """Runs a program as ada on her laptop and gives what it printed."""
        return self.testbed("exec", "--name", self.name, "laptop", "--", *argv, stdin=stdin)

    def carry_drivers(self):
        """Puts the rival and the stop-watches into ada's home directory."""
        packed = subprocess.run(["tar", "-C", os.path.join(TOP, "testbed", "rival"), "--exclude=__pycache__", "-c", "."],
                                capture_output=True, check=True)
        self.laptop("sh", "-c", "mkdir -p rival && tar -C rival -x --no-same-owner", stdin=packed.stdout)

    def driver(self, name, *options):
        """The last line that a driver prints, which is JSON."""
        printed = self.laptop("/usr/bin/python3", f"rival/{name}", *options)
        try:
            return json.loads(printed.splitlines()[-1])
        except (IndexError, ValueError) as failure:
            raise Unmeasured(f"{name} printed no result: {printed!r}") from failure


def _run(argv, stdin):
    try:
        given = {"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}
        done = subprocess.run(argv, capture_output=True, timeout=LIMIT, check=False, **given)
    except subprocess.TimeoutExpired as failure:
        raise Unmeasured(f"{' '.join(argv)} had not ended after {LIMIT} s") from failure
    if done.returncode:
        said = (done.stdout + done.stderr).decode(errors="replace")
        raise Unmeasured(f"{' '.join(argv)} ended with status {done.returncode}: {said}")
    return done.stdout.decode(errors="replace")
