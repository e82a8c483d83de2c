# A notebook server in the job, for as long as the job script lives that started this. It listens on a port that the
# system chose, lets nobody in without a token that was made here, and its kernels find the cluster by themselves.
#
# What is wanted is in the file "request" of the directory that is the first argument; beside it are written "answer",
# for whoever asked, and "port", for the job script. The token is in the answer, which its owner alone can read, and
# reaches the server by a pipe: the words of a process and its environment are for others to see.
import binascii, http.client, json, os, re, signal, socket, subprocess, sys, threading, time

ASK = """
import json, sys
from importlib.util import find_spec


def version(name):
    if find_spec(name) is None:
        return None
    try:
        from importlib.metadata import version as of  # from Python 3.8
        return of(name)
    except Exception:
        return getattr(__import__(name), "__version__", "0")


names = ("jupyterlab", "notebook", "jupyter_server")
print(json.dumps({"executable": sys.executable, "versions": {name: version(name) for name in names}}))
"""
SERVE = """
import json, os, runpy, sys
said = json.loads(sys.stdin.readline())
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
sys.argv = [said["module"]] + said["words"]
runpy.run_module(said["module"], run_name="__main__", alter_sys=True)
"""
# Before the first client there is no %px. This one makes a client, or takes the user's, whose own %px then takes its
# place. That %px waits for ever for output which it does not hear (ipyparallel 7.1), and a client that has just come
# hears nothing before its subscription has reached each engine: so they print until all of them are heard.
MAGICS = """
def _promise(name):
    shell = get_ipython()

    def kept(line, cell=None):
        import ipyparallel
        clients = [one for one in shell.user_ns.values() if isinstance(one, ipyparallel.Client)]
        client = clients[-1] if clients else ipyparallel.Client()
        for _ in range(120):
            said = client[:].execute("print()", block=False)
            said.get()
            if not hasattr(said, "wait_for_output") or said.wait_for_output(0.5):
                break
        client.activate()
        if cell is None:
            return shell.run_line_magic(name, line)
        return shell.run_cell_magic(name, line, cell)

    shell.register_magic_function(kept, "line_cell" if name == "px" else "line", name)


for _name in ("px", "autopx", "pxconfig", "pxresult"):
    _promise(_name)
del _promise, _name
"""
PATIENCE = 180  # seconds: Python's files may have to come from a slow file system

# The directory, the process to end with, the controller's address, a client's connection file, the engines' Python.
place, parent, address, connection, engines_python = sys.argv[1:]
parent = int(parent)
if engines_python == os.path.join(os.path.dirname(place), "python"):
    engines_python = sys.executable  # that file starts Python in the container, and this is in it already
asked_to_stop = os.path.join(os.path.dirname(os.path.abspath(__file__)), "notebook.stop")
node = socket.gethostname()
os.umask(0o077)


def write(name, text):
    path = os.path.join(place, name)
    with open(path + ".new", "w") as file:
        file.write(text)
    os.rename(path + ".new", path)


def answer(**said):
    write("answer", json.dumps(dict(said, id=request["id"], node=node)) + "\n")


def fail(what, advice=""):
    print(what, flush=True)
    answer(failed=what, advice=advice)
    sys.exit(1)


def expanded(path):
    """As the profile means it: relative to the home directory."""
    return os.path.join(os.path.expanduser("~"), os.path.expanduser(path))


def look(python):
    """What that Python has."""
    try:
        asked = subprocess.run([python, "-c", ASK], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, universal_newlines=True)
        if asked.returncode == 0:
            return json.loads(asked.stdout)
        said = (asked.stderr.strip() or "it ended with status %d" % asked.returncode).splitlines()[-1]
    except (OSError, ValueError) as e:
        said = str(e)
    fail("the Python for the notebook, '%s', does not run on %s: %s" % (python, node, said),
         "set 'notebook: {python: ...}' in the profile to one that has jupyterlab or notebook")


def major(version):
    return int((re.match("[0-9]+", version or "0") or [0])[0])


def choose(found):
    """The module to run."""
    versions, python = found["versions"], found["executable"]
    there = ["%s %s" % (name, versions[name]) for name in ("notebook", "jupyterlab", "jupyter_server") if versions[name]]
    install = "%s -m pip install --user jupyterlab, there; or set 'notebook: {python: ...}' in the profile" % python
    if not there:
        fail("%s on %s has no notebook server: neither jupyterlab nor notebook nor jupyter_server" % (python, node),
             install)
    if request["lab"] and not versions["jupyterlab"]:
        fail("%s on %s has no jupyterlab; it has %s" % (python, node, ", ".join(there)),
             "leave --lab and 'lab' out; or " + install)
    return "jupyterlab" if request["lab"] else there[0].split()[0]


def words(module, versions):
    """What the server is told. Said twice, the last word counts: ours."""
    old = major(versions["notebook"]) < 7 and (module == "notebook" or major(versions["jupyterlab"]) in (1, 2))
    app = "NotebookApp" if old else "ServerApp"
    holder = "IdentityProvider" if not old and major(versions["jupyter_server"]) >= 2 else app
    said = list(request["arguments"]) + ["--no-browser"]
    for name, value in (("ip", address), ("port", "0"), ("port_retries", "0"), ("base_url", "/"), ("certfile", ""),
                        ("notebook_dir" if old else "root_dir", directory)):
        said.append("--%s.%s=%s" % (app, name, value))
    said.append("--%s.token=%s" % (holder, token))
    return said + (["--allow-root"] if os.geteuid() == 0 else [])


def linked(there, here, but=()):
    """A directory with all that is in another, but for some."""
    os.makedirs(here)
    for name in os.listdir(there) if os.path.isdir(there) else []:
        if name not in but:
            os.symlink(os.path.join(there, name), os.path.join(here, name))


