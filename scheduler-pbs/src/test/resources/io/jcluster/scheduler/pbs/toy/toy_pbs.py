#!/usr/bin/env python3
"""A toy PBS: it starts processes, and has no security worth the name. For tests only.

It is not OpenPBS and not TORQUE, and never runs where one of them is meant. It stands for both so
that what was written for them can be run to the end on any machine with a Python: it answers to the
names qsub, qstat, qselect, qdel, qhold, qrls, qsig, pbsnodes, pbs_rsub, pbs_rstat and pbs_rdel, and
inside a job to pbs_tmrsh and pbsdsh; it truly starts the processes of a job, and says what the real
ones said in the recorded replies (OpenPBS 23.06.06, TORQUE of June 2020), traps included.

The links to this script lie in a directory bin. Beside that directory the file "dialect" says which
of the two it plays, and a file "nohistory" switches the history off. Without more it is one host of
one user: the first command starts a server, which ends when it has been idle for ten minutes or is
told "pbs_server stop".

With the files "server_name" (a host) and "nodes" ("nid1 np=4", a line for each) there it is a
cluster of several users, which share that directory: root starts pbs_server on the one and pbs_mom
on the others. All talk through sockets in that directory, which say who is at the other end, so
nothing goes over a network. As with the real ones without cgroups, the processes of a job are those
of its sessions: what calls setsid escapes.
"""
import array
import calendar
import fcntl
import getopt
import json
import os
import pwd
import re
import selectors
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from xml.sax.saxutils import escape

BIN = os.path.dirname(os.path.abspath(sys.argv[0]))
ROOT = os.path.dirname(BIN)
SOCKET = os.path.join(ROOT, "toy.sock")
SPOOL = os.path.join(ROOT, "spool")
AUX = os.path.join(ROOT, "aux")
IDLE = 600
OPENPBS = "openpbs"
TORQUE = "torque"


def setting(name, otherwise=""):
    try:
        with open(os.path.join(ROOT, name)) as word:
            return word.read().strip()
    except FileNotFoundError:
        return otherwise


DIALECT = setting("dialect")
CLUSTER = setting("server_name") != ""  # several hosts and users, rather than one of each
HOST = setting("server_name", "toy")
NODES = {line.split()[0]: int(line.partition("np=")[2] or 1)
         for line in setting("nodes", "toy np=8").splitlines()}
CPUS = sum(NODES.values())
FIRST = next(iter(NODES))
DEFAULT_QUEUE = "workq" if DIALECT == OPENPBS else "default"
QUEUES = {DEFAULT_QUEUE: True, "short": True, "debug": True, "closed": False}
LONGEST = {"debug": 3600}  # seconds of walltime
# Between TERM and KILL of a qdel: the defaults of kill_delay.
KILL_DELAY = 10 if DIALECT == OPENPBS else 2


