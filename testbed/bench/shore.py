"""Both ends of a line on this machine: a real sshd for the current user, programs behind it, and a long way to it."""

import contextlib
import dataclasses
import getpass
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time

from bench.contest import Unmeasured
from bench.product import TOP

SSHD = "/usr/sbin/sshd"
PORTS = 7
HERE = os.path.dirname(os.path.realpath(__file__))
MIB = 1 << 20
RELAY = os.path.join(TOP, "templates", "src", "main", "resources", "io", "jcluster", "templates", "relay.py")

# Whatever a figure takes, a line that hangs must end the benchmark.
PATIENCE = 60


@contextlib.contextmanager
def built():
    """A far shore that is there as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="jcluster-bench-") as keys, contextlib.ExitStack() as ended:
        for name in "user", "host":
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{keys}/{name}"], check=True)
        with open(f"{keys}/host.pub", encoding="ascii") as key, open(f"{keys}/known_hosts", "w", encoding="ascii") as known:
            known.write("bench " + " ".join(key.read().split()[:2]) + "\n")
        ssh_port, sshd = _sshd(keys, ended)
        ports, behind = _serving(ended, "farside.py", str(PORTS))
        shore = Shore(keys, ssh_port, ports, {sshd: "sshd", behind: "program behind the port"})
        (far_port,), _ = _serving(ended, "longway.py", str(ssh_port), "50")
        shore.far_away = Shore(keys, far_port, ports, {})
        yield shore


class Shore:
    """Where to log in, with which keys, the seven ports that only the other side reaches, and what runs there: names by pid."""

    def __init__(self, keys, ssh_port, ports, programs):
        self.keys, self.ssh_port, self.ports, self.programs = keys, ssh_port, ports, programs
        self.user = getpass.getuser()

    def ssh_config(self, alias):
        """One key whatever the port: the same server is met on a line of any length."""
        return f"""
            Host {alias}
                HostName 127.0.0.1
                Port {self.ssh_port}
                User {self.user}
                IdentityFile {self.keys}/user
                IdentitiesOnly yes
                IdentityAgent none
                UserKnownHostsFile {self.keys}/known_hosts
                HostKeyAlias bench
                StrictHostKeyChecking yes
        """

    @contextlib.contextmanager
    def relay(self):
        """The relay of a job, beside the ports, as long as the block lasts."""
        with tempfile.TemporaryDirectory(prefix="jcluster-bench-") as directory, contextlib.ExitStack() as ended:
            key = f"{directory}/relay.key"
            process = subprocess.Popen([sys.executable, RELAY, key, "3600", str(os.getpid()), "", "127.0.0.1", "127.0.0.1"],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
            end_after(ended, process)
            yield Relay(key, int(process.stdout.readline()), process.pid)


@dataclasses.dataclass(frozen=True)
class Relay:
    """The file with its key, where it listens, and its process."""

    key: str
    port: int
    pid: int


def _sshd(keys, ended):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings = f"""
        ListenAddress 127.0.0.1
        Port {port}
        HostKey {keys}/host
        AuthorizedKeysFile {keys}/user.pub
        PidFile none
        UsePAM no
        StrictModes no
        PermitRootLogin yes
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        MaxStartups 200
        LogLevel QUIET
    """
    with open(f"{keys}/sshd_config", "w", encoding="ascii") as file:
        file.write(settings)
    if os.geteuid() == 0:
        # For its half without privileges; at boot a service manager makes it.
        os.makedirs("/run/sshd", exist_ok=True)
    process = subprocess.Popen([SSHD, "-D", "-f", f"{keys}/sshd_config"], stdin=subprocess.DEVNULL)
    end_after(ended, process)
    spoken(port, lambda connection: connection.recv(1))
    return port, process.pid


def _serving(ended, script, *words):
    """The ports that a program of ours listens on, which are what it prints first, and its process."""
    process = subprocess.Popen([sys.executable, "-IB", os.path.join(HERE, script), *words],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    end_after(ended, process)
    return [int(port) for port in process.stdout.readline().split()], process.pid


def end_after(ended, process):
    def end():
        process.terminate()
        process.wait()
    ended.callback(end)


def spoken(port, talk):
    """Waits until something behind a port has answered, and gives how it did."""
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
                if answer := talk(connection):
                    return answer
        except (ConnectionError, socket.timeout) as failure:
            if time.monotonic() > give_up:
                raise Unmeasured(f"nothing answers at port {port}: {failure}") from failure
        time.sleep(0.002)
        if time.monotonic() > give_up:
            raise Unmeasured(f"nothing answers at port {port}")


def answers(port):
    """Waits until the program at the far end of a forwarded port echoes."""
    def ask(connection):
        connection.sendall(b"E0000000!")
        return connection.recv(1)
    spoken(port, ask)


def asked(port, wish):
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(wish.encode())
    return connection


def down(port, mebibytes):
    """Megabytes a second from the far end."""
    began = time.monotonic()
    with asked(port, f"D{mebibytes:07}") as connection:
        gather(connection, mebibytes * MIB)
    return mebibytes * MIB / 1e6 / (time.monotonic() - began)


def up(port, mebibytes):
    """Megabytes a second to the far end, until it says that it has them all."""
    block = bytes(MIB)
    began = time.monotonic()
    with asked(port, f"U{mebibytes:07}") as connection:
        for _ in range(mebibytes):
            connection.sendall(block)
        if not connection.recv(1):
            raise Unmeasured(f"{mebibytes} MiB have not all arrived")
    return mebibytes * MIB / 1e6 / (time.monotonic() - began)


def round_trip(port, seconds):
    """The median of the milliseconds until 64 bytes are back, for as long as told."""
    trips = []
    with asked(port, "E0000000") as connection:
        ping(connection)
        end = time.monotonic() + seconds
        while not trips or time.monotonic() < end:
            began = time.monotonic()
            ping(connection)
            trips.append(time.monotonic() - began)
    return sorted(trips)[len(trips) // 2] * 1000


def ping(connection):
    connection.sendall(bytes(64))
    gather(connection, 64)


def echo(connection, mebibytes):
    """Returns when so much has gone there and come back."""
    speaker = threading.Thread(target=connection.sendall, args=(bytes(mebibytes * MIB),))
    speaker.start()
    gather(connection, mebibytes * MIB)
    speaker.join()


def gather(connection, count):
    block = bytearray(min(count, MIB))
    while count:
        come = connection.recv_into(block, min(count, len(block)))
        if not come:
            raise Unmeasured(f"the far end has closed, with {count} bytes still to come")
        count -= come