def ipython_directory():
    """The user's own, in which the cluster is that of the default profile, and of the one it has on the laptop."""
    here, name = os.path.join(place, "ipython"), "profile_" + request["profile"]
    own = os.environ.get("IPYTHONDIR", "")
    if not own or own.startswith(os.path.dirname(place)):  # which the job script has set, for the controller
        own = os.path.expanduser("~/.ipython")
    default, own_default = os.path.join(here, "profile_default"), os.path.join(own, "profile_default")
    linked(own, here, ("profile_default", name))
    linked(own_default, default, ("security", "startup"))
    linked(os.path.join(own_default, "startup"), os.path.join(default, "startup"), ("00-jcluster.py",))
    os.mkdir(os.path.join(default, "security"))
    os.symlink(connection, os.path.join(default, "security", "ipcontroller-client.json"))
    os.symlink("profile_default", os.path.join(here, name))
    with open(os.path.join(default, "startup", "00-jcluster.py"), "w") as startup:
        startup.write(MAGICS)
    return here


def kernel_directory():
    """The kernel is the Python of the engines, whichever Python the server has."""
    here = os.path.join(place, "jupyter")
    os.makedirs(os.path.join(here, "kernels", "python3"))
    with open(os.path.join(here, "kernels", "python3", "kernel.json"), "w") as kernel:
        json.dump({"argv": [engines_python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
                   "display_name": "Python 3 (%s)" % request["profile"], "language": "python"}, kernel)
    return here


def environment():
    own = dict(os.environ, IPYTHONDIR=ipython_directory(), JUPYTER_RUNTIME_DIR=os.path.join(place, "runtime"))
    own["JUPYTER_PATH"] = os.pathsep.join([kernel_directory()] + list(filter(None, [own.get("JUPYTER_PATH")])))
    return own


def copy(server):
    """The log, without the token: not every version keeps it out of the lines about requests."""
    for line in server.stdout:
        sys.stdout.write(line.replace(token, "..."))
        sys.stdout.flush()


def sockets_of(server):
    """Of the whole group: its Python may be a script that starts another. Kernels have groups of their own."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid) as stat:
                group = int(stat.read().rpartition(")")[2].split()[2])
            for name in os.listdir("/proc/%s/fd" % pid) if group == server.pid else []:
                yield from re.findall(r"^socket:\[([0-9]+)\]$", os.readlink("/proc/%s/fd/%s" % (pid, name)))
        except OSError:
            pass  # it has ended, or closed something, meanwhile


def port_of(server):
    """The port that the system chose; None as long as there is none."""
    sockets = set(sockets_of(server))
    with open("/proc/net/tcp") as table:
        for line in table:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in sockets:  # TCP_LISTEN
                return int(fields[1].split(":")[1], 16)
    return None


def answers(port):
    try:
        way = http.client.HTTPConnection(address, port, timeout=5)
        way.request("GET", "/api")
        return "version" in json.loads(way.getresponse().read().decode())
    except (OSError, ValueError, http.client.HTTPException):
        return False


def is_below(parent):
    """Whether that process has started this one: itself, or by the runtime of a container, which stands between."""
    pid = os.getpid()
    while pid > 1 and pid != parent:
        try:
            with open("/proc/%d/stat" % pid) as stat:
                pid = int(stat.read().rpartition(")")[2].split()[1])
        except OSError:
            return False
    return pid == parent


def lives(server):
    return server.poll() is None and is_below(parent)


def await_port(server):
    end = time.monotonic() + PATIENCE
    while lives(server):
        if wants_end():
            fail("%s on %s was stopped before it answered" % (name, node))
        if time.monotonic() > end:
            fail("%s has not answered on %s within %d s" % (name, node, PATIENCE))
        port = port_of(server)
        if port and answers(port):
            return port
        time.sleep(0.1)
    fail("%s on %s ended with status %s before it answered" % (name, node, server.poll()))


def wants_end():
    os.listdir(os.path.dirname(asked_to_stop))  # a network file system looks again only then
    return os.path.exists(asked_to_stop)


def end(server):
    """In order, so that the kernels end too; in the end the job script ends what is left."""
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


with open(os.path.join(place, "request")) as file:
    request = json.load(file)
if os.path.exists(asked_to_stop):
    os.unlink(asked_to_stop)
address = request["bind"] or address
token = binascii.hexlify(os.urandom(24)).decode()
directory = expanded(request["directory"])
if not os.path.isdir(directory):
    fail("there is no directory '%s' on %s" % (directory, node), "set 'notebook: {directory: ...}' in the profile")
python = expanded(request["python"]) if "/" in request["python"] else request["python"] or engines_python
found = look(python)
module = choose(found)
name = "%s %s" % (module, found["versions"][module])
print("%s of %s, at %s" % (name, found["executable"], address), flush=True)
server = subprocess.Popen([python, "-c", SERVE], cwd=directory, env=environment(), stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, errors="replace",
                          start_new_session=True)
try:
    server.stdin.write(json.dumps({"module": module, "words": words(module, found["versions"])}) + "\n")
    server.stdin.close()
    threading.Thread(target=copy, args=(server,), daemon=True).start()
    port = await_port(server)
    page = {"jupyterlab": "/lab", "notebook": "/tree"}.get(module, "/")
    answer(server=name, address=address, port=port, page=page, token=token)
    write("port", "%d\n" % port)
    while lives(server) and not wants_end():
        time.sleep(0.5)
finally:
    end(server)
    if os.path.exists(asked_to_stop):
        os.unlink(asked_to_stop)
print("%s has ended with status %s" % (name, server.poll()), flush=True)
