"""The verbs."""

import argparse
import glob
import os
import signal
import subprocess
import sys

from bed import enter, life, packages, schedulers
from bed.failure import Failure
from bed.plan import SCHEDULERS, SLURM, Plan
from bed.state import State

EXEC_USAGE = "testbed exec [--name NAME] [--dir DIR] HOST [--user USER | --root] [--] COMMAND…"


def main(words):
    try:
        # A command that is told to end undoes what it has begun.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        if words[:1] == ["exec"]:
            return _exec(words[1:])
        options = _parser().parse_args(words)
        return options.verb(options) or 0
    except Failure as failure:
        print(f"testbed: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser():
    parser = argparse.ArgumentParser(
        prog="testbed", description="A real small cluster on this machine: laptop, login, control, nid1, nid2 …",
        epilog=EXEC_USAGE)
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name, action, about):
        it = verbs.add_parser(name, help=about, description=about, allow_abbrev=False)
        it.set_defaults(verb=action)
        return it

    def on_a_testbed(name, action, about):
        it = verb(name, action, about)
        it.add_argument("--name", default="default", help="which testbed; several can be up side by side")
        it.add_argument("--dir", help="where its files lie (default /tmp/jcluster-testbed-NAME)")
        return it

    plan = on_a_testbed("up", _up, "boot a testbed")
    plan.add_argument("--nodes", type=int, default=2)
    plan.add_argument("--scheduler", choices=SCHEDULERS, default=SLURM,
                      help="a real Slurm (default), a toy that plays OpenPBS or TORQUE, or hosts and sshd only")
    plan.add_argument("--cpus", type=int, help="CPUs each node claims to have (default 12 with Slurm, else 4)")
    plan.add_argument("--accounting", action="store_true", help="with MariaDB and slurmdbd, so that sacct answers")
    plan.add_argument("--jcluster", default="", metavar="DIR", help="copied to /opt/jcluster on the laptop, as ada's")
    plan.add_argument("--laptop-without-python", action="store_true")
    plan.add_argument("--slurm-conf", action="append", default=[], metavar="LINE", help="a further line of slurm.conf")
    plan.add_argument("--node-sshd", action="store_true", help="an SSH server on each compute node, as some sites have")
    plan.add_argument("--own-homes", action="store_true",
                      help="compute nodes without a shared home, with keys from each to each (with --scheduler none)")
    on_a_testbed("down", _down, "end a testbed and remove all of it")
    on_a_testbed("status", _status, "say what is up; exit status 1 when not all of it is")
    on_a_testbed("cut", lambda it: _on_running(it, life.cut), "pull the cable between laptop and login")
    on_a_testbed("mend", lambda it: _on_running(it, life.mend), "put the cable back")
    on_a_testbed("kill-node", _kill_node, "end a compute node as a power failure does").add_argument("node")
    on_a_testbed("logs", _logs, "print the end of every log").add_argument("--lines", type=int, default=20)
    install = verb("install", _install, "install the Debian packages that are missing")
    install.add_argument("--accounting", action="store_true")
    install.add_argument("--notebook", action="store_true", help="with a Jupyter and a browser, for NotebookTest")
    verbs.add_parser("exec", help="run a program on a host: " + EXEC_USAGE)
    return parser


def _require_root():
    if os.geteuid() != 0:
        raise Failure("a testbed needs root, for namespaces and users of its own", advice="sudo testbed …")


def _state(options):
    _require_root()
    return State(options.name, options.dir)


def _up(options):
    state = _state(options)
    cpus = options.cpus if options.cpus is not None else 12 if options.scheduler == SLURM else 4
    plan = Plan(options.nodes, cpus, options.scheduler, options.accounting,
                os.path.abspath(options.jcluster) if options.jcluster else "", options.laptop_without_python,
                tuple(options.slurm_conf), options.node_sshd, options.own_homes)
    packages.check(plan.accounting)
    seconds = life.up(state, plan)
    print(f"testbed '{state.name}' is up" + (f" after {seconds:.1f} s" if seconds else " already")
          + ": " + " ".join(plan.hosts))


def _down(options):
    state = _state(options)
    print(f"testbed '{state.name}' is " + ("down" if life.down(state) else "not up"))


def _status(options):
    lines, well = life.status(_state(options))
    print("\n".join(lines))
    return 0 if well else 1


def _on_running(options, action):
    action(_state(options))


def _kill_node(options):
    life.kill_node(_state(options), options.node)


def _logs(options):
    state = _state(options)
    logs = sorted(log for log in glob.glob(state.path("hosts", "*", "log", "*")) if os.path.getsize(log))
    if not logs:
        raise Failure(f"the testbed '{state.name}' has no logs", advice="testbed up")
    return subprocess.run(["tail", "-v", "-n", str(options.lines), *logs], check=False).returncode


def _install(options):
    _require_root()
    packages.install(options.accounting, options.notebook)


def _exec(words):
    name, directory, host, user, root = "default", None, None, None, False
    words = list(words)
    while words:
        word = words.pop(0)
        if word in ("--name", "--dir", "--user") and not words:
            raise Failure(f"{word} needs a value", advice=EXEC_USAGE)
        if word == "--":
            break
        if word == "--name":
            name = words.pop(0)
        elif word == "--dir":
            directory = words.pop(0)
        elif word == "--user":
            user = words.pop(0)
        elif word == "--root":
            root = True
        elif word in ("-h", "--help"):
            print("usage: " + EXEC_USAGE)
            return 0
        elif word.startswith("-"):
            raise Failure(f"exec has no option {word}", advice=EXEC_USAGE)
        elif host is None:
            host = word
        else:
            words.insert(0, word)
            break
    if host is None or not words:
        raise Failure("exec needs a host and a command", advice=EXEC_USAGE)
    _require_root()
    state = State(name, directory)
    running = state.host(host)
    user = "root" if root else user or state.plan.user(host).name
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    path = [] if host == "laptop" else schedulers.of(state.plan).path(state.plan)
    return enter.run(running, user, words, path)
