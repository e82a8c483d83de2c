"""Times jcluster's way to the point where rival.py stops its watch, and prints the times as JSON.

Runs on the laptop. `submit` goes from the submission to the same proof in the same Python client; `connect` brings a
cluster's ports home again after they were let go, and ends when jcluster does, which has the ranks proven then; `start`
ends with the submission.
"""

import argparse
import json
import re
import subprocess
import sys

from ports import answered
from rival import Clock, processes, prove

# What jcluster says on its standard error stream, as it happens.
MOMENTS = (
    (re.compile(r"job \S+ submitted"), "submitted"),
    (re.compile(r"controller is up"), "controller"),
    (re.compile(r"\d+ ports are open"), "ports open"),
    (re.compile(r"\d+ engines have registered$"), "engines"),
    (re.compile(r"\[0\] rank 0"), "ranks"),
)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    verbs = options.add_subparsers(required=True)
    submit = verbs.add_parser("submit")
    submit.set_defaults(verb=submit_and_prove)
    submit.add_argument("jcluster")
    submit.add_argument("--engines", type=int, default=8)
    submit.add_argument("--nodes", type=int, default=2)
    start = verbs.add_parser("start")
    start.set_defaults(verb=start_anew)
    start.add_argument("jcluster")
    start.add_argument("words", nargs=argparse.REMAINDER, help="what is submitted")
    connect = verbs.add_parser("connect")
    connect.set_defaults(verb=connect_again)
    connect.add_argument("jcluster")
    connect.add_argument("cluster")
    connect.add_argument("--other", required=True, help="another cluster there")
    connect.add_argument("--agent", choices=("running", "gone"), required=True,
                         help="the other cluster's ports are home, so that a connection is; or nothing is")
    options = options.parse_args()
    print(json.dumps({"way": "jcluster", "seconds": options.verb(options)}))


def submit_and_prove(options):
    clock = Clock(limit=120)
    cluster = watched(clock, [options.jcluster, "submit", "--json", "--scheduler", "slurm", "--login", "cluster", "-t", "20m",
                              "--nodes", str(options.nodes), "--tasks-per-node", str(-(-options.engines // options.nodes))])
    clock.mark("ready")
    try:
        prove(cluster["ipython_profile"], options.engines, clock)
    finally:
        subprocess.run([options.jcluster, "stop", cluster["id"]], check=True, capture_output=True)
    return clock.marks


def start_anew(options):
    """From the command's start, when no agent runs, until engines are proven or the ranks of a program have met."""
    Clock(limit=60).until(lambda: not agents())
    clock = Clock(limit=120)
    started = watched(clock, [options.jcluster, "submit", "--json", *options.words])
    clock.mark("ready")
    subprocess.run([options.jcluster, "stop", started["id"]], check=True, capture_output=True)
    return clock.marks


def connect_again(options):
    """The ports count as open when the controller itself has answered through each, as in ports.py."""
    def jcluster(*words):
        done = subprocess.run([options.jcluster, *words], capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"jcluster {' '.join(words)} ended with status {done.returncode}: {done.stderr}")

    jcluster("connect", options.other)
    ports = cluster_on_record(options)["ports"].values()
    jcluster("disconnect", options.cluster)
    if options.agent == "gone":
        jcluster("disconnect", options.other)
        Clock(limit=60).until(lambda: not agents())
    elif not agents():
        sys.exit("no agent holds the other cluster's ports")
    clock = Clock(limit=120)
    watched(clock, [options.jcluster, "connect", options.cluster, "--json"], lambda: answered(ports))
    clock.mark("ranks proven")
    return {name: clock.marks[name] for name in ("controller", "ports open", "engines", "ranks proven")}


def cluster_on_record(options):
    listed = subprocess.run([options.jcluster, "list", "--json"], check=True, capture_output=True, text=True).stdout
    return next(it for it in json.loads(listed) if it["id"] == options.cluster)


def agents():
    """This user's background agents."""
    return processes(lambda words: b"io.jcluster.launcher.agent.AgentMain" in words)


def watched(clock, argv, when_open=lambda: None):
    """Runs jcluster to its end, marks what it says when it says it, and gives its JSON."""
    with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        said = []
        for line in running.stderr:
            said.append(line)
            for words, moment in MOMENTS:
                if words.search(line) and moment not in clock.marks:
                    if moment == "ports open":
                        when_open()
                    clock.mark(moment)
        printed = running.stdout.read()
    if running.returncode:
        sys.exit(f"{' '.join(argv)} ended with status {running.returncode}: {''.join(said)}")
    return json.loads(printed)


if __name__ == "__main__":
    main()
