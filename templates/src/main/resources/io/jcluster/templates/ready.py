import json, os, socket, sys, time

stem, controller, log = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def ports(path):
    with open(path) as file:
        said = json.load(file)
    for name in ("registration", "control", "mux", "task", "iopub", "notification", "broadcast", "hb_ping", "hb_pong"):
        port = said.get(name, [])
        for one in port if isinstance(port, list) else [port]:
            yield said["interface"].split("//")[1], one


def missing():
    try:
        for way in list(ports(stem + "-client.json")) + list(ports(stem + "-engine.json")):
            try:
                socket.create_connection(way, 1).close()
            except OSError:
                return "nothing listens on %s:%d" % way
    except (OSError, ValueError, KeyError):
        return "no whole connection files in the profile's security directory"


for _ in range(2400):  # two minutes
    what = missing()
    with open(log, errors="replace") as file:
        said = file.read()
    if "Address already in use" in said:  # not only of the hub: each scheduler process binds its own
        sys.exit(1)
    if what is None:
        sys.exit(0)
    try:
        os.kill(controller, 0)
    except OSError:
        print((said.strip() or "it said nothing").splitlines()[-1])
        sys.exit(2)
    time.sleep(0.05)
print("after two minutes: " + what)
sys.exit(2)
