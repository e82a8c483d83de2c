"""Ways to bring seven ports of the far side to this one. Another way is another Contender, named in line.py."""

import contextlib
import dataclasses
import glob
import os
import re
import socket
import subprocess
import tempfile
from typing import Callable, ContextManager

from bench import shore
from bench.contest import Unmeasured
from bench.product import TOP

# The agent's JVM options are said there and nowhere else.
AGENT = os.path.join(TOP, "launcher", "src", "main", "java", "io", "jcluster", "launcher",
                     "background", "Background.java")
STOPWATCH = os.path.join(TOP, "ssh-tunnel", "src", "test", "java", "io", "jcluster", "tunnel", "LineBench.java")
MAIN = "io.jcluster.tunnel.LineBench"


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
    """Ports nobody listens on: ssh cannot choose its own here. All are held until all are known."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [it.getsockname()[1] for it in held]
    for it in held:
        it.close()
    return ports


class Jcluster:
    """The lines of an agent in a JVM with the agent's options, by way of the tunnel's public interface."""

    def __init__(self, product):
        self.home = os.path.realpath(product.dist)
        self._classes = tempfile.TemporaryDirectory(prefix="jcluster-bench-")
        jars = ":".join(sorted(glob.glob(os.path.join(self.home, "lib", "*.jar"))))
        # Behind the jars, which so are the beginning that the archive of classes was made for.
        self._path = f"{jars}:{self._classes.name}"
        done = subprocess.run(["javac", "-nowarn", "-proc:none", "-cp", jars, "-d", self._classes.name, STOPWATCH],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unmeasured(f"javac {STOPWATCH} ended with status {done.returncode}: {done.stdout}{done.stderr}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._classes.cleanup()

    def contender(self, name):
        """One that starts a JVM."""
        @contextlib.contextmanager
        def opened(far):
            with self.agent(far) as agent:
                yield agent.open(far)
        return Contender(name, opened)

    @contextlib.contextmanager
    def agent(self, far):
        with contextlib.ExitStack() as ended:
            process = subprocess.Popen(["java", *self._archive(), *_agent_options(), "-cp", self._path, MAIN, far.keys],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            shore.end_after(ended, process)
            yield Agent(process)

    def _archive(self):
        return [f"-XX:SharedArchiveFile={archive}" for archive in glob.glob(f"{self.home}/cds/*.jsa")[:1]]


class Agent:
    """A JVM that runs."""

    def __init__(self, process):
        self.pid = process.pid
        self._process = process

    def open(self, far, hosts=1):
        """The ports on this side, those of each login in a row."""
        return [int(port) for port in self._obey(f"open {hosts} {far.ssh_port} {' '.join(map(str, far.ports))}")]

    def close(self):
        self._obey("close")

    def contender(self, name):
        """One that finds this JVM running."""
        @contextlib.contextmanager
        def opened(far):
            try:
                yield self.open(far)
            finally:
                self.close()
        return Contender(name, opened)

    def _obey(self, order):
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().split()
        if not answer:
            raise Unmeasured(f"the stop-watch did not survive '{order}'")
        return answer


def _agent_options():
    with open(AGENT, encoding="utf-8") as source:
        without_keeper = re.sub(r"public static Background keeper.*?\n    }\n", "", source.read(), flags=re.DOTALL)
        options = re.findall(r'"(-X[^"=]*(?:=[^"]+)?)"', without_keeper)
    if not options:
        raise Unmeasured(f"{AGENT} names no option of a JVM any more")
    return options
