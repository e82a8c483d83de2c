"""What ./bench client has done in Python. ClientProgram.java does the same in Java."""
import statistics
import sys
import time

import ipyparallel
import numpy

file, *count = sys.argv[1:]
client = ipyparallel.Client(file)


def once(action):
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def median(times, action):
    return statistics.median(once(action) for _ in range(times))


def seconds(what, number, times=1):
    one = client[0]
    if what == "noop-one":
        return median(number, lambda: one.execute("", block=True))
    if what == "noop-all":
        everyone = client[[0, 1, 2, 3]]
        return median(number, lambda: everyone.execute("", block=True))
    if what == "tasks":
        tasks = client.load_balanced_view()
        return once(lambda: check(tasks.map(lambda x: x, range(number), block=True), list(range(number))))
    if what == "push":
        # Zeros would be one page of memory, mapped as often as it takes.
        array = numpy.arange(float(number // 8))
        return median(times, lambda: one.push({"a": array}, block=True))
    if what == "pull":
        return median(times, lambda: check(one.pull("a", block=True).size, number // 8))
    raise ValueError(what)


def check(got, wanted):
    if got != wanted:
        raise ValueError("other values")


if count:
    while len(client.ids) < int(count[0]):
        time.sleep(0.01)
    print(client.ids)
    sys.exit()
print("ready", flush=True)
for line in sys.stdin:
    what, *numbers = line.split()
    print(seconds(what, *map(int, numbers)), flush=True)