class Refused(Exception):
    """What a command complains about, with its exit status."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status, self.text = status, text


def ctime(moment):
    return time.strftime("%a %b %e %H:%M:%S %Y", time.gmtime(moment)).replace("  ", " ", 1)


def clock(seconds):
    return "%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)


def seconds(text):
    total = 0
    for part in text.split(":"):
        total = total * 60 + int(part)
    return total


def moment(text):
    digits, _, rest = text.partition(".")
    if not re.fullmatch(r"(\d{12}|\d{4})", digits):
        raise ValueError(text)
    if len(digits) == 4:
        digits = time.strftime("%Y%m%d", time.gmtime()) + digits
    return calendar.timegm(time.strptime(digits, "%Y%m%d%H%M")) + int(rest or 0)


def log(text):
    print(time.strftime("%H:%M:%S"), text, file=sys.stderr, flush=True)


# ---- what is asked for ---------------------------------------------------------------------------


class Piece:
    """A part of a job that lies on one host; where, and on which of its processors, once it runs."""

    def __init__(self, cpus, processes, threads, host=None):
        self.cpus, self.processes, self.threads, self.host = cpus, processes, threads, host
        self.node, self.slots = None, []


class Options:
    """What qsub was told, in the script and on its command line."""

    def __init__(self, environment):
        self.environment = environment
        self.name, self.queue, self.hold, self.join = "", "", False, False
        self.output, self.error, self.live, self.shell = "", "", False, ""
        self.resources, self.variables, self.array, self.begin = {}, {}, None, 0
        self.depend, self.rerun, self.priority, self.account, self.project = "", True, 0, "", ""

    SHORT = {OPENPBS: "a:A:c:C:e:fhIj:J:k:l:m:M:N:o:p:P:q:r:R:S:u:v:VW:z",
             TORQUE: "a:A:b:c:C:d:D:e:fhIj:k:K:l:m:M:N:o:p:P:q:r:S:t:u:v:VW:z"}

    def read(self, words):
        try:
            found, rest = getopt.getopt(words, self.SHORT[DIALECT])
        except getopt.GetoptError as wrong:
            raise Refused(2, "qsub: invalid option -- '%s'\nusage: qsub [options]" % wrong.opt)
        for option, value in found:
            self.set(option[1], value)
        return rest

    def set(self, letter, value):
        if letter == "N":
            if not re.fullmatch(r"[A-Za-z0-9+_.-]+", value):
                raise Refused(2, "qsub: illegal -N value\nusage: qsub [options]")
            self.name = value
        elif letter == "q":
            self.queue = value
        elif letter == "h":
            self.hold = True
        elif letter == "j":
            self.join = "o" in value and "e" in value
        elif letter == "o":
            self.output = value
        elif letter == "e":
            self.error = value
        elif letter == "k":
            if DIALECT == TORQUE and "d" in value:
                raise Refused(2, "[qsub: illegal -k value]\n\nusage: qsub [options]")
            self.live = "d" in value
        elif letter == "p":
            self.priority = int(value)
        elif letter == "A":
            self.account = value
        elif letter == "P":
            self.project = value
        elif letter == "r":
            self.rerun = value == "y"
        elif letter == "a":
            self.begin = moment(value)
        elif letter == "S":
            self.shell = value.split("@")[0]
        elif letter == "I":
            raise Refused(1, "qsub: the toy has no interactive jobs")
        elif letter == "l":
            for pair in value.split(","):
                key, _, amount = pair.partition("=")
                self.resource(key, amount)
        elif letter == "V":
            self.variables.update(self.environment)
        elif letter == "v":
            for pair in value.split(","):
                key, given, text = pair.partition("=")
                self.variables[key] = text if given else self.environment.get(key, "")
        elif letter == "W":
            key, _, text = value.partition("=")
            if key == "depend":
                self.dependencies(text)
        elif letter in "Jt":
            self.array = self.indices(letter, value)

    def dependencies(self, text):
        for one in text.split(","):
            if not re.fullmatch(r"(after|afterok|afternotok|afterany)(:[^:]+)+", one):
                raise Refused(2, "qsub: illegal -W value\nusage: qsub [options]")
        self.depend = text

    def resource(self, key, amount):
        known = {"select", "place", "nodes", "walltime", "cput", "mem", "vmem", "ncpus"}
        if DIALECT == TORQUE:
            known |= {"procs", "opsys", "qos"}
        if key not in known:
            raise (Refused(187, "qsub: Unknown resource Resource_List." + key)
                   if DIALECT == OPENPBS else
                   submit_error(189, "Unknown resource type  Resource_List." + key))
        if key in ("walltime", "cput") and not re.fullmatch(r"(\d+:){0,2}\d+", amount):
            raise (Refused(166, "qsub: Illegal attribute or resource value Resource_List." + key)
                   if DIALECT == OPENPBS else
                   submit_error(168, "Illegal attribute or resource value for Resource_List." + key))
        self.resources[key] = amount
        if DIALECT == OPENPBS and "nodes" in self.resources and {"select", "place"} & {
                *self.resources}:
            raise Refused(6, "qsub: Cannot be used with select or place: nodes")

    def indices(self, letter, value):
        value, _, most = value.partition("%")
        limit = int(most) if most else 0
        if letter == "J":
            shape = re.fullmatch(r"(\d+)-(\d+)(?::(\d+))?", value)
            if not shape or int(shape[1]) >= int(shape[2]):
                raise Refused(2, "qsub: illegal -J value\nusage: qsub [options]")
            if not self.rerun:
                raise Refused(2, "qsub: cannot submit non-rerunnable Array Job")
            if int(shape[2]) >= 10000:
                raise Refused(3, "qsub: Array job exceeds server or queue size limit")
            return list(range(int(shape[1]), int(shape[2]) + 1, int(shape[3] or 1))), limit
        all_of_them = []
        for part in value.split(","):
            ends = part.split("-")
            all_of_them += range(int(ends[0]), int(ends[-1]) + 1)
        return all_of_them, limit

    def pieces(self):
        """The parts of the job, in order. TORQUE takes a select without a word and gives one CPU."""
        if DIALECT == OPENPBS and "select" in self.resources:
            found = []
            for chunk in self.resources["select"].split("+"):
                words = dict(word.partition("=")[::2] for word in chunk.split(":"))
                count = int(re.match(r"\d+", chunk)[0]) if chunk[:1].isdigit() else 1
                cpus = int(words.get("ncpus", 1))
                found += [Piece(cpus, int(words.get("mpiprocs", min(cpus, 1))),
                                int(words.get("ompthreads", cpus)), words.get("host"))
                          for _ in range(count)]
            return found
        if "nodes" in self.resources:
            found = []
            for part in self.resources["nodes"].split("+"):
                words = part.split(":")
                cpus = next((int(w[4:]) for w in words if w.startswith("ppn=")), 1)
                named = not words[0].isdigit()
                found += [Piece(cpus, cpus, cpus, words[0] if named else None)
                          for _ in range(1 if named else int(words[0]))]
            return found
        if "procs" in self.resources:
            return [Piece(1, 1, 1) for _ in range(int(self.resources["procs"]))]
        cpus = int(self.resources.get("ncpus", 1))
        return [Piece(cpus, cpus if DIALECT == TORQUE else 1, cpus)]

    def cpus(self):
        return sum(piece.cpus for piece in self.pieces())

    def placement(self):
        """scatter (each piece has a host of its own), pack (all have the same), or free."""
        if "nodes" in self.resources:
            return "scatter"
        return self.resources.get("place", "free").split(":")[0]

    def exclusive(self):
        return "excl" in self.resources.get("place", "")


def submit_error(status, text):
    return Refused(status, "qsub: submit error (%s)" % text)


# ---- the server ----------------------------------------------------------------------------------


class Job:
    def __init__(self, number, index, options, request):
        self.number, self.index, self.options = number, index, options
        self.script, self.owner, self.home = request["stdin"], request["user"], request["home"]
        self.work, self.submit_host = request["work"], request["host"]
        self.created = time.time()
        self.state = "Q"
        self.hold, self.waits = options.hold, False
        self.started = self.ended = self.kill_at = self.exit = None
        self.deleted = self.killed = False
        self.pieces, self.joining = [], set()
        self.runs = 0
        self.comment = ""
        self.substate = 20 if self.hold else 10
        self.undelivered_until = None

    @property
    def id(self):
        bracket = "" if self.index is None else "[%d]" % self.index
        return "%d%s.%s" % (self.number, bracket, HOST)

    @property
    def over(self):
        return self.state == "F"

    @property
    def running(self):
        return self.state == "R"

    @property
    def hosts(self):
        """Each host once, in order; the script runs on the first."""
        return list(dict.fromkeys(piece.node.name for piece in self.pieces))

    def hold_types(self):
        return "u" if self.hold else "s" if self.waits else "n"

    def letter(self):
        if self.state == "Q" and self.hold_types() != "n":
            return "H"
        if self.state == "Q" and self.options.begin > time.time():
            return "W"
        return self.state

    def exec_host(self):
        def slots(piece):
            first, count = piece.slots[0] if piece.slots else 0, len(piece.slots)
            if DIALECT == OPENPBS:
                return "%d" % first + ("*%d" % count if count != 1 else "")
            runs = []
            for slot in piece.slots:
                if runs and runs[-1][1] == slot - 1:
                    runs[-1][1] = slot
                else:
                    runs.append([slot, slot])
            return ",".join("%d-%d" % (a, b) if a != b else "%d" % a for a, b in runs)
        return "+".join("%s/%s" % (piece.node.name, slots(piece)) for piece in self.pieces)

    def exec_vnode(self):
        return "+".join("(%s:ncpus=%d)" % (piece.node.name, piece.cpus) for piece in self.pieces)


class Node:
    """A host as the server sees it: which job has each of its processors, and the line to its MOM."""

    def __init__(self, name, cpus):
        self.name, self.slots, self.mom = name, [None] * cpus, None
        self.exclusive = None

    @property
    def up(self):
        return self.mom is not None

    def free(self):
        return self.slots.count(None) if self.up and not self.exclusive else 0

    def state(self):
        return "down" if not self.up else "job-busy" if None not in self.slots else "free"

    def jobs(self):
        return list(dict.fromkeys(job for job in self.slots if job))


class Line:
    """Messages in both directions, a line of JSON each."""

    def __init__(self, connection):
        self.socket, self.rest = connection, b""

    def send(self, **message):
        self.socket.sendall(json.dumps(message).encode() + b"\n")

    def receive(self):
        """The messages that have come; None when the other end has gone."""
        try:
            data = self.socket.recv(1 << 16)
        except OSError:
            return None
        if not data:
            return None
        *whole, self.rest = (self.rest + data).split(b"\n")
        return [json.loads(text) for text in whole]

    def first(self):
        """One message, waited for; None when none comes."""
        while True:
            messages = self.receive()
            if messages is None or messages:
                return messages and messages[0]


def other_end(connection):
    """The account of whoever is at the other end of a socket."""
    return struct.unpack("3i", connection.getsockopt(
        socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))[1]


class Server:
    def __init__(self):
        self.jobs, self.arrays, self.reservations = {}, {}, {}
        self.nodes = {name: Node(name, cpus) for name, cpus in NODES.items()}
        self.last = 0
        self.busy = time.time()
        self.ready = selectors.DefaultSelector()

    # ---- the world goes on -------------------------------------------------------------------

    def turn(self):
        now = time.time()
        for job in [j for j in self.jobs.values() if j.running]:
            self.watch(job, now)
        for job in [j for j in self.jobs.values() if j.undelivered_until]:
            if now > job.undelivered_until:
                job.undelivered_until = None
                self.end(job, job.exit)
        for job in sorted((j for j in self.jobs.values() if j.state == "Q"),
                          key=lambda j: (-j.options.priority, j.number, j.index or 0)):
            self.look_at_dependencies(job)
            if self.may_start(job, now):
                pieces = self.place(job.options, {n.name: n.free() for n in self.nodes.values()})
                if pieces:
                    self.start(job, pieces)
        if any(j.state in "QRE" for j in self.jobs.values()):
            self.busy = now
        for name, booked in list(self.reservations.items()):
            if now > booked["end"]:
                del self.reservations[name]

    def look_at_dependencies(self, job):
        job.waits = False
        for one in job.options.depend.split(",") if job.options.depend else ():
            kind, *ids = one.split(":")
            for word in ids:
                answer = self.dependency(kind, self.jobs.get(self.full(word)))
                if answer == "never":
                    job.waits = True
                    self.give_up(job)
                    return
                job.waits = job.waits or answer == "wait"

    @staticmethod
    def dependency(kind, other):
        """met, wait or never."""
        if other is None:
            return "never"
        if kind == "after":
            return "met" if other.started else "never" if other.over else "wait"
        if not other.over:
            return "wait"
        if DIALECT == TORQUE and not other.started:
            return "met"  # deleting a held parent released its children, which ran
        well = other.exit == 0
        return "met" if kind == "afterany" or well == (kind == "afterok") else "never"

    def give_up(self, job):
        job.state, job.ended, job.substate = "F", time.time(), 92
        if DIALECT == TORQUE:
            job.exit = 271
            job.comment = "Job deleted because its dependency can never be satisfied"
        log("%s: its dependency can never be met" % job.id)

    @staticmethod
    def full(word):
        word = word.split("@")[0]
        return word if "." in word else "%s.%s" % (word, HOST)

    def may_start(self, job, now):
        if job.state != "Q" or job.hold or job.waits or job.options.begin > now:
            return False
        booked = self.reservations.get(job.options.queue + "." + HOST)
        if booked and now < booked["start"]:
            job.comment = "Not Running: Queue not started."
            return False
        if not self.place(job.options, NODES):
            job.comment = ("Can Never Run: Insufficient amount of resource: ncpus "
                           "(R: %d A: %d T: %d)" % (job.options.cpus(), CPUS, CPUS))
            return False
        if job.index is not None:
            limit = self.arrays[job.number]["limit"]
            running = sum(1 for j in self.members(job.number) if j.state in "RE")
            if limit and running >= limit:
                return False
        return True

    def place(self, options, free):
        """The pieces of a job with their hosts; none when they do not fit into what is free."""
        how, pieces, free = options.placement(), options.pieces(), dict(free)
        names = list(NODES)
        if DIALECT == TORQUE and len(pieces) > 1:
            names.reverse()  # a job of several hosts was given the last one first
        if how == "pack":
            total = sum(piece.cpus for piece in pieces)
            names = [name for name in names if free[name] >= total]
        used = set()
        for piece in pieces:
            fits = [name for name in names if free[name] >= max(piece.cpus, 1)
                    and piece.host in (None, name)
                    and not (how in ("scatter", "vscatter") and name in used)
                    and not (options.exclusive() and name not in used
                             and free[name] < NODES[name])]
            if how == "pack" and used:
                fits = [name for name in fits if name in used]
            if not fits:
                return []
            piece.node = self.nodes[fits[0]]
            free[fits[0]] -= piece.cpus
            used.add(fits[0])
        return pieces

    def members(self, number):
        return [self.jobs[i] for i in self.arrays[number]["ids"]]

    def start(self, job, pieces):
        job.pieces = pieces
        for piece in pieces:
            slots = [i for i, taken in enumerate(piece.node.slots) if taken is None]
            piece.slots = slots[:piece.cpus]
            for slot in piece.slots:
                piece.node.slots[slot] = job.id
            if job.options.exclusive():
                piece.node.exclusive = job.id
        job.started, job.state, job.substate = time.time(), "R", 42
        job.runs += 1
        when = time.strftime("%a %b %d at %H:%M", time.gmtime())
        job.comment = ("Job run at %s on %s" % (when, job.exec_vnode())
                       if DIALECT == OPENPBS else "Job started on " + when)
        with open(os.path.join(AUX, job.id), "w") as lines:
            for piece in pieces:
                lines.write((piece.node.name + "\n") * piece.processes)
        log("%s of %s starts on %s" % (job.id, job.owner, job.exec_host()))
        job.joining = set(job.hosts[1:])
        for host in job.hosts[1:]:
            self.tell(host, do="join", **self.order(job, host))
        self.begin(job)

    def begin(self, job):
        """Starts the script, once the other hosts of the job know of it."""
        if not job.joining:
            self.tell(job.hosts[0], do="start", script=job.script,
                      **self.order(job, job.hosts[0]))

    def order(self, job, host):
        before = sum(piece.processes for piece in job.pieces[
            :[piece.node.name for piece in job.pieces].index(host)])
        return {"first": before,  # of its lines in the node file, counted from 0
                "id": job.id, "owner": job.owner, "home": job.home, "work": job.work,
                "shell": job.options.shell, "environment": self.environment(job),
                "live": job.options.live, "join": job.options.join,
                "paths": {which: self.path(job, which) for which in "oe"},
                "hosts": job.hosts}

    def environment(self, job):
        env = {"HOME": job.home, "USER": job.owner, "LOGNAME": job.owner,
               "PATH": "/bin:/usr/bin", "ENVIRONMENT": "BATCH", "PBS_ENVIRONMENT": "PBS_BATCH",
               "PBS_JOBID": job.id, "PBS_JOBNAME": job.options.name, "PBS_QUEUE": job.options.queue,
               "PBS_O_QUEUE": job.options.queue, "PBS_O_WORKDIR": job.work, "PBS_O_HOME": job.home,
               "PBS_O_LOGNAME": job.owner, "PBS_O_HOST": job.submit_host,
               "PBS_O_PATH": job.options.environment.get("PATH", ""),
               "PBS_JOBCOOKIE": "%032X" % job.number, "PBS_MOMPORT": "15003",
               "PBS_NODEFILE": os.path.join(AUX, job.id)}
        first = job.pieces[0]
        if DIALECT == OPENPBS:
            env.update(NCPUS=str(first.threads), OMP_NUM_THREADS=str(first.threads),
                       PBS_JOBDIR=job.home, PBS_O_SYSTEM="Linux")
        else:
            walltime = job.options.resources.get("walltime")
            env.update(PBS_NP=str(sum(p.cpus for p in job.pieces)),
                       PBS_NUM_NODES=str(len(job.pieces)), PBS_NUM_PPN=str(first.cpus),
                       PBS_VERSION="TORQUE-toy", PBS_O_SERVER=HOST,
                       **({"PBS_WALLTIME": str(seconds(walltime))} if walltime else {}))
        env.update(job.options.variables)
        if job.index is not None:
            env["PBS_ARRAY_INDEX" if DIALECT == OPENPBS else "PBS_ARRAYID"] = str(job.index)
            if DIALECT == OPENPBS:
                env["PBS_ARRAY_ID"] = "%d[].%s" % (job.number, HOST)
        return env

    def path(self, job, which):
        path = job.options.output if which == "o" or job.options.join else job.options.error
        name = "%s.%s%d" % (job.options.name, which, job.number)
        path = os.path.join(job.work, path or name)
        if os.path.isdir(path):
            path = os.path.join(path, name if DIALECT == TORQUE else
                                "%s.%sU" % (job.id, which.upper()))
        return path.replace("^array_index^", str(job.index))

    def watch(self, job, now):
        limit = job.options.resources.get("walltime")
        if limit and not job.kill_at and now > job.started + seconds(limit):
            log("%s has used up its walltime" % job.id)
            job.killed = True
            self.signal(job, signal.SIGTERM)
            job.kill_at = now + KILL_DELAY
        if job.kill_at and now > job.kill_at:
            job.kill_at = now + KILL_DELAY
            self.signal(job, signal.SIGKILL)

    def tell(self, host, **message):
        """Says something to a MOM, and whether there was one."""
        node = self.nodes[host]
        try:
            if node.up:
                node.mom.send(**message)
                return True
        except OSError:
            self.lost(node)
        return False

    def signal(self, job, number):
        """To what runs on its first host: the others learn of it when that has ended."""
        self.tell(job.hosts[0], do="signal", id=job.id, number=int(number))

    def heard(self, node, message):
        """What a MOM has to say."""
        job = self.jobs.get(message["id"])
        if not job or not job.running:
            return
        if message["it"] == "joined":
            job.joining.discard(node.name)
            self.begin(job)
        else:
            self.obituary(job, message["status"], message["delivered"])

    def obituary(self, job, status, delivered):
        for host in job.hosts[1:]:
            self.tell(host, do="end", id=job.id)
        if job.killed:
            status = -29 if DIALECT == OPENPBS else -11
        elif job.deleted:
            status = 271
        if delivered:
            self.end(job, status)
        else:
            job.state, job.substate, job.exit = "E", 51, status
            job.undelivered_until = time.time() + 3

    def end(self, job, status):
        job.state, job.ended, job.exit = "F", time.time(), status
        job.substate = 91 if job.deleted else 92 if status == 0 else 93
        log("%s ends with %s" % (job.id, status))
        self.clear(job)
        if DIALECT == OPENPBS and job.started:
            job.comment += (" and exceeded resource walltime" if job.killed
                            else " and terminated by %s@%s" % (job.owner, HOST) if job.deleted
                            else " and finished" if status == 0 else " and failed")

    @staticmethod
    def clear(job):
        """Gives back what a job had."""
        for piece in job.pieces:
            piece.node.slots = [None if it == job.id else it for it in piece.node.slots]
            if piece.node.exclusive == job.id:
                piece.node.exclusive = None
        if os.path.exists(os.path.join(AUX, job.id)):
            os.unlink(os.path.join(AUX, job.id))

    # ---- commands ----------------------------------------------------------------------------

    def answer(self, request):
        name, words = request["name"], request["words"]
        self.busy = time.time()
        try:
            if name not in COMMANDS:
                raise Refused(127, name + ": not a command")
            out, err, status = getattr(self, name)(words, request)
        except Refused as refused:
            out, err, status = "", refused.text + "\n", refused.status
        self.turn()
        return {"out": out, "err": err, "status": status}

    def qsub(self, words, request):
        if CLUSTER and request["user"] == "root":
            raise (Refused(175, "qsub: Bad UID for job execution") if DIALECT == OPENPBS
                   else Refused(1, "qsub can not be run as root"))
        options = Options(request["environment"])
        for line in request["stdin"].splitlines():
            if line.startswith("#PBS"):
                options.read(shlex.split(line[4:]))
            elif line.strip() and not line.startswith("#"):
                break
        options.read(words)
        if "\r\n" in request["stdin"]:
            raise Refused(1, "qsub: script contains cr, lf" if DIALECT == OPENPBS
                          else "qsub:  script is written in DOS/Windows text format")
        options.name = options.name or request["script"] or "STDIN"
        options.queue = options.queue or DEFAULT_QUEUE
        if DIALECT == TORQUE and not {"nodes", "procs", "ncpus"} & {*options.resources}:
            options.resources["nodes"] = "1"  # resources_default of a queue
        self.check(options)
        self.last += 1
        if options.array is None:
            job = Job(self.last, None, options, request)
            self.jobs[job.id] = job
            return job.id + "\n", "", 0
        indices, limit = options.array
        ids = []
        for index in indices:
            job = Job(self.last, index, options, request)
            self.jobs[job.id] = job
            ids.append(job.id)
        self.arrays[self.last] = {"ids": ids, "limit": limit}
        return "%d[].%s\n" % (self.last, HOST), "", 0

    def check(self, options):
        queue = options.queue
        if queue not in QUEUES and queue + "." + HOST not in self.reservations:
            raise (Refused(170, "qsub: Unknown queue") if DIALECT == OPENPBS else
                   submit_error(172, "Unknown queue MSG=requested queue not found"))
        if not QUEUES.get(queue, True):
            raise (Refused(173, "qsub: Queue is not enabled") if DIALECT == OPENPBS else
                   submit_error(175, "Queue is not enabled MSG=queue is disabled"))
        if seconds(options.resources.get("walltime", "0")) > LONGEST.get(queue, sys.maxsize):
            raise (Refused(188, "qsub: Job violates queue and/or server resource limits")
                   if DIALECT == OPENPBS else
                   submit_error(190, "Job exceeds queue resource limits MSG=cannot satisfy queue "
                                "max walltime requirement"))
        if DIALECT == TORQUE and not self.place(options, NODES):
            raise submit_error(190, "Job exceeds queue resource limits MSG=cannot locate feasible "
                               "nodes (nodes file is empty, all systems are busy)")
        for one in options.depend.split(",") if DIALECT == TORQUE and options.depend else ():
            if any(self.full(word) not in self.jobs for word in one.split(":")[1:]):
                raise submit_error(208, "Invalid Job Dependency")

    def find(self, command, word):
        """A job, or the jobs of an array."""
        shape = re.fullmatch(r"(\d+)(\[(\d*)\])?(\..*)?", word)
        if not shape:
            raise Refused(1, "%s: illegally formed job identifier: %s" % (command, word))
        number = int(shape[1])
        if shape[2] == "[]":
            if number in self.arrays:
                return self.members(number)
        else:
            job = self.jobs.get("%d%s.%s" % (number, shape[2] or "", HOST))
            if job:
                return [job]
        raise Refused(153, "%s: Unknown Job Id %s" % (command, word) if DIALECT == OPENPBS
                      else "%s: nonexistent job id: %s" % (command, word))

    def each(self, command, words, request, act):
        """Does something to jobs; the exit status is that of the last complaint."""
        err, status = "", 0
        for word in words:
            try:
                for job in self.find(command, word):
                    if request["user"] not in (job.owner, "root"):
                        raise Refused(159, "%s: Unauthorized Request  %s" % (command, word))
                    act(job, word)
            except Refused as refused:
                err += refused.text + "\n"
                status = refused.status
        return "", err, status

    def qdel(self, words, request):
        options, words = getopt.getopt(words, "W:m:pt:x")
        force = ("-W", "force") in options or ("-p", "") in options

        def delete(job, word):
            if job.over:
                if "[]" in word:
                    return
                raise (Refused(35, "qdel: Job has finished " + word) if DIALECT == OPENPBS
                       else Refused(170, "qdel: Request invalid for state of job MSG=invalid state "
                                    "for job - COMPLETE " + word))
            if job.running and not self.nodes[job.hosts[0]].up and not force:
                raise Refused(205, "qdel: Server could not connect to MOM " + word)
            job.deleted = True
            if job.running and force:
                for host in job.hosts:
                    self.tell(host, do="end", id=job.id)
                job.state, job.ended, job.substate = "F", time.time(), 91
                self.clear(job)
            elif job.running:
                self.signal(job, signal.SIGTERM)
                job.kill_at = time.time() + KILL_DELAY
            elif not job.undelivered_until:
                job.state, job.ended, job.substate = "F", time.time(), 91
                job.exit = 271 if DIALECT == TORQUE else None
        return self.each("qdel", words, request, delete)

    def qhold(self, words, request):
        def hold(job, word):
            self.no_member("qhold", job, word)
            job.hold = True
        return self.each("qhold", words, request, hold)

    def qrls(self, words, request):
        def release(job, word):
            self.no_member("qrls", job, word)
            job.hold = False
        return self.each("qrls", words, request, release)

    def no_member(self, command, job, word):
        if DIALECT == OPENPBS and job.index is not None and "[]" not in word:
            raise Refused(156, "%s: Invalid request %s" % (command, word))

    def qsig(self, words, request):
        which = words[words.index("-s") + 1]

        def send(job, word):
            if which in ("suspend", "resume"):
                raise Refused(159, "qsig: Unauthorized Request  " + word)
            if not job.running:
                raise Refused(168, "qsig: Request invalid for state of job " + word)
            self.signal(job, getattr(signal, "SIG" + which.replace("SIG", "")))
        return self.each("qsig", words[2:], request, send)

    def qselect(self, words, request):
        history = "-x" in words
        if history and self.forgetful():
            return "", "qselect: PBS is not configured to maintain job history\n", 0
        owner = words[words.index("-u") + 1] if "-u" in words else ""
        ids = []
        for job in self.jobs.values():
            name = job.id if job.index is None else "%d[].%s" % (job.number, HOST)
            if owner in ("", job.owner) and name not in ids and (history or not self.gone(job)):
                ids.append(name)
        return "".join(i + "\n" for i in ids), "", 0

    @staticmethod
    def forgetful():
        return os.path.exists(os.path.join(ROOT, "nohistory"))

    def gone(self, job):
        """Whether it is history: a member is with its whole array."""
        if job.index is None:
            return job.over
        return all(member.over for member in self.members(job.number))

    def qstat(self, words, request):
        if words == ["--version"]:
            return (("pbs_version = 23.06.06 (toy)\n", "", 0) if DIALECT == OPENPBS
                    else ("", "Version: toy\nCommit: none\n", 0))
        try:
            options, ids = getopt.getopt(words, "aBEF:fHinpqQrstTu:wx1")
        except getopt.GetoptError as wrong:
            raise Refused(2, "qstat: invalid option -- '%s'\nusage: qstat [options]" % wrong.opt)
        flags = dict(options)
        if DIALECT == TORQUE and "-F" in flags:
            raise Refused(2, "qstat: invalid option -- 'F'\nusage: qstat [options]")
        if "-B" in flags:
            return "Server\n%s\n" % HOST, "", 0
        if "-Q" in flags:
            return self.queue_list("-F" in flags), "", 0
        history = DIALECT == TORQUE or "-x" in flags or "-H" in flags
        if history and DIALECT == OPENPBS and self.forgetful():
            return (self.document([]) if "-F" in flags else "",
                    "qstat: PBS is not configured to maintain job history\n", 0)
        jobs, err, status = [], "", 0
        for word in ids:
            try:
                found = self.find("qstat", word)
                if not history and self.gone(found[0]):
                    raise Refused(35, "qstat: %s Job has finished, use -x or -H to obtain "
                                  "historical job information" % word)
                jobs.append((word, found))
            except Refused as refused:
                err, status = refused.text + "\n", refused.status
        if jobs and DIALECT == OPENPBS:
            err, status = "", 0
        if not ids:
            jobs = [(job.id, [job]) for job in self.jobs.values()
                    if (history or not self.gone(job)) and flags.get("-u", job.owner) == job.owner]
        if not jobs and not ids and DIALECT == OPENPBS and "-F" not in flags:
            return "", "", 0
        if DIALECT == TORQUE and "-x" in flags:
            return self.xml([job for _, found in jobs for job in found]), err, status
        records = []
        for word, found in jobs:
            if "[]" in word:
                records.append(self.parent(found))
            records += [self.record(job) for job in found]
        if "-F" in flags:
            return self.document(records), err, status
        if "-f" in flags:
            return self.text(records), err, status
        return self.table(records, "-n" in flags) if records else "", err, status

    # ---- what a job looks like ---------------------------------------------------------------

    def record(self, job):
        copy = DIALECT == OPENPBS and job.index is not None and not job.runs
        if DIALECT == OPENPBS and job.index is not None and job.over and self.forgetful():
            copy = True
        letter = job.letter()
        if DIALECT == OPENPBS and job.index is not None:
            if job.over and not self.gone(job):
                letter = "X"
            elif letter in "HW":
                letter = "Q"
        if DIALECT == TORQUE and job.over:
            letter = "C"
        resources = dict(job.options.resources, nodect=len(job.options.pieces()))
        if DIALECT == OPENPBS:
            resources["ncpus"] = job.options.cpus()
        record = {
            "Job_Name": job.options.name,
            "Job_Owner": "%s@%s" % (job.owner, job.submit_host),
            "job_state": letter,
            "queue": job.options.queue,
            "server": HOST,
            "ctime": job.created,
            "qtime": job.created,
            "mtime": job.ended or job.started or job.created,
            "Hold_Types": job.hold_types(),
            "Output_Path": "%s:%s" % (job.submit_host, self.path(job, "o")),
            "Rerunable": str(job.options.rerun),
            "Priority": job.options.priority,
            "Resource_List": resources,
            "Variable_List": dict({"PBS_O_HOST": job.submit_host}, **job.options.variables),
            "Submit_Host" if DIALECT == OPENPBS else "submit_host": job.submit_host,
        }
        if job.options.account:
            record["Account_Name"] = job.options.account
        if job.options.depend:
            record["depend"] = job.options.depend
        if copy:
            record.update(self.of_the_array(job))
        else:
            record.update(self.own(job))
        return job.id, record

    def own(self, job):
        more = {}
        if job.comment:
            more["comment"] = job.comment
        if DIALECT == OPENPBS:
            more["substate"] = job.substate
        elif job.index is not None:
            more["job_array_id"] = job.index
            more["Job_Name"] = "%s-%d" % (job.options.name, job.index)
        if job.started:
            spent = int((job.ended or time.time()) - job.started)
            more["resources_used"] = {"cput": "00:00:00", "mem": "0kb", "walltime": clock(spent)}
            more["exec_host"] = job.exec_host()
            if DIALECT == OPENPBS:
                more["exec_vnode"] = job.exec_vnode()
            more["run_count" if DIALECT == OPENPBS else "start_count"] = job.runs
            more["stime" if DIALECT == OPENPBS else "start_time"] = job.started
        if job.ended:
            more["obittime" if DIALECT == OPENPBS else "comp_time"] = job.ended
        if job.exit is not None and (job.over or job.state == "E"):
            more["Exit_status" if DIALECT == OPENPBS else "exit_status"] = job.exit
        return more

    def of_the_array(self, job):
        """The attributes of the whole array, which OpenPBS shows for a member without its own."""
        members = self.members(job.number)
        begun = [m.started for m in members if m.started]
        more = {"substate": 70}
        if begun:
            more["stime"] = min(begun)
            more["comment"] = "Job Array Began"
            more["Exit_status"] = 1 if any(m.exit for m in members) else 0
        return more

    def parent(self, members):
        first = members[0]
        letter = ("F" if self.gone(first) else "B" if any(m.started for m in members)
                  else "H" if first.hold else "Q")
        return "%d[].%s" % (first.number, HOST), {
            "Job_Name": first.options.name,
            "Job_Owner": "%s@%s" % (first.owner, first.submit_host),
            "job_state": letter, "queue": first.options.queue, "array": "True",
            "ctime": first.created, "Hold_Types": "u" if first.hold else "n",
            "Exit_status": 1 if any(m.exit for m in members) else 0}

    TIMES = {"ctime", "qtime", "mtime", "stime", "obittime", "start_time", "comp_time"}

    def value(self, key, value):
        if key in self.TIMES:
            return ctime(value)
        return value

    def document(self, records):
        head = {"timestamp": int(time.time()), "pbs_version": "23.06.06", "pbs_server": HOST}
        if records:
            head["Jobs"] = {i: {k: self.value(k, v) for k, v in r.items()} for i, r in records}
        return json.dumps(head, indent=1) + "\n"

    def text(self, records):
        """As qstat -f -w of OpenPBS and -f -1 of TORQUE; no line is ever wrapped."""
        lines = []
        for number, record in records:
            lines.append("Job Id: " + number)
            for key, value in record.items():
                if key == "Variable_List":
                    value = ",".join("%s=%s" % pair for pair in value.items())
                if isinstance(value, dict):
                    lines += ["    %s.%s = %s" % (key, k, v) for k, v in value.items()]
                else:
                    text = str(self.value(key, value)).replace("\n", "\\n")
                    lines.append("    %s = %s" % (key, text))
            lines.append("")
        return "".join(line + "\n" for line in lines)

    @staticmethod
    def table(records, hosts):
        lines = ["Job id            Name             User              Time Use S Queue",
                 "----------------  ---------------- ----------------  -------- - -----"]
        for number, record in records:
            used = record.get("resources_used", {}).get("cput", "0")
            lines.append("%-17.17s %-16.16s %-16.16s  %8s %s %s" % (
                number, record["Job_Name"], record["Job_Owner"].split("@")[0], used,
                record["job_state"], record["queue"]))
            if hosts:
                lines.append("   " + record.get("exec_host", "--"))
        return "".join(line + "\n" for line in lines)

    def xml(self, jobs):
        def element(key, value):
            if key == "Variable_List":
                value = ",".join("%s=%s" % pair for pair in value.items())
            if isinstance(value, dict):
                inner = "".join(element(k, v) for k, v in value.items())
            elif isinstance(value, float):
                inner = str(int(value))
            else:
                inner = escape(str(value))
            return "<%s>%s</%s>" % (key, inner, key)
        text = ""
        for job in jobs:
            number, record = self.record(job)
            text += "<Job>%s</Job>" % "".join(
                element(k, v) for k, v in dict({"Job_Id": number}, **record).items())
        return '<?xml version="1.0"?>\n<Data>%s</Data>\n' % text

    def queue_list(self, as_json):
        if as_json:
            return json.dumps({"Queue": {name: {"queue_type": "Execution", "enabled": str(enabled),
                                                "started": "True", "total_jobs": 0}
                                         for name, enabled in QUEUES.items()}}) + "\n"
        return "".join("Queue: %s\n    queue_type = Execution\n    enabled = %s\n    started = True\n\n"
                       % queue for queue in QUEUES.items())

    def pbsnodes(self, words, request):
        words = words or ["-a"]
        uname = os.uname()
        if not words[0].startswith("-"):
            for word in words:
                if word not in self.nodes:
                    raise Refused(1, "Node: %s,  Error: Unknown node " % word)
            return "".join(word + "\n" for word in words), "", 0
        if words == ["-l"]:
            return "".join("%-20s %s\n" % (n.name, n.state())
                           for n in self.nodes.values() if not n.up), "", 0
        if words == ["-a"]:
            memory = ("     resources_available.mem = 8388608kb\n" if DIALECT == OPENPBS
                      else "     status = opsys=linux,physmem=8388608kb,ncpus=%d\n")
            return "".join(
                "%s\n     state = %s\n     %s = %d\n%s\n"
                % (n.name, n.state(), "pcpus" if DIALECT == OPENPBS else "np", len(n.slots),
                   memory % len(n.slots) if "%" in memory else memory)
                for n in self.nodes.values()), "", 0
        if DIALECT == OPENPBS:
            return json.dumps({"nodes": {n.name: {
                "Mom": n.name, "state": n.state(), "pcpus": len(n.slots),
                "jobs": n.jobs(),
                "resources_available": {"arch": "linux", "host": n.name, "mem": "8388608kb",
                                        "ncpus": len(n.slots)}}
                for n in self.nodes.values()}}) + "\n", "", 0
        return "<Data>%s</Data>\n" % "".join(
            "<Node><name>%s</name><state>%s</state><np>%d</np><status>opsys=linux,"
            "uname=Linux %s %s #1 %s,totmem=8388608kb,physmem=8388608kb,ncpus=%d,loadave=0.10"
            "</status></Node>" % (n.name, n.state(), len(n.slots), n.name, uname.release,
                                  uname.machine, len(n.slots))
            for n in self.nodes.values()), "", 0

    # ---- reservations ------------------------------------------------------------------------

    def pbs_rsub(self, words, request):
        found = dict(getopt.getopt(words, "I:N:R:E:D:l:U:")[0])
        start = moment(found["-R"])
        end = moment(found["-E"])
        if start < time.time() or end <= start:
            raise Refused(238, "pbs_rsub: Bad time specification(s)")
        options = Options({})
        options.read(["-l", found["-l"]])
        self.last += 1
        name = "R%d.%s" % (self.last, HOST)
        if options.cpus() > CPUS:
            return name + " DENIED\n", "", 0
        users = found.get("-U", request["user"]).split(",")
        self.reservations[name] = {"start": start, "end": end, "cpus": options.cpus(),
                                   "name": found.get("-N", "NULL"), "users": users}
        return name + " CONFIRMED\n", "", 0

    def pbs_rstat(self, words, request):
        text = ""
        for name, booked in self.reservations.items():
            text += ("Resv ID: %s\nReserve_Name = %s\nreserve_state = RESV_CONFIRMED\n"
                     "reserve_start = %s\nreserve_end = %s\nqueue = %s\nResource_List.ncpus = %d\n"
                     "resv_nodes = (%s:ncpus=%d)\nAuthorized_Users = %s\n\n"
                     % (name, booked["name"], ctime(booked["start"]), ctime(booked["end"]),
                        name.split(".")[0], booked["cpus"], FIRST, booked["cpus"],
                        ",".join("%s@%s" % (user, HOST) for user in booked["users"])))
        return text, "", 0

    def pbs_rdel(self, words, request):
        if words[0] not in self.reservations:
            raise Refused(236, "pbs_rdel: Unknown Reservation Id " + words[0])
        del self.reservations[words[0]]
        return "", "", 0

    # ---- being a server ----------------------------------------------------------------------

    def serve(self, listening):
        self.ready.register(listening, selectors.EVENT_READ)
        while CLUSTER or time.time() - self.busy < IDLE:
            for key, _ in self.ready.select(0.05):
                if key.data:
                    self.listen_to(key.data)
                elif not self.visit(listening.accept()[0]):
                    return
            self.turn()

    def listen_to(self, node):
        messages = node.mom.receive()
        if messages is None:
            self.lost(node)
        for message in messages or ():
            self.heard(node, message)

    def lost(self, node):
        """A node whose MOM is silent. Its jobs stay in R, as they do with the real ones."""
        log("lost the line to " + node.name)
        self.ready.unregister(node.mom.socket)
        node.mom.socket.close()
        node.mom = None

    def visit(self, connection):
        """Whatever somebody wants who has just come; false when it is that this server ends."""
        line = Line(connection)
        request = line.first()
        if request is None:
            connection.close()  # somebody looked whether there is a server
            return True
        uid = other_end(connection)
        if request["name"] == "pbs_mom":
            node = self.nodes.get(request["host"])
            if uid != os.geteuid() or node is None or node.up:
                log("refused a MOM of account %d for %s" % (uid, request["host"]))
                connection.close()
            else:
                self.greet(node, line)
            return True
        with connection:
            if request["name"] == "stop":
                return uid not in (0, os.geteuid())
            if CLUSTER:  # who and where somebody is, is not for them to say
                person = pwd.getpwuid(uid)
                request.update(user=person.pw_name, home=person.pw_dir)
            try:
                line.send(**self.answer(request))
            except OSError:
                pass  # whoever asked has gone
        return True

    def greet(self, node, line):
        node.mom = line
        self.ready.register(line.socket, selectors.EVENT_READ, node)
        log("%s is up" % node.name)


# ---- on the execution hosts ----------------------------------------------------------------------


class Task:
    """A process that was started for a job, at the head of a session of its own."""

    def __init__(self, job, number, process, asked=None):
        self.job, self.number, self.process, self.asked = job, number, process, asked


class Here:
    """A job as one of its hosts sees it."""

    def __init__(self, order):
        self.order, self.sessions = order, set()
        self.count = 0
        self.told, self.status = False, None  # to end; how its script has ended
        self.look_at = 0  # when to see what is left of it

    def processes(self):
        for entry in os.listdir("/proc"):
            try:
                with open("/proc/%d/stat" % int(entry), errors="replace") as stat:
                    fields = stat.read().rpartition(")")[2].split()
            except (ValueError, OSError):
                continue  # no process, or one that has ended since
            if int(fields[3]) in self.sessions and fields[0] != "Z":
                yield int(entry)

    def signal(self, number):
        for process in self.processes():
            try:
                os.kill(process, number)
            except ProcessLookupError:
                pass  # it has ended since

    @property
    def spool(self):
        return os.path.join(SPOOL, re.sub(r"[][]", "-", self.order["id"]))

    @property
    def scratch(self):
        """OpenPBS's TMPDIR; TORQUE has none by default."""
        if DIALECT != OPENPBS:
            return ""
        return "/var/tmp/pbs." + self.order["id"] if CLUSTER else os.path.join(self.spool, "tmp")


