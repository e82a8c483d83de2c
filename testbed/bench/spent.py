"""What the programs of a benchmark have spent of the processors' time."""

import os

TICKS = os.sysconf("SC_CLK_TCK")


def seconds(named):
    """CPU seconds so far by name: of this process, of those named by their pids, of whatever this one has started."""
    parents, spent = {}, {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
                # The name of the program stands in brackets, and may have blanks and brackets in it.
                words = stat.read().rpartition(")")[2].split()
        except OSError:
            continue  # It has just ended.
        parents[int(pid)], spent[int(pid)] = int(words[1]), (int(words[11]) + int(words[12])) / TICKS
    total = {}
    for pid, own in spent.items():
        name = _name(pid, parents, named)
        if name:
            total[name] = total.get(name, 0) + own
    return total


def _name(pid, parents, named):
    """That of the nearest ancestor that has one; empty for a stranger."""
    while pid:
        if pid in named:
            return named[pid]
        pid = parents.get(pid, 0)
    return ""
