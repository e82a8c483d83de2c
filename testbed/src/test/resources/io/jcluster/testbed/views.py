"""A load-balanced view and a broadcast view. Prints a line each: its name, and what came back as JSON."""
import json

rc = connect()  # noqa: F821  in connect.py

balanced = rc.load_balanced_view()
print("balanced", json.dumps(balanced.map_async(lambda x: x * x, range(64)).get(timeout=120)))

first = balanced.apply_async(lambda: 20)
with balanced.temp_flags(after=[first]):
    second = balanced.apply_async(lambda: 22)
print("after", json.dumps(first.get(timeout=120) + second.get(timeout=120)))

broadcast = rc.broadcast_view()
broadcast.push({"word": "all"}, block=False).get(timeout=120)
print("broadcast", json.dumps(broadcast.apply_async(lambda n: word * n, 2).get(timeout=120)))  # noqa: F821
