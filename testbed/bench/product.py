"""jcluster as it is measured: a distribution, built from the checkout unless another one is given."""

import os
import subprocess
import sys

from bench.contest import Unmeasured

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))


class Product:
    """Where the distribution lies. The program in it is measured, not the script at the top that looks for changes."""

    def __init__(self, dist=None):
        self.dist = dist or os.path.join(TOP, "launcher", "target", "dist")
        self.program = os.path.join(self.dist, "bin", "jcluster")
        # The front door builds what has changed.
        program = self.program if dist else os.path.join(TOP, "jcluster")
        try:
            subprocess.run([program, "--version"], check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
        except (OSError, subprocess.CalledProcessError) as failure:
            raise Unmeasured(f"jcluster does not run: {failure}") from failure
