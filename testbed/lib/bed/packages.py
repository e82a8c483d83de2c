"""The Debian packages a testbed is made of."""

import contextlib
import os
import subprocess

from bed.failure import Failure

# libpmix-dev: Slurm loads libpmix.so by its unversioned name, which only the development package has.
# libpam-oath: codes of a token at a login.
# libmpj-java: MPJ Express, for programs in Java whose ranks are processes of their own.
# csh, tcsh, fish: login shells that people have, and that understand nothing of what sh does.
ALWAYS = """slurm-wlm slurm-client munge openssh-server openssh-client openmpi-bin python3-ipyparallel python3-mpi4py
    python3-numpy python3-ipykernel python3-venv ipython3 libpmix-dev iproute2 rsync procps csh tcsh fish
    libpam-oath libmpj-java""".split()
ACCOUNTING = ["slurmdbd", "mariadb-server"]
# A server in the job and a browser on the laptop, for NotebookTest: 114 MB to download.
NOTEBOOK = ["python3-notebook", "chromium-headless-shell"]

POLICY = "/usr/sbin/policy-rc.d"
# What Debian starts by itself when these are installed.
SERVICES = {"openssh-server": ["ssh"], "munge": ["munge"], "slurm-wlm": ["slurmd", "slurmctld"],
            "slurmdbd": ["slurmdbd"], "mariadb-server": ["mariadb"]}


def missing(accounting, notebook=False):
    wanted = ALWAYS + (ACCOUNTING if accounting else []) + (NOTEBOOK if notebook else [])
    try:
        listed = subprocess.run(["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *wanted],
                                capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        raise Failure("the testbed is made of Debian packages, and this machine has no dpkg",
                      advice="a machine with Debian 12") from None
    installed = {line.split()[0] for line in listed.splitlines() if line.endswith(" installed")}
    return [package for package in wanted if package not in installed]


def check(accounting):
    absent = missing(accounting)
    if absent:
        raise Failure("Debian packages are missing: " + " ".join(absent), advice=" ".join(_command(absent)))


def install(accounting, notebook=False):
    """Says what is missing and installs it."""
    absent = missing(accounting, notebook)
    if not absent:
        return
    print("The testbed needs Debian packages that are missing here; installing them:")
    print("  " + " ".join(_command(absent)), flush=True)
    with _services_off(absent):
        if _apt(_command(absent)):
            # The lists of a fresh machine are empty, and those of an old one name versions that are gone.
            _apt(["apt-get", "update"])
            if _apt(_command(absent)):
                raise Failure("apt-get did not install the packages", ran=" ".join(_command(absent)))


def _apt(command):
    """Runs apt-get, and prints of what it says what is done and what went wrong. Gives its exit status."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with subprocess.Popen([*command, "-q", "-o", "Dpkg::Use-Pty=0"], env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True) as apt:
        for line in apt.stdout:
            if line.startswith(("Setting up ", "Need to get", "Err:")):
                print("  " + line.removeprefix("Setting up "), end="", flush=True)
    return apt.returncode


@contextlib.contextmanager
def _services_off(packages):
    """The programs are wanted, not an SSH server or a Slurm of this machine's own, now or after the next boot.

    What answers 101 here keeps packages from starting services (Debian policy 9.3.3.1, README.policy-rc.d).
    """
    ours = not os.path.exists(POLICY)
    if ours:
        with open(os.open(POLICY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o755), "w", encoding="ascii") as policy:
            policy.write("#!/bin/sh\nexit 101\n")
    try:
        yield
    finally:
        if ours:
            os.unlink(POLICY)
        units = [unit for package in packages for unit in SERVICES.get(package, [])]
        if units and os.path.isdir("/run/systemd/system"):
            subprocess.run(["systemctl", "--quiet", "disable", "--now", *units], check=False)


def _command(packages):
    return ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
