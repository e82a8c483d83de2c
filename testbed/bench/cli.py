"""Commands that only look something up, against `ipcluster list` of the Python package.

In a home directory of their own: what is on record there is what the benchmark put there. The rival lists nothing at
all, which is its quickest; jcluster lists nothing, and a cluster that is running.
"""

import contextlib
import json
import os
import subprocess
import tempfile
import time

from bench.contest import Contest, Rivalry, Unmeasured, Way

ROUNDS = 15

RIVAL = "ipcluster list"
LIST = "jcluster list, none"
UNSHARED = "jcluster list, none, unshared"
SCRIPT = ["script", "--scheduler", "slurm", "-n", "24"]


@contextlib.contextmanager
def prepare(product):
    with tempfile.TemporaryDirectory(prefix="jcluster-bench-") as home:
        idle, busy = Home(home, "idle"), Home(home, "busy")
        jcluster = [product.program]
        ways = (
            Way(RIVAL, lambda: idle.time(["/usr/bin/ipcluster", "list"])),
            Way("jcluster --version", lambda: idle.time([*jcluster, "--version"])),
            Way(LIST, lambda: idle.time([*jcluster, "list"])),
            Way("jcluster list, one ready", lambda: busy.time([*jcluster, "list"], expect="ready")),
            Way("jcluster script", lambda: idle.time([*jcluster, *SCRIPT], expect="--ntasks=24")),
            # What class-data sharing brings: the same command, told not to use any.
            Way(UNSHARED, lambda: idle.time([*jcluster, "list"], {"JDK_JAVA_OPTIONS": "-Xshare:off"})),
        )
        try:
            busy.time([*jcluster, "submit", "-n", "2"], expect="READY")
            for way in ways:
                way.run()
            yield Contest(ways, (*(Rivalry(way.name, RIVAL) for way in ways[1:-1]), Rivalry(LIST, UNSHARED)))
        finally:
            for cluster in busy.clusters(product):
                busy.time([*jcluster, "stop", cluster])


class Home:
    """A user's surroundings in which programs are run and timed."""

    def __init__(self, directory, name):
        self.directory = os.path.join(directory, name)
        os.mkdir(self.directory)
        self.environment = {"HOME": self.directory, "PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}

    def time(self, argv, variables=None, expect=""):
        began = time.monotonic()
        done = self._run(argv, variables or {})
        seconds = time.monotonic() - began
        if done.returncode or expect not in done.stdout:
            raise Unmeasured(f"{' '.join(argv)} ended with status {done.returncode}: {done.stdout}{done.stderr}")
        return {"end": seconds}

    def _run(self, argv, variables):
        return subprocess.run(argv, env=self.environment | variables, cwd=self.directory, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False)

    def clusters(self, product):
        """The ids of the clusters that this home has on record."""
        return [it["id"] for it in json.loads(self._run([product.program, "list", "--json"], {}).stdout)]
