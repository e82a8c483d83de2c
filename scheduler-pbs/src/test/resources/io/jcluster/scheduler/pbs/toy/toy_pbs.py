#!/usr/bin/env python3
"""A toy PBS: one machine, one user, no security. For tests only.

It is not OpenPBS and not TORQUE, and never runs where one of them is meant. It stands for both so
that what was written for them can be run to the end on any machine with a Python: it answers to the
names qsub, qstat, qselect, qdel, qhold, qrls, qsig, pbsnodes, pbs_rsub, pbs_rstat and pbs_rdel,
truly starts the processes of a job, and says what the real ones said in the recorded replies
(OpenPBS 23.06.06, TORQUE of June 2020), traps included. Which of the two it plays is the word in
the file "dialect" beside the links to this script; a file "nohistory" there switches the history off.

The first command starts a server, which ends when it has been idle for ten minutes or is told
"pbs_server stop".
"""
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
import subprocess
import sys
import time
from xml.sax.saxutils import escape

BIN = os.path.dirname(os.path.abspath(sys.argv[0]))
SOCKET = os.path.join(BIN, "toy.sock")
SPOOL = os.path.join(BIN, "spool")
HOST = "toy"
CPUS = 8
IDLE = 600
QUEUES = {"workq": True, "short": True, "closed": False}


def dialect():
    with open(os.path.join(BIN, "dialect")) as word:
        return word.read().strip()


OPENPBS = "openpbs"
TORQUE = "torque"


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
    import calendar
    return calendar.timegm(time.strptime(digits, "%Y%m%d%H%M")) + int(rest or 0)


class Job:
    def __init__(self, number, index, options, script, owner, home):
        self.number, self.index = number, index
        self.options, self.script, self.owner, self.home = options, script, owner, home
        self.created = time.time()
        self.state = "Q"
        self.hold = options.hold
        self.started = self.ended = self.kill_at = self.process = None
        self.exit = None
        self.deleted = self.killed = False
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

    def letter(self):
        if self.state == "Q" and self.hold:
            return "H"
        if self.state == "Q" and self.options.begin > time.time():
            return "W"
        return self.state


class Options:
    """What qsub was told, in the script and on its command line."""

    def __init__(self, dialect):
        self.dialect = dialect
        self.name, self.queue, self.hold, self.join = "", "", False, False
        self.output, self.error, self.live = "", "", False
        self.resources, self.variables, self.array, self.begin = {}, {}, None, 0
        self.depend, self.rerun, self.priority, self.account, self.project = "", True, 0, "", ""

    SHORT = {OPENPBS: "a:A:c:C:e:fhIj:J:k:l:m:M:N:o:p:P:q:r:R:S:u:v:VW:z",
             TORQUE: "a:A:b:c:C:d:D:e:fhIj:k:K:l:m:M:N:o:p:P:q:r:S:t:u:v:VW:z"}

    def read(self, words):
        try:
            found, rest = getopt.getopt(words, self.SHORT[self.dialect])
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
            if self.dialect == TORQUE and "d" in value:
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
        elif letter == "l":
            for pair in value.split(","):
                key, _, amount = pair.partition("=")
                self.resource(key, amount)
        elif letter == "v":
            for pair in value.split(","):
                key, _, text = pair.partition("=")
                self.variables[key] = text
        elif letter == "W":
            key, _, text = value.partition("=")
            if key == "depend":
                self.depend = text
        elif letter in "Jt":
            self.array = self.indices(letter, value)

    def resource(self, key, amount):
        known = {"select", "place", "nodes", "walltime", "cput", "mem", "vmem", "ncpus"}
        if self.dialect == TORQUE:
            known |= {"procs", "opsys", "qos"}
        if key not in known:
            raise Refused(187 if self.dialect == OPENPBS else 189,
                          "qsub: Unknown resource Resource_List." + key)
        if key in ("walltime", "cput") and not re.fullmatch(r"(\d+:){0,2}\d+", amount):
            raise Refused(166 if self.dialect == OPENPBS else 168,
                          "qsub: Illegal attribute or resource value Resource_List." + key)
        self.resources[key] = amount

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

    def cpus(self):
        """Processors; TORQUE takes a select without a word and gives one."""
        if self.dialect == OPENPBS and "select" in self.resources:
            total = 0
            for chunk in self.resources["select"].split("+"):
                count = re.match(r"\d+", chunk)
                each = re.search(r"ncpus=(\d+)", chunk)
                total += int(count[0] if count else 1) * int(each[1] if each else 1)
            return total
        if "nodes" in self.resources:
            total = 0
            for part in self.resources["nodes"].split("+"):
                count = re.match(r"(\d+)(:|$)", part)
                each = re.search(r"ppn=(\d+)", part)
                total += int(count[1] if count else 1) * int(each[1] if each else 1)
            return total
        return int(self.resources.get("procs", self.resources.get("ncpus", 1)))


