"""What the figures depend on: the machine, its load, and the versions of what was measured."""

import datetime
import importlib.metadata
import os
import platform
import re
import subprocess


def facts():
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "system": platform.freedesktop_os_release().get("PRETTY_NAME", platform.system()),
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "jdk": _first_line("java", "-version"),
        "python": platform.python_version(),
        "ipyparallel": _package("ipyparallel"),
        "mpi4py": _package("mpi4py"),
        "openmpi": _first_line("ompi_info", "--version"),
        "mpj": _first_line("dpkg-query", "--show", "--showformat=${Version}", "libmpj-java"),
        "slurm": _first_line("slurmd", "-V"),
        "ssh": _first_line("ssh", "-V"),
    }


def load():
    """The processes that wanted to run during the last minute, on average; with more than cores, all take longer."""
    return round(os.getloadavg()[0], 1)


def _processor():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        model = re.search(r"^model name\s*:\s*(.*)$", info.read(), re.MULTILINE)
    return model.group(1) if model else platform.machine()


def _package(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def _first_line(*argv):
    try:
        done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True)
        return done.stdout.splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "none"