class Mom:
    """Starts and ends what belongs to jobs on one host."""

    def __init__(self, name, server):
        self.name, self.server = name, server
        self.jobs, self.tasks, self.ending = {}, [], []
        self.ready = selectors.DefaultSelector()

    def serve(self):
        path = mom_socket(self.name)
        if os.path.exists(path):
            os.unlink(path)
        listening = bound(path)
        children, wake = os.pipe2(os.O_NONBLOCK)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.ready.register(self.server.socket, selectors.EVENT_READ)
        self.ready.register(listening, selectors.EVENT_READ)
        self.ready.register(children, selectors.EVENT_READ)
        while True:
            for key, _ in self.ready.select(0.1 if self.ending else 1):
                if key.fileobj is listening:
                    self.spawn_for(listening.accept()[0])
                elif key.fileobj is self.server.socket:
                    messages = self.server.receive()
                    if messages is None:
                        break
                    for message in messages:
                        getattr(self, message.pop("do"))(message)
                else:
                    os.read(children, 4096)
            else:
                self.reap()
                continue
            break
        for job in self.jobs.values():
            job.signal(signal.SIGKILL)
            self.forget(job)

    def forget(self, job):
        if job.scratch:
            shutil.rmtree(job.scratch, ignore_errors=True)
        if job.order["hosts"][0] == self.name:
            shutil.rmtree(job.spool, ignore_errors=True)

    # ---- what the server says ----------------------------------------------------------------

    def join(self, order):
        self.take(order)
        self.server.send(it="joined", id=order["id"])

    def take(self, order):
        job = self.jobs[order["id"]] = Here(order)
        if order["hosts"][0] == self.name:
            self.make(job, job.spool)
        if job.scratch:
            self.make(job, job.scratch)
        return job

    def make(self, job, directory):
        os.makedirs(directory, mode=0o700, exist_ok=True)
        if CLUSTER:
            person = pwd.getpwnam(job.order["owner"])
            os.chown(directory, person.pw_uid, person.pw_gid)

    def start(self, order):
        job = self.take(order)
        script = os.path.join(job.spool, "script")
        with open(script, "w") as text:
            text.write(order["script"])
        os.chmod(script, 0o755)
        shell = order["shell"] or pwd.getpwnam(order["owner"]).pw_shell
        try:
            # A login shell that reads the name of the script: so do both unless built otherwise.
            task = self.run(job, ["-" + os.path.basename(shell)], shell, subprocess.PIPE,
                            lambda: self.streams(job))
        except OSError as error:
            log("%s: %s: %s" % (order["id"], shell, error.strerror))
            self.server.send(it="obituary", id=order["id"], status=-1, delivered=True)
            return
        task.process.stdin.write(script.encode() + b"\n")
        task.process.stdin.close()

    def run(self, job, argv, program, stdin, prepare, asked=None, more=()):
        """A process of the job's owner, who makes ready its streams."""
        order = job.order
        env = dict(order["environment"], **dict(more))
        env.update(PBS_NODENUM=str(order["hosts"].index(self.name)), PBS_TASKNUM=str(job.count + 1),
                   **({"PBS_VNODENUM": str(order["first"])} if DIALECT == TORQUE else {}),
                   SHELL=pwd.getpwnam(order["owner"]).pw_shell)
        if job.scratch:
            env["TMPDIR"] = job.scratch
        person = pwd.getpwnam(order["owner"])
        who = {"user": person.pw_uid, "group": person.pw_gid,
               "extra_groups": os.getgrouplist(person.pw_name, person.pw_gid)} if CLUSTER else {}
        process = subprocess.Popen(argv, executable=program, env=env, cwd=order["home"],
                                   stdin=stdin, preexec_fn=prepare, start_new_session=True, **who)
        job.count += 1
        job.sessions.add(process.pid)
        task = Task(job, job.count, process, asked)
        self.tasks.append(task)
        return task

    @staticmethod
    def streams(job):
        """Called in the new process: the job's output becomes its own."""
        def file(which):
            path = job.order["paths"][which] if job.order["live"] else ""
            how = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            try:
                return os.open(path, how, 0o644)
            except OSError:
                return os.open(os.path.join(job.spool, which), how, 0o600)
        os.umask(0o022)
        out = file("o")
        os.dup2(out, 1)
        os.dup2(out if job.order["join"] else file("e"), 2)

    def signal(self, message):
        job = self.jobs.get(message["id"])
        if job:
            job.told = job.told or message["number"] == signal.SIGTERM
            job.signal(message["number"])

    def end(self, message):
        job = self.jobs.pop(message["id"], None)
        if job:
            job.signal(signal.SIGKILL)
            self.forget(job)

    # ---- what becomes of it ------------------------------------------------------------------

    def reap(self):
        for task in list(self.tasks):
            code = task.process.poll()
            if code is None:
                continue
            self.tasks.remove(task)
            if task.asked:
                try:
                    task.asked.send(status=code if code >= 0 else 256 - code, task=task.number)
                except OSError:
                    pass  # whoever asked has gone
                task.asked.socket.close()
            else:
                task.job.status = code if code >= 0 else 256 - code
                self.ending.append(task.job)
        for job in list(self.ending):
            if self.jobs.get(job.order["id"]) is not job:
                self.ending.remove(job)
            elif not self.patient(job):
                self.ending.remove(job)
                self.bury(job, job.status)

    @staticmethod
    def patient(job):
        """Whether what is left of a job may end by itself.

        Its login shell dies of the TERM that comes with a qdel. OpenPBS then waits for the others
        until it is time to KILL, and looks every few seconds; TORQUE kills them at once (both seen
        on real ones).
        """
        if not job.told or DIALECT != OPENPBS:
            return False
        if time.time() > job.look_at:
            first, job.look_at = job.look_at == 0, time.time() + 2
            return first or any(job.processes())
        return True

    def bury(self, job, status):
        del self.jobs[job.order["id"]]
        job.signal(signal.SIGKILL)
        delivered = all([self.deliver(job, which) for which in "oe"])
        self.forget(job)
        self.server.send(it="obituary", id=job.order["id"], status=status, delivered=delivered)

    def deliver(self, job, which):
        """Brings home what was written here, as its owner; whether that went well."""
        file, target = os.path.join(job.spool, which), job.order["paths"][which]
        if not os.path.exists(file) or target == "/dev/null":
            return True
        person = pwd.getpwnam(job.order["owner"])
        who = {"user": person.pw_uid, "group": person.pw_gid,
               "extra_groups": os.getgrouplist(person.pw_name, person.pw_gid)} if CLUSTER else {}
        # Not cp alone, which would give the copy the mode of the original.
        return subprocess.run(["/bin/sh", "-c", 'umask 022; exec cat "$1" >"$2"', "sh", file, target],
                              stdin=subprocess.DEVNULL, **who).returncode == 0

    # ---- what a process of a job asks for ----------------------------------------------------

    def spawn_for(self, connection):
        """Starts what pbs_tmrsh or pbsdsh wants, with the streams they hand over, if any."""
        words, handles, _, _ = socket.recv_fds(connection, 1 << 20, 2)
        line = Line(connection)
        if not words:
            connection.close()
            return
        asked = json.loads(words)
        job = self.jobs.get(asked["id"])

        def streams():
            if handles:
                os.dup2(handles[0], 1)
                os.dup2(handles[1], 2)
            else:
                self.streams(job)
        try:
            if job is None or other_end(connection) not in (0, self.account(job)):
                raise OSError(1, "there is no job %s of yours on %s" % (asked["id"], self.name))
            argv = asked["argv"]
            # A job's own PATH plays no part, nor do words within a word.
            program = shutil.which(argv[0], path="/bin:/usr/bin")
            if program is None:
                raise OSError(2, "%s: No such file or directory" % argv[0])
            self.run(job, argv, program, subprocess.DEVNULL, streams, line)
        except OSError as error:
            line.send(status=254, task=0, error=error.strerror)
            connection.close()
        for handle in handles:
            os.close(handle)

    @staticmethod
    def account(job):
        return pwd.getpwnam(job.order["owner"]).pw_uid


