"""One client object at work until a file appears: arrays out and back, many small tasks, output of the engines.

Every round checks every byte and every task; whatever is lost makes it wait until its time is over, and fail.
"""
import hashlib
import os

import numpy as np

LIMIT = 900  # seconds for one answer, cuts of minutes included
stop, megabytes, tasks = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])  # noqa: F821  in connect.py
rc = connect()  # noqa: F821
everybody = rc[:]
everybody.execute("import hashlib, numpy; done = []", block=False).get(timeout=LIMIT)
balanced = rc.load_balanced_view()
random = np.random.default_rng(1)
rounds = expected = 0
print("ready", flush=True)
while not os.path.exists(stop):
    rounds += 1
    engine = rc[rc.ids[rounds % len(rc.ids)]]
    sent = random.integers(0, 256, megabytes << 20, dtype=np.uint8)
    pushed = engine.push({"array": sent}, block=False)
    asked = balanced.map_async(lambda n: done.append(n) or n * n, range(expected, expected + tasks))  # noqa: F821
    said = everybody.execute("for i in range(2000): print('%d.%%d' %% i)" % rounds, block=False)
    pushed.get(timeout=LIMIT)
    there = engine.apply_async(lambda: hashlib.sha256(array).hexdigest()).get(timeout=LIMIT)  # noqa: F821
    assert there == hashlib.sha256(sent).hexdigest(), "the array has other bytes there"
    back = engine.pull("array", block=False).get(timeout=LIMIT)
    assert back.dtype == sent.dtype and (back == sent).all(), "the array has other bytes here"
    assert list(asked.get(timeout=LIMIT)) == [n * n for n in range(expected, expected + tasks)]
    expected += tasks
    said.get(timeout=LIMIT)
    assert said.wait_for_output(LIMIT), "the output of an engine does not arrive"
    lines = "".join("%d.%d\n" % (rounds, i) for i in range(2000))
    assert all(text == lines for text in said.stdout), "the output of an engine has other lines"
    print("round", rounds, flush=True)
ran = [n for some in everybody.pull("done", block=False).get(timeout=LIMIT) for n in some]
assert sorted(ran) == list(range(expected)), "a task ran twice, or never"
print("done %d rounds, %d tasks, %d MB each way" % (rounds, expected, rounds * megabytes), flush=True)
