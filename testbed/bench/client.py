"""The Java client library against the Python client, both connected to one cluster of five engines on this machine.

Both stay connected while they take turns, so both are warm; only start, connect and list begins with a new process.
"""

import contextlib
import glob
import json
import os
import subprocess
import tempfile
import time

from bench.comparison import Comparison, Figure, in_turn
from bench.contest import Unmeasured
from bench.product import TOP

ROUNDS = 5
ENGINES = 5
TASKS = 10_000
WARM_UP = 400
# The light ones of the tasks of unequal length; what the controller needs for each is small beside it.
UNIT_MILLIS = 1000

# Debian's own, as everywhere in the testbed.
PYTHON = "/usr/bin/python3"
PROGRAMS = os.path.join(TOP, "testbed", "bench", "programs")
RIVAL, OURS = "Python client", "Java client"

# Bytes, and how often one after the other, of which the median is taken.
SIZES = {"1 KB": (1_000, 40), "1 MB": (1_000_000, 20), "100 MB": (100_000_000, 3)}
START = Figure(f"start, connect, list {ENGINES} engines: s", False)
# By figure: what the programs are told, and what their seconds are multiplied with.
ORDERS = {
    Figure("no-op on 1 engine: ms", False): ("noop-one 50", 1e3),
    Figure("no-op on 4 engines: ms", False): ("noop-all 50", 1e3),
    Figure(f"{TASKS} load-balanced no-op tasks: s", False): (f"tasks {TASKS}", 1),
} | {
    Figure(f"{what} {name}: ms", False): (f"{what} {size} {times}", 1e3)
    for name, (size, times) in SIZES.items() for what in ("push", "pull")
}


def measure(product, rounds, say):
    """By heading: comparisons."""
    rounds = rounds or ROUNDS
    with tempfile.TemporaryDirectory(prefix="jcluster-bench-") as home, _cluster(home) as file:
        python = [PYTHON, "-I", os.path.join(PROGRAMS, "client_program.py"), file]
        short, long = ([*java, "ClientProgram", file] for java in _javas(product, home, file))
        starting = {RIVAL: python, OURS: short}
        starts = [in_turn(starting, number, lambda name: _start(starting[name])) for number in range(rounds)]
        say(f"{rounds} starts of each")
        return {"starting": [Comparison(START, starts)],
                "connected": _connected({RIVAL: python, OURS: long}, rounds, say),
                "5 heavy and 22 light tasks, how many times as fast as on one engine": _speed_ups(long)}


def _connected(commands, rounds, say):
    taken = {figure: [] for figure in ORDERS}
    with contextlib.ExitStack() as ended:
        programs = {name: ended.enter_context(_Program(argv)) for name, argv in commands.items()}
        for program in programs.values():
            for order in f"noop-one {WARM_UP}", f"noop-all {WARM_UP}", f"tasks {WARM_UP}", "push 1000 40", "pull 1000 40", "push 1000000 10", "pull 1000000 10":
                program.seconds(order)
        for number in range(rounds):
            for figure, (order, factor) in ORDERS.items():
                one = in_turn(programs, number, lambda name, o=order, f=factor: programs[name].seconds(o) * f)
                taken[figure].append(one)
                say(f"round {number + 1} of {rounds}: {figure.name} " + ", ".join(f"{n} {v:.3f}" for n, v in one.items()))
    return [Comparison(figure, each) for figure, each in taken.items()]


def _speed_ups(java):
    """Of five tasks of five units and 22 of one: one at a time at most 4.7, in blocks at most 1.8."""
    picture = os.path.join(tempfile.gettempdir(), "jcluster-bench-tasks.svg")
    with _Program([java[0], f"-Dpicture={picture}", *java[1:]]) as program:
        program.seconds("tasks 100")
        return {"load-balanced view": program.seconds(f"speed-up-balanced {UNIT_MILLIS}"),
                "direct view": program.seconds(f"speed-up-direct {UNIT_MILLIS}")}


def _start(argv):
    began = time.monotonic()
    done = subprocess.run([*argv, str(ENGINES)], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode or done.stdout.strip() != str(list(range(ENGINES))):
        raise Unmeasured(f"{' '.join(argv)} ended with status {done.returncode}: {done.stdout}{done.stderr}")
    return time.monotonic() - began


def _javas(product, home, file):
    """Java with the compiled program: as bin/jcluster starts, with an archive of classes, and as one starts a service."""
    classes, archive = os.path.join(home, "classes"), os.path.join(home, "classes.jsa")
    # The archive holds for a class path in this order and without directories.
    jars = sorted(glob.glob(os.path.join(product.dist, "lib", "*.jar")))
    program = os.path.join(home, "program.jar")
    for argv in (["javac", "-cp", ":".join(jars), "-d", classes, os.path.join(PROGRAMS, "ClientProgram.java")],
                 ["jar", "--create", "--file", program, "-C", classes, "."],
                 ["java", f"-XX:ArchiveClassesAtExit={archive}", "-cp", ":".join([program, *jars]), "ClientProgram", file,
                  str(ENGINES)]):
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unmeasured(f"{argv[0]} ended with status {done.returncode}: {done.stdout}{done.stderr}")
    path = ["-cp", ":".join([program, *jars])]
    return ["java", f"-XX:SharedArchiveFile={archive}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", *path], ["java", *path]


class _Program:
    """One of the two, connected, which is told what to do by lines and answers with seconds."""

    def __init__(self, argv):
        self.process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self._line()

    def seconds(self, order):
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return float(self._line())

    def _line(self):
        line = self.process.stdout.readline()
        if not line:
            raise Unmeasured(f"{' '.join(self.process.args[:3])} … ended with status {self.process.wait()}")
        return line

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait()


@contextlib.contextmanager
def _cluster(home):
    """A controller and its engines; what is yielded is the clients' file."""
    environment = os.environ | {"HOME": home, "IPYTHONDIR": home}
    security = os.path.join(home, "profile_default", "security")
    started = []

    def start(module, *words):
        log = open(os.path.join(home, f"{module}-{len(started)}.txt"), "wb")
        started.append(subprocess.Popen([PYTHON, "-m", f"ipyparallel.{module}", *words], env=environment,
                                        stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    try:
        start("controller", "--ip=127.0.0.1", "--HeartMonitor.period=500", "--HeartMonitor.max_heartmonitor_misses=200")
        for side in "client", "engine":
            _await_file(os.path.join(security, f"ipcontroller-{side}.json"), started[0])
        for _ in range(ENGINES):
            start("engine", f"--file={os.path.join(security, 'ipcontroller-engine.json')}", "--timeout=60")
        yield os.path.join(security, "ipcontroller-client.json")
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def _await_file(file, controller):
    end = time.monotonic() + 60
    while time.monotonic() < end and controller.poll() is None:
        with contextlib.suppress(OSError, ValueError), open(file, encoding="utf-8") as text:
            json.load(text)
            return
        time.sleep(0.05)
    raise Unmeasured("the controller wrote no connection file within 60 s")