def mom_socket(name):
    return os.path.join(ROOT, "mom.%s.sock" % name)


def bound(path):
    """A socket at a path that every user may talk to."""
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    os.chmod(path, 0o666)
    listening.listen(64)
    return listening


# ---- the commands inside a job -------------------------------------------------------------------


def nodes_of_this_job(name):
    if "PBS_JOBID" not in os.environ:
        raise Refused(254, name + ": not executing under PBS")
    with open(os.environ["PBS_NODEFILE"]) as lines:
        return lines.read().split()


def spawn(host, argv, handles):
    """Has a host of this job start something, and gives its exit status when it has ended."""
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(mom_socket(host))
    message = json.dumps({"id": os.environ["PBS_JOBID"], "argv": argv}).encode()
    if handles:
        connection.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS,
                                        array.array("i", handles))])
    else:
        connection.sendall(message)
    return Line(connection)


def answers(lines):
    for line in lines:
        answer = line.first() or {"status": 254, "task": 0, "error": "the host does not answer"}
        if "error" in answer:
            print(answer["error"], file=sys.stderr)
        yield answer


def pbs_tmrsh(words):
    options, words = getopt.getopt(words, "nl:v")
    if not words:
        raise Refused(254, "usage: pbs_tmrsh host [-n][-l username] [-v] command [args ...]")
    host = words[0]
    options, argv = getopt.getopt(words[1:], "nl:v")
    if not argv:
        raise Refused(254, "usage: pbs_tmrsh host [-n][-l username] [-v] command [args ...]")
    if host not in nodes_of_this_job("pbs_tmrsh"):
        raise Refused(255, '%s: host "%s" is not a node in job <%s>'
                      % (sys.argv[0], host, os.environ["PBS_JOBID"]))
    return next(answers([spawn(host, argv, [1, 2])]))["status"] % 256


