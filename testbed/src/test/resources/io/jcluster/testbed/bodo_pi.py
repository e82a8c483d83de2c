"""The example of Bodo's guide to ipyparallel: functions go to all ranks as source, by execute."""
import inspect
import sys

import bodo
import ipyparallel as ipp


@bodo.jit(spawn=False)
def calc_pi(n):
    x = 2 * np.random.ranf(n) - 1  # noqa: F821  imported on the engines
    y = 2 * np.random.ranf(n) - 1  # noqa: F821
    return 4 * np.sum(x ** 2 + y ** 2 < 1) / n  # noqa: F821


def bodo_exec(points):
    return calc_pi(points)


def place():
    return bodo.get_rank(), bodo.get_size(), socket.gethostname()  # noqa: F821


client = ipp.Client(profile=sys.argv[1])
view = client[:]
view.execute("import numpy as np, bodo, socket").get(timeout=300)
view.execute(inspect.getsource(calc_pi)).get(timeout=300)
answers = view.apply(bodo_exec, 2_000_000).get(timeout=300)
print("pi", len(answers), len(set(answers)), abs(answers[0] - 3.14159) < 0.02)
for rank, size, host in view.apply(place).get(timeout=300):
    print("rank", rank, "of", size, "on", host)
