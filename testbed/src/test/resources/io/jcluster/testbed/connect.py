"""Read before each of the scripts: a client that hears what the engines print.

Its subscription travels over the hub to every engine, and what an engine prints before it arrives is lost (ZeroMQ's
"slow joiner"). So the engines print until all of them are heard.
"""
import sys
import time

import ipyparallel as ipp


def connect():
    rc = ipp.Client(profile=sys.argv[1])
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        said = rc[:].execute("print('heard')", block=False)
        said.get(timeout=120)
        if said.wait_for_output(0.5):
            return rc
    raise TimeoutError("the output of some engines does not arrive")