def pbsdsh(words):
    """What it starts prints into the job's output, and with -o of TORQUE into that of pbsdsh.

    A task that fails is told of, and the exit status is 0 all the same.
    """
    try:
        options, argv = getopt.getopt(words, "c:n:osv" if DIALECT == OPENPBS else "c:n:h:osuv")
    except getopt.GetoptError as wrong:
        raise Refused(1, "pbsdsh: invalid option -- '%s'" % wrong.opt)
    options = dict(options)
    if not argv:
        raise Refused(1, "Usage: pbsdsh [options] program [args ...]")
    hosts = nodes_of_this_job("pbsdsh")
    if "-h" in options:
        if options["-h"] not in hosts:
            raise Refused(1, "pbsdsh(): %s not found" % options["-h"])
        hosts = [options["-h"]]
    elif "-n" in options:
        hosts = [hosts[int(options["-n"])]]
    elif "-u" in options:
        hosts = list(dict.fromkeys(hosts))
    hosts = hosts[:int(options.get("-c", len(hosts)))]
    handles = [1, 2] if "-o" in options and DIALECT == TORQUE else []
    for answer in answers([spawn(host, argv, handles) for host in hosts]):
        if answer["status"]:
            print(("%s: task 0x%08x exit status %d" if DIALECT == OPENPBS else
                   "pbsdsh()%.0s: task %d exit status %d")
                  % (sys.argv[0], answer["task"], answer["status"]), file=sys.stderr)
    return 0


