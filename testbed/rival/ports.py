"""Times the opening of ports alone: one ssh process per port, as connect.sh has it, against one ssh for all.

Runs on the laptop. Each port leads to a server that speaks first, and counts as open when the first of it has come
through: a ZeroMQ socket of a controller (--targets), or else the login node's own SSH server. Prints one JSON line per
way and round.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import time

from rival import REMOTE, forwarding_processes

SSH_SERVER = "localhost:22"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--way", choices=WAYS, action="append", help="only this one")
    options.add_argument("--targets", type=lambda text: text.split(","), default=[SSH_SERVER] * 7, metavar="HOST:PORT,…")
    options = options.parse_args()
    for _ in range(options.rounds):
        for way in options.way or WAYS:
            measure(way, options.targets[:6] if way == "six" else options.targets)


def measure(way, targets):
    before = forwarding_processes()
    ports = free_ports(len(targets))
    try:
        began = time.monotonic()
        WAYS[way](ports, targets)
        answered(ports)
        seconds = round(time.monotonic() - began, 3)
        print(json.dumps({"way": way, "ports": len(ports), "seconds": {"ports open": seconds}}), flush=True)
    finally:
        for pid in forwarding_processes() - before:
            os.kill(pid, signal.SIGTERM)


def one_by_one(ports, targets):
    for port, target in zip(ports, targets):
        subprocess.run(["ssh", "-N", "-f", "-L", f"{port}:{target}", REMOTE], check=True)


def together(ports, targets):
    forwards = [word for port, target in zip(ports, targets) for word in ("-L", f"{port}:{target}")]
    subprocess.run(["ssh", "-N", "-f", "-o", "ExitOnForwardFailure=yes", *forwards, REMOTE], check=True)


# Six is what connect.sh forwards of the seven.
WAYS = {"six": one_by_one, "one": together}


def answered(ports):
    """Returns when the far end has spoken through each port."""
    for port in ports:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            if not connection.recv(1):
                raise OSError(f"nobody answers through port {port}")


def free_ports(count):
    """Ports nobody listens on: ssh cannot choose its own here. All are held until all are known."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [it.getsockname()[1] for it in held]
    for it in held:
        it.close()
    return ports


if __name__ == "__main__":
    main()