class Server:
    def __init__(self):
        self.dialect = dialect()
        self.jobs, self.arrays, self.reservations = {}, {}, {}
        self.last = 0
        self.busy = time.time()

    # ---- the world goes on -------------------------------------------------------------------

    def turn(self):
        now = time.time()
        for job in [j for j in self.jobs.values() if j.process]:
            self.watch(job, now)
        for job in [j for j in self.jobs.values() if j.undelivered_until]:
            if now > job.undelivered_until:
                job.undelivered_until = None
                self.end(job, job.exit)
        used = sum(j.options.cpus() for j in self.jobs.values() if j.state in "RES")
        for job in sorted((j for j in self.jobs.values() if j.state == "Q"),
                          key=lambda j: (-j.options.priority, j.number, j.index or 0)):
            if self.ready(job, now) and used + job.options.cpus() <= CPUS:
                used += job.options.cpus()
                self.start(job)
        if any(j.state in "QRE" for j in self.jobs.values()):
            self.busy = now
        for name, booked in list(self.reservations.items()):
            if now > booked["end"]:
                del self.reservations[name]

    def ready(self, job, now):
        if job.hold or job.options.begin > now:
            return False
        booked = self.reservations.get(job.options.queue + "." + HOST)
        if booked and now < booked["start"]:
            job.comment = "Not Running: Queue not started."
            return False
        if job.options.cpus() > CPUS:
            job.comment = ("Can Never Run: Insufficient amount of resource: ncpus "
                           "(R: %d A: %d T: %d)" % (job.options.cpus(), CPUS, CPUS))
            return False
        if job.index is not None:
            limit = self.arrays[job.number]["limit"]
            running = sum(1 for j in self.members(job.number) if j.state in "RE")
            if limit and running >= limit:
                return False
        return True

    def members(self, number):
        return [self.jobs[i] for i in self.arrays[number]["ids"]]

    def start(self, job):
        spool = os.path.join(SPOOL, job.id)
        os.makedirs(spool, exist_ok=True)
        script = os.path.join(spool, "script")
        with open(script, "w") as text:
            text.write(job.script)
        os.chmod(script, 0o700)
        env = {"HOME": job.home, "USER": job.owner, "LOGNAME": job.owner, "SHELL": "/bin/sh",
               "PATH": "/usr/local/bin:/usr/bin:/bin", "PBS_ENVIRONMENT": "PBS_BATCH",
               "PBS_JOBID": job.id, "PBS_JOBNAME": job.options.name, "PBS_QUEUE": job.options.queue,
               "PBS_O_WORKDIR": job.home, "PBS_O_HOST": HOST}
        env.update(job.options.variables)
        if job.index is not None:
            env["PBS_ARRAY_INDEX" if self.dialect == OPENPBS else "PBS_ARRAYID"] = str(job.index)
            if self.dialect == OPENPBS:
                env["PBS_ARRAY_ID"] = "%d[].%s" % (job.number, HOST)
        nodefile = os.path.join(spool, "nodes")
        with open(nodefile, "w") as lines:
            lines.write((HOST + "\n") * job.options.cpus())
        env["PBS_NODEFILE"] = nodefile
        live = self.path(job, "o") if job.options.live else ""
        try:
            out = open(live or os.path.join(spool, "out"), "ab")
            errors = self.path(job, "e") if job.options.live else ""
            err = out if job.options.join else open(errors or os.path.join(spool, "err"), "ab")
        except OSError:
            job.options.live = False
            out = open(os.path.join(spool, "out"), "ab")
            err = out if job.options.join else open(os.path.join(spool, "err"), "ab")
        interpreted = job.script.startswith("#!")
        job.process = subprocess.Popen(
            [script] if interpreted else ["/bin/sh", script], cwd=job.home, env=env,
            stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True)
        job.started, job.state, job.substate = time.time(), "R", 42
        job.runs += 1
        when = time.strftime("%a %b %d at %H:%M", time.gmtime())
        job.comment = ("Job run at %s on (%s:ncpus=%d)" % (when, HOST, job.options.cpus())
                       if self.dialect == OPENPBS else "Job started on " + when)

    def path(self, job, which):
        path = job.options.output if which == "o" or job.options.join else job.options.error
        if not path:
            path = "%s.%s%d" % (job.options.name, which, job.number)
        path = os.path.join(job.home, path)
        return path.replace("^array_index^", str(job.index))

    def watch(self, job, now):
        code = job.process.poll()
        limit = job.options.resources.get("walltime")
        if code is None:
            if limit and not job.kill_at and now > job.started + seconds(limit):
                job.killed = True
                self.signal(job, signal.SIGTERM)
                job.kill_at = now + 1
            if job.kill_at and now > job.kill_at:
                self.signal(job, signal.SIGKILL)
            return
        job.process = None
        status = code if code >= 0 else 128 - code
        if job.killed:
            status = -29 if self.dialect == OPENPBS else -11
        elif job.deleted:
            status = 271
        spool = os.path.join(SPOOL, job.id)
        try:
            if not job.options.live:
                for which in "o" if job.options.join else "oe":
                    target = self.path(job, which)
                    if target != "/dev/null":
                        shutil.copy(os.path.join(spool, "out" if which == "o" else "err"), target)
        except OSError:
            job.state, job.substate, job.exit = "E", 51, status
            job.undelivered_until = now + 3
            return
        self.end(job, status)

    def end(self, job, status):
        job.state, job.ended, job.exit = "F", time.time(), status
        job.substate = 91 if job.deleted else 92 if status == 0 else 93
        if self.dialect == OPENPBS and job.started:
            job.comment += (" and exceeded resource walltime" if job.killed
                            else " and terminated by %s@%s" % (job.owner, HOST) if job.deleted
                            else " and finished" if status == 0 else " and failed")

    @staticmethod
    def signal(job, number):
        try:
            os.killpg(job.process.pid, number)
        except ProcessLookupError:
            pass

    # ---- commands ----------------------------------------------------------------------------

    def answer(self, request):
        name, words = request["name"], request["words"]
        self.busy = time.time()
        try:
            out, err, status = getattr(self, name)(words, request)
        except Refused as refused:
            out, err, status = "", refused.text + "\n", refused.status
        self.turn()
        return {"out": out, "err": err, "status": status}

    def torque(self, status, text):
        return Refused(status, "qsub: submit error (%s)" % text)

    def qsub(self, words, request):
        options = Options(self.dialect)
        for line in request["stdin"].splitlines():
            if line.startswith("#PBS"):
                options.read(shlex.split(line[4:]))
            elif line.strip() and not line.startswith("#"):
                break
        options.read(words)
        if "\r\n" in request["stdin"]:
            raise Refused(1, "qsub: script contains cr, lf" if self.dialect == OPENPBS
                          else "qsub:  script is written in DOS/Windows text format")
        options.name = options.name or "STDIN"
        options.queue = options.queue or "workq"
        known = options.queue in QUEUES or options.queue + "." + HOST in self.reservations
        if not known:
            raise (Refused(170, "qsub: Unknown queue") if self.dialect == OPENPBS else
                   self.torque(172, "Unknown queue MSG=requested queue not found"))
        if not QUEUES.get(options.queue, True):
            raise (Refused(173, "qsub: Queue is not enabled") if self.dialect == OPENPBS else
                   self.torque(175, "Queue is not enabled MSG=queue is disabled"))
        if self.dialect == TORQUE and options.cpus() > CPUS:
            raise self.torque(190, "Job exceeds queue resource limits MSG=cannot locate feasible "
                              "nodes (nodes file is empty, all systems are busy)")
        self.last += 1
        home, owner = request["home"], request["user"]
        if options.array is None:
            job = Job(self.last, None, options, request["stdin"], owner, home)
            self.jobs[job.id] = job
            return job.id + "\n", "", 0
        indices, limit = options.array
        ids = []
        for index in indices:
            job = Job(self.last, index, options, request["stdin"], owner, home)
            self.jobs[job.id] = job
            ids.append(job.id)
        self.arrays[self.last] = {"ids": ids, "limit": limit}
        return "%d[].%s\n" % (self.last, HOST), "", 0

    def find(self, command, word, arrays=True):
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
        raise Refused(153, "%s: Unknown Job Id %s" % (command, word) if self.dialect == OPENPBS
                      else "%s: nonexistent job id: %s" % (command, word))

    def each(self, command, words, act):
        """Does something to jobs; the exit status is that of the last complaint."""
        err, status = "", 0
        for word in words:
            try:
                for job in self.find(command, word):
                    act(job, word)
            except Refused as refused:
                err += refused.text + "\n"
                status = refused.status
        return "", err, status

    def qdel(self, words, request):
        words = [w for w in words if not w.startswith("-")]

        def delete(job, word):
            if job.over:
                if "[]" in word:
                    return
                raise (Refused(35, "qdel: Job has finished " + word) if self.dialect == OPENPBS
                       else Refused(170, "qdel: Request invalid for state of job MSG=invalid state "
                                    "for job - COMPLETE " + word))
            job.deleted = True
            if job.process:
                self.signal(job, signal.SIGTERM)
                job.kill_at = time.time() + 1
            elif not job.undelivered_until:
                job.state, job.ended, job.substate = "F", time.time(), 91
        return self.each("qdel", words, delete)

    def qhold(self, words, request):
        def hold(job, word):
            self.no_member("qhold", job, word)
            job.hold = True
        return self.each("qhold", words, hold)

    def qrls(self, words, request):
        def release(job, word):
            self.no_member("qrls", job, word)
            job.hold = False
        return self.each("qrls", words, release)

    def no_member(self, command, job, word):
        if self.dialect == OPENPBS and job.index is not None and "[]" not in word:
            raise Refused(156, "%s: Invalid request %s" % (command, word))

    def qsig(self, words, request):
        which = words[words.index("-s") + 1]

        def send(job, word):
            if which in ("suspend", "resume"):
                raise Refused(159, "qsig: Unauthorized Request  " + word)
            if not job.process:
                raise Refused(168, "qsig: Request invalid for state of job " + word)
            self.signal(job, getattr(signal, "SIG" + which.replace("SIG", "")))
        return self.each("qsig", words[2:], send)

    def qselect(self, words, request):
        history = "-x" in words
        if history and self.forgetful():
            return "", "qselect: PBS is not configured to maintain job history\n", 0
        owner = words[words.index("-u") + 1]
        ids = []
        for job in self.jobs.values():
            name = job.id if job.index is None else "%d[].%s" % (job.number, HOST)
            if job.owner == owner and name not in ids and (history or not self.gone(job)):
                ids.append(name)
        return "".join(i + "\n" for i in ids), "", 0

    @staticmethod
    def forgetful():
        return os.path.exists(os.path.join(BIN, "nohistory"))

    def gone(self, job):
        """Whether it is history: a member is with its whole array."""
        if job.index is None:
            return job.over
        return all(member.over for member in self.members(job.number))

    def qstat(self, words, request):
        if words == ["--version"]:
            return (("pbs_version = 23.06.06 (toy)\n", "", 0) if self.dialect == OPENPBS
                    else ("", "Version: toy\nCommit: none\n", 0))
        if words == ["-B"]:
            return "Server\n%s\n" % HOST, "", 0
        if "-Q" in words:
            return self.queue_list("json" in words), "", 0
        if self.dialect == TORQUE:
            return self.xml(), "", 0
        flags = {w for w in words if w.startswith("-")}
        ids = [w for w in words if not w.startswith("-") and w != "json"]
        if "-x" in flags and self.forgetful():
            return self.document([]), "qstat: PBS is not configured to maintain job history\n", 0
        records, err, status = [], "", 0
        for word in ids:
            try:
                jobs = self.find("qstat", word)
                if "-x" not in flags and self.gone(jobs[0]):
                    raise Refused(35, "qstat: %s Job has finished, use -x or -H to obtain "
                                  "historical job information" % word)
                if "[]" in word:
                    records.append(self.parent(jobs))
                records += [self.record(job) for job in jobs]
            except Refused as refused:
                err, status = refused.text + "\n", refused.status
        if records:
            err, status = "", 0
        if "-w" in flags:
            return self.text(records), err, status
        return self.document(records), err, status

    # ---- what a job looks like ---------------------------------------------------------------

    def record(self, job):
        copy = self.dialect == OPENPBS and job.index is not None and not job.runs
        if (self.dialect == OPENPBS and job.index is not None and job.over and self.forgetful()):
            copy = True
        letter = job.letter()
        if self.dialect == OPENPBS and job.index is not None:
            if job.over and not self.gone(job):
                letter = "X"
            elif letter in "HW":
                letter = "Q"
        if self.dialect == TORQUE and job.over:
            letter = "C"
        record = {
            "Job_Name": job.options.name,
            "Job_Owner": "%s@%s" % (job.owner, HOST),
            "job_state": letter,
            "queue": job.options.queue,
            "server": HOST,
            "ctime": job.created,
            "qtime": job.created,
            "mtime": job.ended or job.started or job.created,
            "Hold_Types": "u" if job.hold else "n",
            "Rerunable": str(job.options.rerun),
            "Priority": job.options.priority,
            "Resource_List": dict(job.options.resources, ncpus=job.options.cpus()),
            "Variable_List": dict({"PBS_O_HOST": HOST}, **job.options.variables),
            "Submit_Host" if self.dialect == OPENPBS else "submit_host": HOST,
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
        if self.dialect == OPENPBS:
            more["substate"] = job.substate
        elif job.index is not None:
            more["job_array_id"] = job.index
            more["Job_Name"] = "%s-%d" % (job.options.name, job.index)
        if job.started:
            spent = int((job.ended or time.time()) - job.started)
            more["resources_used"] = {"cput": "00:00:00", "mem": "0kb", "walltime": clock(spent)}
            more["exec_host"] = ("%s/0*%d" if self.dialect == OPENPBS else "%s/0-%d") % (
                HOST, job.options.cpus() - (self.dialect == TORQUE))
            more["run_count" if self.dialect == OPENPBS else "start_count"] = job.runs
            more["stime" if self.dialect == OPENPBS else "start_time"] = job.started
        if job.ended:
            more["obittime" if self.dialect == OPENPBS else "comp_time"] = job.ended
        if job.exit is not None and (job.over or job.state == "E"):
            more["Exit_status" if self.dialect == OPENPBS else "exit_status"] = job.exit
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
            "Job_Name": first.options.name, "Job_Owner": "%s@%s" % (first.owner, HOST),
            "job_state": letter, "queue": first.options.queue, "array": "True",
            "ctime": first.created, "Hold_Types": "u" if first.hold else "n",
            "Exit_status": 1 if any(m.exit for m in members) else 0}

    TIMES = {"ctime", "qtime", "mtime", "stime", "obittime"}

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

    def xml(self):
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
        jobs = ""
        for job in self.jobs.values():
            number, record = self.record(job)
            jobs += "<Job>%s</Job>" % "".join(
                element(k, v) for k, v in dict({"Job_Id": number}, **record).items())
        return '<?xml version="1.0"?>\n<Data>%s</Data>\n' % jobs

    def queue_list(self, as_json):
        if as_json:
            return json.dumps({"Queue": {name: {"queue_type": "Execution", "enabled": str(enabled),
                                                "started": "True", "total_jobs": 0}
                                         for name, enabled in QUEUES.items()}}) + "\n"
        return "".join("Queue: %s\n    queue_type = Execution\n    enabled = %s\n    started = True\n\n"
                       % queue for queue in QUEUES.items())

    def pbsnodes(self, words, request):
        if words == ["-a"]:
            if self.dialect == OPENPBS:
                return "%s\n     resources_available.mem = 8388608kb\n\n" % HOST, "", 0
            return "%s\n     status = opsys=linux,physmem=8388608kb,ncpus=8\n\n" % HOST, "", 0
        if not words[0].startswith("-"):
            if words[0] != HOST:
                raise Refused(1, "Node: %s,  Error: Unknown node " % words[0])
            return HOST + "\n", "", 0
        if self.dialect == OPENPBS:
            return json.dumps({"nodes": {HOST: {
                "Mom": HOST, "state": "free", "pcpus": CPUS,
                "resources_available": {"arch": "linux", "host": HOST, "mem": "8388608kb",
                                        "ncpus": CPUS}}}}) + "\n", "", 0
        uname = os.uname()
        return ("<Data><Node><name>%s</name><state>free</state><np>%d</np><status>opsys=linux,"
                "uname=Linux %s %s #1 %s,totmem=8388608kb,physmem=8388608kb,ncpus=%d,loadave=0.10"
                "</status></Node></Data>\n"
                % (HOST, CPUS, HOST, uname.release, uname.machine, CPUS)), "", 0

    # ---- reservations ------------------------------------------------------------------------

    def pbs_rsub(self, words, request):
        found = dict(getopt.getopt(words, "I:N:R:E:D:l:U:")[0])
        start = moment(found["-R"])
        end = moment(found["-E"])
        if start < time.time() or end <= start:
            raise Refused(238, "pbs_rsub: Bad time specification(s)")
        options = Options(self.dialect)
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
                        name.split(".")[0], booked["cpus"], HOST, booked["cpus"],
                        ",".join("%s@%s" % (user, HOST) for user in booked["users"])))
        return text, "", 0

    def pbs_rdel(self, words, request):
        if words[0] not in self.reservations:
            raise Refused(236, "pbs_rdel: Unknown Reservation Id " + words[0])
        del self.reservations[words[0]]
        return "", "", 0

    # ---- being a server ----------------------------------------------------------------------

    def serve(self, listening):
        os.makedirs(SPOOL, exist_ok=True)
        ready = selectors.DefaultSelector()
        ready.register(listening, selectors.EVENT_READ)
        while time.time() - self.busy < IDLE:
            for _ in ready.select(0.05):
                connection, _ = listening.accept()
                with connection, connection.makefile("rw") as line:
                    text = line.readline()
                    if not text:
                        continue  # somebody looked whether there is a server
                    request = json.loads(text)
                    if request["name"] == "stop":
                        self.stop()
                        return
                    line.write(json.dumps(self.answer(request)) + "\n")
            self.turn()

    def stop(self):
        for job in self.jobs.values():
            if job.process:
                self.signal(job, signal.SIGKILL)


