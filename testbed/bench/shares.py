"""A share of a processor for each program of a benchmark, so that on few processors none takes what another needs.

A program with a quarter of a processor is to another with a quarter as on a machine with a processor for each, four times
slower. The system's control groups see to it, of either version; making some takes root.
"""

import contextlib
import os

from bench.contest import Unmeasured

PERIOD_MICROSECONDS = 10_000
ROOTS = ("/sys/fs/cgroup/cpu", "/sys/fs/cgroup")


@contextlib.contextmanager
def held(programs, share):
    """Each of these pids, with what it has started beside them, gets so much of a processor, as long as the block lasts."""
    root = _root()
    with contextlib.ExitStack() as ended:
        for pid in programs:
            ended.enter_context(_limited(root, f"{root}/jcluster-bench-{pid}", _family(pid, programs), int(share * PERIOD_MICROSECONDS)))
        yield


@contextlib.contextmanager
def _limited(root, group, pids, quota):
    os.mkdir(group)
    try:
        if os.path.exists(f"{group}/cpu.max"):
            _write(f"{group}/cpu.max", f"{quota} {PERIOD_MICROSECONDS}")
        else:
            _write(f"{group}/cpu.cfs_period_us", PERIOD_MICROSECONDS)
            _write(f"{group}/cpu.cfs_quota_us", quota)
        for pid in pids:
            _write(f"{group}/cgroup.procs", pid)
        yield
    finally:
        with open(f"{group}/cgroup.procs", encoding="ascii") as left:
            for pid in left.read().split():
                with contextlib.suppress(ProcessLookupError):
                    _write(f"{root}/cgroup.procs", pid)
        os.rmdir(group)


def _root():
    for root in ROOTS:
        if os.path.exists(f"{root}/cpu.cfs_period_us") or _hands_on(root):
            if not os.access(root, os.W_OK):
                raise Unmeasured(f"a share of a processor for each program takes the right to write to {root}, as root has")
            return root
    raise Unmeasured(f"no control groups for processors in {' or '.join(ROOTS)}")


def _hands_on(root):
    """Whether groups of version 2 that are made here have the controller for processors."""
    with contextlib.suppress(FileNotFoundError), open(f"{root}/cgroup.subtree_control", encoding="ascii") as controllers:
        return "cpu" in controllers.read().split()
    return False


def _family(pid, others):
    family = [pid]
    for one in family:  # which grows meanwhile
        with contextlib.suppress(FileNotFoundError), open(f"/proc/{one}/task/{one}/children", encoding="ascii") as children:
            family.extend(child for child in map(int, children.read().split()) if child not in others)
    return family


def _write(file, value):
    with open(file, "w", encoding="ascii") as out:
        out.write(str(value))
