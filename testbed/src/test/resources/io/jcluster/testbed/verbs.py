"""Each verb of a direct view once. Prints a line per verb: its name, and what came back as JSON."""
import json

import ipyparallel as ipp

rc = connect()  # noqa: F821  in connect.py
view = rc[:]


def tell(verb, result):
    print(verb, json.dumps(result.get(timeout=120)))


view.push({"base": 100, "text": "grüezi"}, block=False).get(timeout=120)
tell("push-pull", view.pull(["base", "text"], block=False))
view.scatter("part", list(range(16)), block=False).get(timeout=120)
tell("scatter-pull", view.pull("part", block=False))
tell("gather", view.gather("part", block=False))
tell("apply", view.apply_async(lambda factor: factor * base, 2))  # noqa: F821  pushed above
view.execute("rank = base + len(part)", block=False).get(timeout=120)
tell("execute", view.pull("rank", block=False))
tell("one", rc[3].pull("part", block=False))
tell("map", view.map_async(lambda x: x * x, range(10)))
try:
    rc[5].execute("1 / 0", block=False).get(timeout=120)
except ipp.RemoteError as error:
    print("error", json.dumps([error.ename, error.engine_info["engine_id"]]))
