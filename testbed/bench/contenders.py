"""Ways to bring seven ports of the far side to this one. Another way is another Contender, named in line.py."""

import contextlib
import dataclasses
import glob
import os
import random
import re
import socket
import subprocess
import tempfile
from typing import Callable, ContextManager

from bench import shore
from bench.contest import Unmeasured
from bench.product import TOP

# The agent's JVM options are said there and nowhere else.
BACKGROUND = os.path.join(TOP, "launcher", "src", "main", "java", "io", "jcluster", "launcher",
                          "background", "Background.java")
LINES, AGENT = "io.jcluster.tunnel.LineBench", "io.jcluster.launcher.agent.AgentBench"
STOPWATCHES = [os.path.join(TOP, module, "src", "test", "java", *name.split(".")) + ".java"
               for module, name in (("ssh-tunnel", LINES), ("launcher", AGENT))]


@dataclasses.dataclass(frozen=True)
class Contender:
    """A name, and how to get the seven ports: given a shore, their numbers on this side while the block lasts."""

    name: str
    open: Callable[[shore.Shore], ContextManager[list[int]]]


def ssh(name, *options, processes=1):
    """OpenSSH with -L for each port: in one process, or in as many as there are ports, all started at once."""
    @contextlib.contextmanager
    def opened(far):
        ports = _free_ports(len(far.ports))
        forwards = [["-L", f"127.0.0.1:{here}:127.0.0.1:{there}"] for here, there in zip(ports, far.ports)]
        groups = forwards if processes > 1 else [[word for one in forwards for word in one]]
        with contextlib.ExitStack() as ended:
            for group in groups:
                shore.end_after(ended, subprocess.Popen(
                    ["ssh", *_login(far), *group, *options], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL))
            yield ports
    return Contender(name, opened)


def _login(far):
    settings = {"IdentityFile": f"{far.keys}/user", "IdentitiesOnly": "yes", "IdentityAgent": "none", "BatchMode": "yes",
                "UserKnownHostsFile": f"{far.keys}/known_hosts", "HostKeyAlias": "bench", "ExitOnForwardFailure": "yes"}
    return ["-F", "none", *(word for it in settings.items() for word in ("-o", "=".join(it))),
            "-p", str(far.ssh_port), f"{far.user}@127.0.0.1"]


def _free_ports(count):
    """Ports nobody listens on: ssh cannot choose its own here. All are held until all are known, and none is of those
    that the system takes for outgoing connections, which could have it before ssh does (32768 and on, ip(7))."""
    held = []
    while len(held) < count:
        with contextlib.suppress(OSError):
            held.append(socket.create_server(("127.0.0.1", random.randrange(20000, 32768))))
    ports = [it.getsockname()[1] for it in held]
    for it in held:
        it.close()
    return ports


class Jcluster:
    """jcluster's side, driven by stop-watches that are compiled against its distribution."""

    def __init__(self, product):
        self.home = os.path.realpath(product.dist)
        self._classes = tempfile.TemporaryDirectory(prefix="jcluster-bench-")
        jars = ":".join(sorted(glob.glob(os.path.join(self.home, "lib", "*.jar"))))
        # Behind the jars, which so are the beginning that the archive of classes was made for.
        self._path = f"{jars}:{self._classes.name}"
        done = subprocess.run(["javac", "-nowarn", "-proc:none", "-cp", jars, "-d", self._classes.name, *STOPWATCHES],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unmeasured(f"javac {' '.join(STOPWATCHES)} ended with status {done.returncode}: {done.stdout}{done.stderr}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._classes.cleanup()

    @contextlib.contextmanager
    def lines(self, far):
        """A JVM with the lines of an agent and nothing else of it."""
        with self._driven(os.environ, *_agent_options(), "-cp", self._path, LINES, far.keys) as jvm:
            yield BareLines(jvm)

    @contextlib.contextmanager
    def agent(self, far):
        """The agent that the commands start, and its keeper, in a home directory of their own."""
        with tempfile.TemporaryDirectory(prefix="jcluster-bench-") as home:
            os.makedirs(f"{home}/.ssh", mode=0o700)
            with open(f"{home}/.ssh/config", "w", encoding="utf-8") as config:
                config.write(far.ssh_config("bench"))
            archive = "".join(glob.glob(f"{self.home}/cds/*.jsa")[:1])
            environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
            environment |= {"HOME": home, "JCLUSTER_CDS": archive}
            with self._driven(environment, "-cp", self._path, AGENT) as jvm:
                agent = Agent(jvm, "bench")
                try:
                    yield agent
                finally:
                    agent.close()

    @contextlib.contextmanager
    def _driven(self, environment, *words):
        archive = [f"-XX:SharedArchiveFile={archive}" for archive in glob.glob(f"{self.home}/cds/*.jsa")[:1]]
        with contextlib.ExitStack() as ended:
            process = subprocess.Popen(["java", *archive, *words], env=environment,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            shore.end_after(ended, process)
            yield Driven(process)


class Driven:
    """A JVM that does what it is told, a line at a time."""

    def __init__(self, process):
        self.pid = process.pid
        self._process = process

    def obey(self, *order):
        self._process.stdin.write(" ".join(map(str, order)) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().split()
        if not answer:
            raise Unmeasured(f"the stop-watch did not survive '{order[0]}'")
        return answer


@dataclasses.dataclass(frozen=True)
class BareLines:
    """Forwards of a JVM that may have forwarded before."""

    jvm: Driven

    def open(self, far):
        """The ports on this side."""
        return _numbers(self.jvm.obey("open", far.ssh_port, *far.ports))

    def close(self):
        self.jvm.obey("close")


@dataclasses.dataclass(frozen=True)
class Agent:
    """An agent that keeps clusters."""

    jvm: Driven
    login: str

    def plain(self, far):
        """The ports on this side of one cluster more, without a relay."""
        return _numbers(self.jvm.obey("plain", self.login, *far.ports))

    def relayed(self, far, relay):
        """The same through a relay."""
        return _numbers(self.jvm.obey("relay", self.login, relay.key, relay.port, *far.ports))

    def pids(self):
        """The agent's process, and the keeper's where there is one."""
        return _numbers(self.jvm.obey("pids"))

    def close(self):
        self.jvm.obey("close")


def starting(name, jcluster):
    """A contender that starts a JVM."""
    @contextlib.contextmanager
    def opened(far):
        with jcluster.lines(far) as lines:
            yield lines.open(far)
    return Contender(name, opened)


def running(name, lines):
    """A contender that finds the JVM running."""
    @contextlib.contextmanager
    def opened(far):
        try:
            yield lines.open(far)
        finally:
            lines.close()
    return Contender(name, opened)


def kept(name, jcluster, relayed):
    """A contender that has an agent keep the ports."""
    @contextlib.contextmanager
    def opened(far):
        with contextlib.ExitStack() as ended:
            agent = ended.enter_context(jcluster.agent(far))
            yield agent.relayed(far, ended.enter_context(far.relay())) if relayed else agent.plain(far)
    return Contender(name, opened)


def _numbers(words):
    return [int(word) for word in words]


def _agent_options():
    with open(BACKGROUND, encoding="utf-8") as source:
        without_keeper = re.sub(r"public static Background keeper.*?\n    }\n", "", source.read(), flags=re.DOTALL)
        options = re.findall(r'"(-X[^"=]*(?:=[^"]+)?)"', without_keeper)
    if not options:
        raise Unmeasured(f"{BACKGROUND} names no option of a JVM any more")
    return options
