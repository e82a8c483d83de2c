"""From submission to a client on the laptop that has 8 ranks on 2 nodes proven: jcluster against the hand-written way.

Both end with the same proof in the same Python client, in a process of its own. One throw-away run of each comes
first: Slurm's first job after boot waits longer, and file caches fill.
"""

import contextlib

from bench.bed import JCLUSTER, booted
from bench.contest import Contest, Rivalry, Way

ROUNDS = 5

OURS = "jcluster submit"
RIVAL = "hand-written"


@contextlib.contextmanager
def prepare(product):
    with booted(product) as bed:
        ways = (
            Way(RIVAL, lambda: bed.driver("rival.py", "--engines", "8", "--nodes", "2")["seconds"]),
            Way(OURS, lambda: bed.driver("jcluster.py", "submit", JCLUSTER, "--engines", "8", "--nodes", "2")["seconds"]),
        )
        for way in ways:
            way.run()
        yield Contest(ways, (Rivalry(OURS, RIVAL),),
                      "seconds since the submission; Slurm takes up a job half a second after it on average")
