"""Times the hand-written way from the submission to the first proven result, and prints the times as JSON.

Runs on the laptop. It does what a patient user of run_ipcluster.sbatch and connect.sh does, without the seconds that a
person needs to look and type: so the real thing is slower.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
REMOTE = "cluster"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--engines", type=int, default=8)
    options.add_argument("--nodes", type=int, default=2)
    options.add_argument("--connect", choices=("at-once", "when-up"), default="at-once",
                         help="as soon as the connection files are there, or once all engines have registered")
    options.add_argument("--limit", type=float, default=120, help="seconds until the run is given up")
    options = options.parse_args()

    before = forwarding_processes()
    clock = Clock(options.limit)
    job = submit(options)
    profile = f"profile_job_{job}"
    local = os.path.expanduser(f"~/.ipython/{profile}")
    try:
        clock.mark("submitted")
        clock.until(lambda: remote(f"squeue -h -j {job} -o %T").stdout.strip() == "RUNNING")
        clock.mark("running")
        security = f".ipython/{profile}/security"
        clock.until(lambda: remote(f"test -s {security}/ipcontroller-client.json"
                                   f" -a -s {security}/ipcontroller-engine.json").returncode == 0)
        clock.mark("files")
        if options.connect == "when-up":
            log = f"ipcluster-log-{job}*.out"
            clock.until(lambda: remote(f"cat {log} | grep -c 'registration::finished registering engine'"
                                       ).stdout.strip() == str(options.engines))
            clock.mark("engines")
        os.makedirs(os.path.dirname(local), exist_ok=True)
        subprocess.run(["rsync", "-a", f"{REMOTE}:.ipython/{profile}", os.path.dirname(local)], check=True)
        clock.mark("copied")
        subprocess.run([f"{HERE}/connect.sh", REMOTE, local], check=True)
        clock.mark("forwarded")
        prove(f"job_{job}", options.engines, clock)
        print(json.dumps({"way": "hand-written", "connect": options.connect, "engines": options.engines,
                          "nodes": options.nodes, "seconds": clock.marks,
                          "ssh_processes_left": len(forwarding_processes() - before)}))
    finally:
        for pid in forwarding_processes() - before:
            os.kill(pid, signal.SIGTERM)
        remote(f"scancel {job}; while squeue -h -j {job} 2>/dev/null | grep -q .; do sleep 0.2; done;"
               f" rm -rf .ipython/{profile} ipcluster-log-{job}*.out")
        shutil.rmtree(local, ignore_errors=True)


class Clock:
    """Seconds since the submission, each moment under its name."""

    def __init__(self, limit):
        self.began = time.monotonic()
        self.limit = limit
        self.marks = {}

    def now(self):
        return time.monotonic() - self.began

    def mark(self, name):
        self.marks[name] = round(self.now(), 2)

    def until(self, condition):
        while not condition():
            if self.now() > self.limit:
                sys.exit(f"given up after {self.limit:.0f} s; so far: {json.dumps(self.marks)}")
            time.sleep(0.1)


def remote(command):
    return subprocess.run(["ssh", REMOTE, command], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)


def submit(options):
    with open(f"{HERE}/run_ipcluster.sbatch", encoding="utf-8") as script:
        per_node = -(-options.engines // options.nodes)
        done = subprocess.run(
            ["ssh", REMOTE, f"sbatch --parsable --nodes={options.nodes} --ntasks={options.engines}"
             f" --ntasks-per-node={per_node}"], stdin=script, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit("sbatch: " + done.stderr)
    return done.stdout.strip().split(";")[0]


def prove(profile, engines, clock):
    """A client that has all engines, each of which has answered with its own rank of one world."""
    import ipyparallel

    client = ipyparallel.Client(profile=profile, timeout=30)
    clock.mark("client")
    clock.until(lambda: len(client.ids) >= engines)
    clock.mark("registered")
    answers = client[:].apply_sync(ipyparallel.interactive(rank_and_size))  # this module is not on the cluster
    clock.mark("proven")
    client.close()
    expected = [(rank, engines) for rank in range(engines)]
    if sorted(answers) != expected:
        sys.exit(f"not one world of {engines} ranks: {answers}")


def rank_and_size():
    from mpi4py import MPI

    return MPI.COMM_WORLD.rank, MPI.COMM_WORLD.size


def forwarding_processes():
    """This user's ssh processes that only forward: `ssh -f` leaves its parent, so they are known by their words."""
    return processes(lambda words: words[0] == b"ssh" and b"-N" in words)


def processes(wanted):
    """The ids of this user's processes whose words are such."""
    found = set()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as cmdline:
                words = cmdline.read().split(b"\0")
            if wanted(words) and os.stat(f"/proc/{pid}").st_uid == os.getuid():
                found.add(int(pid))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


if __name__ == "__main__":
    main()
