import fcntl, json, os, socket, struct, sys
from importlib.util import find_spec

mpi, wanted, peer, submit_host, engines_are = sys.argv[1:6]


def version(name):
    if find_spec(name) is None:
        return None
    try:
        from importlib.metadata import version as of  # from Python 3.8
        return of(name)
    except Exception:
        return getattr(__import__(name), "__version__", "unknown")


def addresses():
    found = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ask:
        for _, name in socket.if_nameindex():
            try:
                word = struct.pack("256s", name.encode()[:15])
                found[name] = socket.inet_ntoa(fcntl.ioctl(ask, 0x8915, word)[20:24])  # SIOCGIFADDR
            except OSError:
                pass  # no IPv4 address
    return found


def route_to(host):
    """Our address on the way to host. Connecting a datagram socket sends nothing."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            way.connect((host, 9))
            return way.getsockname()[0]
    except OSError:
        return None


def own_name():
    try:
        return socket.gethostbyname(socket.gethostname())
    except OSError:
        return None


def choose(found):
    """The address that engines and login node reach, or a sentence."""
    if engines_are == "alone" or not peer and not submit_host:
        return "127.0.0.1", None  # no controller here, or one machine and nobody else
    if wanted:
        if wanted in found:
            return found[wanted], None
        return None, "there is no network interface '%s' with an IPv4 address; there are: %s" % (
            wanted, ", ".join("%s (%s)" % pair for pair in sorted(found.items())))
    # An address on loopback is right only if the scheduler itself reaches that node by loopback.
    if peer:
        way = route_to(peer)
        if way:
            return way, None
    elif submit_host.split(".")[0] == socket.gethostname().split(".")[0]:
        if engines_are == "here":
            return "127.0.0.1", None  # a one-node job on the machine from which it was submitted
    else:
        way = route_to(submit_host)
        if way and not way.startswith("127."):
            return way, None
    own = own_name()
    if own and not own.startswith("127."):
        return own, None
    outside = {name: one for name, one in found.items() if not one.startswith("127.")}
    if len(outside) == 1:
        return list(outside.values())[0], None
    if not outside:
        return "127.0.0.1", None
    return None, "which network the engines reach this node by is not clear; set 'interface' to one of: " + (
        ", ".join("%s (%s)" % pair for pair in sorted(outside.items())))


def printable(text):
    return "".join(c if c.isprintable() else " " for c in text)


here = "%s (Python %d.%d.%d) on %s" % ((sys.executable,) + sys.version_info[:3] + (socket.gethostname(),))
software = {"executable": sys.executable, "python": "%d.%d.%d" % sys.version_info[:3]}
for name in ("ipyparallel", "mpi4py", "numpy"):
    software[name] = version(name)
found = addresses()
address, unclear = choose(found)
number = [int(word) for word in (software["ipyparallel"] or "0.0").split(".")[:2] if word.isdigit()] + [0, 0]

problem = "ok"
if software["ipyparallel"] is None:
    problem = here + " has no ipyparallel; set 'python', 'modules' or 'prologue' in the profile to one that has it, or run: %s -m pip install --user ipyparallel" % sys.executable
elif (number[0], number[1]) < (6, 1):
    problem = here + " has ipyparallel %s, and 6.1 or newer is needed" % software["ipyparallel"]
elif mpi == "yes" and software["mpi4py"] is None:
    problem = here + " has no mpi4py; install it for the MPI of this cluster, or set 'mpi: none' in the profile for engines without MPI"
elif unclear:
    problem = socket.gethostname() + ": " + unclear

facts = {
    "names": sorted({socket.gethostname(), socket.getfqdn(), os.uname()[1]}),
    "addresses": sorted(set(found.values())),
    "interface": next((name for name, one in sorted(found.items()) if one == address), None),
    "software": software,
}
print(printable(problem))
print(address or "")
print(number[0] * 100 + number[1])
print(json.dumps(facts)[1:-1] + ",")