def start_server():
    """Makes sure that there is one, whoever else thinks of it at the same time."""
    with open(os.path.join(BIN, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            probe = socket.socket(socket.AF_UNIX)
            probe.connect(SOCKET)
            probe.close()
            return
        except OSError:
            pass
        if os.path.exists(SOCKET):
            os.unlink(SOCKET)
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(SOCKET)
        listening.listen(64)
        if os.fork() == 0:
            os.setsid()
            if os.fork() != 0:
                os._exit(0)
            lock.close()
            null = os.open(os.devnull, os.O_RDWR)
            log = os.open(os.path.join(BIN, "server.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND,
                          0o600)
            os.dup2(null, 0)
            os.dup2(null, 1)
            os.dup2(log, 2)
            Server().serve(listening)
            os.unlink(SOCKET)
            os._exit(0)
        os.wait()


def ask(request):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(SOCKET)
        with connection.makefile("rw") as line:
            line.write(json.dumps(request) + "\n")
            line.flush()
            return line.readline()


def main():
    name, words = os.path.basename(sys.argv[0]), sys.argv[1:]
    if name == "pbs_server":
        if os.path.exists(SOCKET):
            ask({"name": "stop"})
        return
    me = pwd.getpwuid(os.getuid())
    request = {"name": name, "words": words, "user": me.pw_name,
               "home": os.environ.get("HOME", me.pw_dir),
               "stdin": sys.stdin.read() if name == "qsub" else ""}
    start_server()
    answer = json.loads(ask(request))
    sys.stdout.write(answer["out"])
    sys.stdout.flush()
    sys.stderr.write(answer["err"])
    sys.exit(answer["status"])


if __name__ == "__main__":
    main()