# ---- getting going -------------------------------------------------------------------------------


COMMANDS = {"qsub", "qstat", "qselect", "qdel", "qhold", "qrls", "qsig", "pbsnodes", "pbs_rsub",
            "pbs_rstat", "pbs_rdel"}


def leave_behind(work, log_file):
    """Runs something in a process of its own, away from whoever called."""
    if os.fork() != 0:
        os.wait()
        return
    os.setsid()
    if os.fork() != 0:
        os._exit(0)
    os.umask(0o022)
    null = os.open(os.devnull, os.O_RDWR)
    errors = os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.dup2(errors, 2)
    os.chdir("/")
    try:
        work()
    finally:
        os._exit(0)


def start_server(log_file):
    """Makes sure that there is one, whoever else thinks of it at the same time."""
    with open(os.path.join(ROOT, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(SOCKET)
            return
        except OSError:
            pass
        if os.path.exists(SOCKET):
            os.unlink(SOCKET)
        for directory in (SPOOL, AUX):
            os.makedirs(directory, exist_ok=True)
        listening = bound(SOCKET)

        def work():
            lock.close()
            server, mom = Server(), None
            if not CLUSTER:
                mine, its = socket.socketpair()
                mom = os.fork()
                if mom == 0:
                    mine.close()
                    listening.close()
                    try:
                        Mom(FIRST, Line(its)).serve()
                    finally:
                        os._exit(0)
                its.close()
                server.greet(server.nodes[FIRST], Line(mine))
            try:
                server.serve(listening)
            finally:
                for node in server.nodes.values():
                    if node.up:
                        node.mom.socket.close()
                if mom:
                    os.waitpid(mom, 0)
                os.unlink(SOCKET)
        leave_behind(work, log_file)


def start_mom(log_file):
    def work():
        while True:
            with socket.socket(socket.AF_UNIX) as connection:
                try:
                    connection.connect(SOCKET)
                except OSError:
                    time.sleep(0.1)  # there is no server yet, or none any more
                    continue
                line = Line(connection)
                line.send(name="pbs_mom", host=socket.gethostname())
                Mom(socket.gethostname(), line).serve()
    leave_behind(work, log_file)


def ask(request):
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(SOCKET)
        except OSError:
            raise Refused(255, "Connection refused\n%s: cannot connect to server %s (errno=15010)"
                          % (request["name"], HOST))
        line = Line(connection)
        line.send(**request)
        return line.first()


def request_of(name, words):
    me = pwd.getpwuid(os.getuid())
    home = me.pw_dir if CLUSTER else os.environ.get("HOME", me.pw_dir)
    request = {"name": name, "words": words, "user": me.pw_name, "home": home,
               "host": socket.gethostname() if CLUSTER else HOST,
               "work": os.getcwd() if CLUSTER else home,
               "environment": dict(os.environ), "stdin": "", "script": ""}
    if name == "qsub":
        files = Options(request["environment"]).read(words)
        if files:
            try:
                with open(files[0]) as script:
                    request["stdin"] = script.read()
            except OSError as error:
                raise Refused(1, "qsub: script file:: " + error.strerror if DIALECT == OPENPBS else
                              "qsub: script file '%s' cannot be loaded - %s"
                              % (files[0], error.strerror))
            request["script"] = os.path.basename(files[0])
        else:
            request["stdin"] = sys.stdin.read()
    return request


def main():
    name, words = os.path.basename(sys.argv[0]), sys.argv[1:]
    try:
        if name in ("pbs_server", "pbs_mom"):
            log_file = dict(getopt.getopt(words, "L:")[0]).get("-L", os.path.join(ROOT, name + ".log"))
            if words[:1] == ["stop"]:
                if os.path.exists(SOCKET):
                    ask({"name": "stop"})
                    while os.path.exists(SOCKET):
                        time.sleep(0.02)
            elif name == "pbs_server":
                start_server(log_file)
            else:
                start_mom(log_file)
            return 0
        if name in ("pbs_tmrsh", "pbsdsh"):
            return {"pbs_tmrsh": pbs_tmrsh, "pbsdsh": pbsdsh}[name](words)
        request = request_of(name, words)
        if not CLUSTER:
            start_server(os.path.join(ROOT, "server.log"))
        answer = ask(request)
        if answer is None:
            raise Refused(255, "%s: End of File" % name)
        sys.stdout.write(answer["out"])
        sys.stdout.flush()
        sys.stderr.write(answer["err"])
        return answer["status"]
    except Refused as refused:
        print(refused.text, file=sys.stderr)
        return refused.status


if __name__ == "__main__":
    sys.exit(main())
