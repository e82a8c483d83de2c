#!/bin/bash -l
#
# One cluster of ipyparallel engines, from its start to its end: a controller here, in the batch
# step, and the engines through the launcher.
#
# What it does is told in the job's directory: status.json (where it stands, one JSON object),
# controller.log and engines.log. The connection files are in profile/security while it runs.
#
# Written by jcluster. It can be read, kept, changed and submitted by hand.

umask 077

# This is a login shell, so that 'module' is known; what a person's start files change of the shell is for terminals.
set +eu +o noclobber +o noglob
shopt -u expand_aliases
unset CDPATH

# ---- What was asked for --------------------------------------------------------------------------

tag=demo
directory=.jcluster/jobs/demo
engines=24
mpi=yes                       # yes: the engines form one MPI world and engine id is MPI rank
python='~/venv/bin/python'
modules=(daint-gpu cray-python)
interface=hsn0           # network interface of the controller; empty: found below
ports=40000-40100                   # FIRST-LAST ports of the controller; empty: any
curve=true                   # encrypt what controller, engines and clients say to each other

# ---- What the job says of itself, and how it ends ------------------------------------------------

[[ $directory == /* ]] || directory=$HOME/$directory
[[ $python != '~/'* ]] || python=$HOME/${python#'~/'}
profile=$directory/profile
scratch=$profile exit_file=$directory/exit
logs=("$directory"/{controller,engines,notebook}.log) job_log=$directory/job.log
engines_are=here

job='' restart=0 node=$HOSTNAME
phase=starting address='' facts='' mpi_library=null connection='' registered=0 ending=null
engines_pid='' controller_pid='' relay_pid='' relay=0 notebook_pid='' notebook=0 told=no
message=''

# A text as JSON. Letter by letter: what a backslash means in ${text//…} differs between versions of bash.
json() {
    local text=$1 letter out='' i
    for ((i = 0; i < ${#text}; i++)); do
        letter=${text:i:1}
        case $letter in
            '"' | \\) out+="\\$letter" ;;
            [[:cntrl:]]) out+=' ' ;;
            *) out+=$letter ;;
        esac
    done
    printf '"%s"' "$out"
}

# say PHASE: writes status.json anew, whole or not at all. Whoever reads it never sees half of it.
say() {
    phase=$1
    {
        printf '{"tag": %s, "job": %s, "phase": "%s", "restart": %s, "node": %s,\n' \
            "$(json "$tag")" "$(json "$job")" "$phase" "$restart" "$(json "$node")"
        printf ' "engines": %s, "registered": %s, "curve": %s, "connection": %s,\n' \
            "$engines" "$registered" "$curve" "$(json "$connection")"
        printf ' "address": %s,%s "mpi": %s,\n' "$(json "$address")" "$facts" "$mpi_library"
        printf ' "relay": %s, "notebook": %s,\n' "$relay" "$notebook"
        printf ' "exit": %s, "message": %s}\n' "$ending" "$(json "$message")"
    } >"$directory/status.json.new" && mv -f "$directory/status.json.new" "$directory/status.json"
}

# record LINE...: the job's own word that it started and how it ended, believed where the scheduler has
# forgotten the job.
printf -v started 'started %(%s)T' -1
record() {
    printf '%s\n' "$started" "$@" >"$exit_file.new" && mv -f "$exit_file.new" "$exit_file"
}

# finish PHASE STATUS: the only way out. Leaves what the job has said and the logs, and nothing else.
finish() {
    trap '' TERM INT HUP
    trap - EXIT
    [[ -z $relay_pid ]] || rm -f "$directory/relay.key"
    [[ ! -s $scratch/lost ]] || message="$(<"$scratch/lost")${message:+; $message}" # hosts that went away
    connection='' relay=0 notebook=0 ending=$2
    say "$1" # first: a scheduler may leave time for little more
    record "exit $2 $(printf '%(%s)T' -1)"
    end_processes
    rm -rf "$scratch"
    [[ -z $message ]] || printf 'jcluster: %s\n' "$message" >&2
    exit "$2"
}

# fail STATUS SENTENCE: the cluster did not come to be, and what its user can do about it.
fail() {
    message=$2
    finish failed "$1"
}

interrupted() {
    told=yes
    message="ended by SIG$1: the job was cancelled, or its time was over"
    finish ended "$2"
}

# 'jcluster stop' asks before it has the job cancelled: not every scheduler leaves the time to end in order.
stopped() {
    message='ended by jcluster stop'
    finish ended 0
}

# tick SECONDS: waits without a process, on a pipe in which nothing comes but the end of a wait.
exec {quiet}<> <(:)
waiting='' heard=()
tick() {
    waiting=yes
    read -r -t "$1" -u "$quiet" nothing
    waiting=''
    local obey=("${heard[@]}")
    heard=()
    "${obey[@]}"
}

# hear COMMAND...: obeys a signal, after the wait if there is one. A trap that runs within a timed read and
# reads itself, as $(…) does, is left in the middle when the read's time is over (bash 5.2, lib/sh/zread.c).
hear() {
    [[ -n $waiting ]] || "$@"
    heard=("$@")
    echo >&"$quiet"
}

# ended_with PID: the exit status of a process that has ended.
ended_with() {
    wait "$1"
    ended=$?
}

# Not a zombie either: in a trap, bash leaves those that have ended unreaped.
lives() {
    local stat
    [[ -n $1 ]] && { read -r stat <"/proc/$1/stat"; } 2>/dev/null && [[ $stat != *') Z '* ]]
}

# Ends the engines, which may take three seconds for it, or ten where no scheduler waits, then the controller, which has nothing to save,
# and whatever they left on this node. These are found by a mark in their environment: neither process
# group nor parent tell (an engine's nanny and MPI daemons call setsid, a controller's children
# outlive it), and not every scheduler ends what a batch script leaves.
end_processes() {
    local i left none=0 term=0 patience=100 IFS=$' \t\n' # a trap may come while a read has another
    disown -a # or bash says of each that it was killed
    # A scheduler that ends a job tells all of its processes. The mpiexec of Open MPI takes a second
    # TERM for impatience and drops all, its files in /tmp too.
    [[ $told != yes ]] || term=20 patience=30
    for ((i = 0; i < patience; i++)); do
        lives "$engines_pid" || break
        ((i != term)) || kill -TERM "$engines_pid"
        tick 0.1
    done
    for ((i = 0; i < 10; i++)); do
        left=$(JCLUSTER_RUN='' grep -lszxF "JCLUSTER_RUN=$JCLUSTER_RUN" /proc/[0-9]*/environ)
        # Twice none: the kernel shows a process without its environment while it executes another program.
        [[ -n $left ]] && none=0 || ((++none < 2)) || break
        kill -KILL ${left//[!0-9[:space:]]/} 2>/dev/null
        tick 0.1
    done
}

# Controller and engines make an IPython directory wherever they are told it is: here it goes with the job.
export IPYTHONDIR=$scratch/ipython
export JCLUSTER_RUN=$tag.$$.$RANDOM # the mark

if ! mkdir -p "$directory"; then
    echo "jcluster: cannot make $directory on $HOSTNAME; is the file system full or read-only there?" >&2
    exit 4
fi
rm -rf "$scratch" # of a run before a requeue: its keys and ports are dead
rm -f "${logs[@]}"
mkdir -p "$scratch"

trap 'message="the script ended early, in ${section:-phase $phase}"; finish failed 4' EXIT
trap 'hear interrupted TERM 143' TERM
trap 'hear interrupted INT 130' INT
trap 'hear interrupted HUP 129' HUP

# ---- Where this is -------------------------------------------------------------------------------

# How TORQUE names things inside a job: qsub(1B), pbsdsh(1B). A job cannot see there how often it was
# started.
job=$PBS_JOBID
submit_host=$PBS_O_HOST
managed=yes
[[ -r $PBS_NODEFILE ]] ||
    fail 4 "there is no list of hosts '$PBS_NODEFILE' (PBS_NODEFILE) on $node; was this script started by TORQUE?"
hosts=()
declare -A slots=() # one line for each core (ppn); the first line may be any host of the job
while read -r name; do
    [[ -n ${slots[$name]} ]] || hosts+=("$name")
    slots[$name]=$((${slots[$name]:-0} + 1))
done <"$PBS_NODEFILE"
peer='' # another host of the job
for name in "${hosts[@]}"; do
    [[ ${name%%.*} == "${HOSTNAME%%.*}" ]] || { peer=$name && break; }
done
remote=("$(PATH=$PATH:/opt/torque/bin:/usr/local/torque/bin:/opt/torque/current/bin:/usr/local/bin type -P pbsdsh)" -h)
[[ -n ${remote[0]} ]] || remote=()
# TORQUE brings a job's output when the job is over. So that it can be read before, job.log is written
# here too; what is brought then takes its place, and has TORQUE's own last words as well. The writer
# outlives a TERM, which goes to all processes of a job, and has not the mark of what is ended first.
# Where a site has set $spool_as_final_name (pbs_mom(8B)), the output is there already.
[[ /dev/fd/1 -ef $job_log ]] ||
    exec > >(trap '' TERM INT HUP && JCLUSTER_RUN='' exec tee "$job_log") 2>&1

say starting && record || {
    echo "jcluster: cannot write in $directory on $node; is the file system full or read-only there?" >&2
    exit 4
}

# ---- Software ------------------------------------------------------------------------------------

for module in "${modules[@]}"; do
    if ! type module >"$scratch/module.log" 2>&1; then
        fail 3 "the profile asks for modules, but there is no 'module' command on $node; leave 'modules' empty, or make it known in 'prologue'"
    fi
    module load "$module" 2>"$scratch/module.log" ||
        fail 3 "'module load $module' failed on $node: $(<"$scratch/module.log"); 'module avail' lists what there is"
done

# From the profile: prologue, environment. What fails there is told at once: later it would look like
# another fault.
section='the prologue'
trap 'fail 3 "the prologue failed on $node: status $? of: $BASH_COMMAND (add \"|| :\" to a line that may fail)"' ERR
source ~/venv/bin/activate
ulimit -c 0
export GREETING='it'\''s me'
export OMP_NUM_THREADS=1
trap - ERR
section=''

type -P "$python" >/dev/null ||
    fail 3 "there is no program '$python' on $node; set 'python' in the profile, or load it in 'modules' or 'prologue'"

# Asks that Python what it has, without loading it, and the machine for its names and addresses.
# Answer: a status line (ok, or a sentence), the address, the major and minor version of ipyparallel, JSON.
if ! "$python" - "$mpi" "$interface" "$peer" "$submit_host" "$engines_are" >"$scratch/facts" 2>"$scratch/facts.log" <<'PYTHON'
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
PYTHON
then
    fail 3 "'$python' on $node does not run: $(tail -n 1 "$scratch/facts.log"); set 'python' in the profile"
fi
{ IFS= read -r problem; read -r address; read -r version; IFS= read -r facts; } <"$scratch/facts"
[[ $problem == ok ]] || fail 3 "$problem"
major=$((version / 100))

if [[ $mpi == yes ]]; then # looked at while the controller starts: it takes as long
    "$python" -c '
import json, mpi4py
mpi4py.rc.initialize = False
from mpi4py import MPI
print(json.dumps(MPI.Get_library_version().strip("\0").split("\n")[0].split(",")[0].strip()))
' >"$scratch/mpi" 2>"$scratch/mpi.log" &
    mpi_pid=$!
fi

# ---- Patience ------------------------------------------------------------------------------------

# How often the hub feels each engine's pulse also says how soon a new engine is seen (after one or
# two beats): quick for few, slow for many. An engine is dropped only after 60 s of silence, and
# leaves a silent hub after 175 s; it checks every period plus 500 ms (plus 10 ms in version 6).
if ((engines <= 32)); then period=500; elif ((engines <= 256)); then period=1000; else period=3000; fi
hub_misses=$((60000 / period))
patience=$((60 + engines / 4)) # seconds for one engine to register
if ((major >= 7)); then
    hub=IPController engine=IPEngine waiter=IPEngine
    engine_misses=$((175000 / (period + 500)))
else
    hub=HubFactory engine=EngineFactory waiter=IPEngineApp # the names of version 6
    engine_misses=$((175000 / (period + 10)))
fi

# ---- Controller ----------------------------------------------------------------------------------

controller=("$python" -m ipyparallel.controller --profile-dir="$profile" --cluster-id="$job"
    --ip="$address" --location="$address"
    --HeartMonitor.period=$period --HeartMonitor.max_heartmonitor_misses=$hub_misses
    --$hub.registration_timeout=$patience)
if [[ $curve == true ]]; then
    if ((version >= 701)); then
        controller+=(--IPController.enable_curve=True)
    else
        curve=false
        message="not encrypted: ipyparallel is older than 7.1; messages are signed only"
    fi
fi
if [[ -n $ports ]] && ((major < 7)); then
    fail 3 "'ports' needs ipyparallel 7.0 or newer, and $node has an older one; leave 'ports' out"
fi

# Each engine holds eight connections to the controller (ipyparallel 7.1).
(($(ulimit -S -n) > 8 * engines + 512)) || ulimit -S -n $((8 * engines + 512)) 2>/dev/null

say controller
for ((try = 1; ; try++)); do
    pool=()
    if [[ -n $ports ]]; then # the pool is used in order: begin elsewhere when a port was busy
        first=${ports%-*} last=${ports#*-}
        turn=$((first + (try - 1) * (last - first + 1) / 3))
        pool=(--ports="$turn-$last")
        ((turn == first)) || pool=(--ports="$turn-$last,$first-$((turn - 1))")
    fi
    "${controller[@]}" "${pool[@]}" </dev/null >"$directory/controller.log" 2>&1 &
    controller_pid=$!

    # Waits for both connection files, whole, and for a listener behind each of their ports.
    "$python" - "$profile/security/ipcontroller-$job" $controller_pid "$directory/controller.log" \
        >"$scratch/ready" 2>&1 <<'PYTHON' &
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
PYTHON
    wait $!
    case $? in
        0) break ;;
        1) ((try < 3)) || fail 5 "the controller found no free ports on $node in three tries; widen 'ports', or leave it out" ;;
        *) fail 5 "the controller did not start on $node: $(tail -n 1 "$scratch/ready"); see controller.log" ;;
    esac
    # With its children, each of which holds a port.
    kill -KILL $controller_pid $(ps -o pid= --ppid $controller_pid) 2>/dev/null
    wait $controller_pid 2>/dev/null
done

# ---- Relay ---------------------------------------------------------------------------------------

# What goes between the controller and clients elsewhere goes through it, where the line to them may be cut: ZeroMQ
# drops what is on its way when its own connection breaks. It ends with this script, and listens where the
# profile's line ends: at the controller's address, or on this node alone.
relay_keep=43200 # seconds
relay_here=''
relay_starts=0
# start_relay PORTS: and wherever there is room if all of these are taken.
start_relay() {
    ((++relay_starts))
    "$python" - "$directory/relay.key" "$relay_keep" $$ "$1" "${relay_here:-$address}" "$address" \
        >"$scratch/relay" 2>"$scratch/relay.log" <<'PYTHON' &
# The half of the relay that runs beside the controller. The other half holds local ports on somebody's own
# machine; what goes through them goes through one connection to here, the carrier, which may be cut at any time.
#
# The peer speaks first: "jcr1", session (16), nonce (32). Answer: nonce (32), proof (32). Then the peer: 1 for
# a session that is to begin or 0, bytes received so far (8), proof. Answer: 0 taken, 1 no such session, 2 too many;
# bytes received so far, proof. A proof is the HMAC-SHA256, under the key of the job, of who speaks and of all that
# was said before it. After that both send frames: kind (1), stream (4), length (4), and so many bytes. Of what it
# sends each side keeps what the other has not acknowledged; a new carrier goes on from the byte that is missing.
import collections, errno, hashlib, hmac, itertools, os, re, selectors, socket, struct, sys, time

ACK, OPEN, DATA, END, RESET, CREDIT, BYE, ASK = range(8)
LONGEST = {ACK: 8, OPEN: 300, DATA: 1 << 20, END: 0, RESET: 0, CREDIT: 4, BYE: 0, ASK: 8}
HEADER = struct.Struct(">BII")
WINDOW = 8 << 20  # bytes on their way in a stream: 150 MB/s at 50 ms
CREDIT_AT = WINDOW // 16
ACK_AT, ACK_FRAMES = 1 << 20, 256  # each wakes every process on the line
UNSENT = 1 << 20  # what is not on its way yet: small, so that streams take turns
UNACKNOWLEDGED = 48 << 20
CHUNK = BLOCK = 256 << 10  # what stays in a processor's cache
SPARE = 16  # blocks for the next bytes: the system would clear each new one first
GUESTS, GUEST_PATIENCE = 16, 5
SESSIONS, STREAMS = 16, 256
SILENCE = 20  # seconds; the peer asks every five

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
selector = selectors.DefaultSelector()
buffer = memoryview(bytearray(1 << 20))
spare, watched = [], {}
guests, sessions, dirty = collections.OrderedDict(), {}, set()
calls, answered, looked = set(), "", 0


def watch(sock, events, ready):
    """Has ready(events) called from now on; with no events, no more."""
    before = watched.get(sock, 0)
    if events == before:
        return
    if not events:
        selector.unregister(sock)
        del watched[sock]
        return
    if before:
        selector.modify(sock, events, ready)
    else:
        selector.register(sock, events, ready)
    watched[sock] = events


def prepared(sock):
    sock.setblocking(False)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def proof(*said):
    return hmac.new(key, b"".join(said), hashlib.sha256).digest()


class Guest:
    """A connection, whichever side made it, of which it is not known yet who is at its other end."""

    def __init__(self, sock):
        if len(guests) >= GUESTS:
            next(iter(guests)).close()
        self.sock, self.since, self.have, self.said = prepared(sock), time.monotonic(), b"", b""
        guests[self] = True
        watch(sock, READ, self.ready)

    def ready(self, events):
        if self not in guests:
            return
        try:
            part = self.sock.recv((41 if self.said else 52) - len(self.have))
            if not part:
                raise ValueError("left")
            self.have += part
            if not b"jcr1".startswith(self.have[:4]) and not self.said:
                raise ValueError("a stranger")
            if not self.said and len(self.have) == 52:
                nonce = os.urandom(32)
                self.sock.send(nonce + proof(b"relay", self.have[4:], nonce))
                self.said, self.have = self.have[4:] + nonce, b""
            elif self.said and len(self.have) == 41:
                self.enter()
        except BlockingIOError:
            pass
        except (OSError, ValueError):
            self.close()

    def enter(self):
        if not hmac.compare_digest(self.have[9:], proof(b"peer", self.said, self.have[:9])):
            raise ValueError("a stranger")
        begin, received = struct.unpack(">BQ", self.have[:9])
        session = sessions.get(self.said[:16])
        verdict = 0
        if session is not None and not session.goes_on_at(received):
            session.end()
            session = None
        if session is None and not begin:
            verdict = 1
        elif session is None and not room_for_a_session():
            verdict = 2
        elif session is None:
            session = Session(self.said[:16])
        answer = struct.pack(">BQ", verdict, 0 if verdict else session.received)
        self.sock.send(answer + proof(b"answer", self.said, self.have[:9], answer))
        if verdict:
            raise ValueError("not taken")
        del guests[self]
        watch(self.sock, 0, None)
        session.carried_by(self.sock)

    def close(self):
        guests.pop(self, None)
        watch(self.sock, 0, None)
        self.sock.close()


class Call:
    """A connection to the login node, which a file asks for where nobody reaches this node from there."""

    def __init__(self, secret, host, port):
        self.secret, self.since, self.sock = secret, time.monotonic(), prepared(socket.socket())
        calls.add(self)
        watch(self.sock, WRITE, self.ready)
        if self.sock.connect_ex((host, port)) not in (0, errno.EINPROGRESS):
            self.close()

    def ready(self, events):
        global answered
        if self not in calls:
            return
        if self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self.close()
            return
        calls.discard(self)
        watch(self.sock, 0, None)
        for other in list(calls):
            other.close()
        answered = self.secret
        try:
            self.sock.send(self.secret.encode() + b"\n")
        except OSError:
            self.sock.close()
            return
        Guest(self.sock)

    def close(self):
        calls.discard(self)
        watch(self.sock, 0, None)
        self.sock.close()


def answer(path):
    """Calls all the addresses in the file: a secret on its first line, then ADDRESS PORT on each."""
    try:
        os.listdir(os.path.dirname(path))  # a network file system looks again only then
        with open(path) as file:
            secret, *places = file.read(4096).splitlines()
        if re.match("[0-9a-f]{32}$", secret) and secret != answered:
            for host, port in (place.split() for place in places):
                if re.match(r"[0-9.]+$", host):  # a name would be looked up while nothing else is done
                    Call(secret, host, int(port))
    except (OSError, ValueError):
        pass  # not there, which is as it should be


def room_for_a_session():
    if len(sessions) >= SESSIONS:  # that of a machine which will not come back is the first to go
        gone = [one for one in sessions.values() if one.carrier is None]
        if gone:
            min(gone, key=lambda one: one.away).end()
    return len(sessions) < SESSIONS


class Outgoing:
    """All bytes for a peer, counted from the first; those that it has not acknowledged are kept."""

    def __init__(self):
        self.acknowledged = self.sent = self.end = 0
        self.blocks = collections.deque()  # the first has the first byte that is kept

    def views(self, begin, end):
        """The memory of these bytes, which may be still to come."""
        first, found = self.acknowledged // BLOCK, []
        while begin < end:
            number, at = begin // BLOCK - first, begin % BLOCK
            if number == len(self.blocks):
                self.blocks.append(spare.pop() if spare else memoryview(bytearray(BLOCK)))
            view = self.blocks[number][at:at + end - begin]
            found.append(view)
            begin += len(view)
        return found

    def set(self, at, said):
        for view in self.views(at, at + len(said)):
            view[:], said = said[:len(view)], said[len(view):]

    def add(self, said):
        self.set(self.end, said)
        self.end += len(said)

    def add_from(self, sock, stream, most):
        """A frame of what has come at a socket, which goes to its place without a copy."""
        begin = self.end + HEADER.size
        n = sock.recvmsg_into(self.views(begin, begin + most))[0]
        self.set(self.end, HEADER.pack(DATA if n else END, stream, n))
        self.end = begin + n
        return n

    def send(self, sock):
        """Sends what is left, as far as is possible now."""
        while self.sent < self.end:
            self.sent += sock.sendmsg(self.views(self.sent, min(self.end, self.sent + UNSENT)))

    def acknowledge(self, position):
        """Lets go of what has arrived; false when that was never sent."""
        if position > self.sent:
            return False
        if position > self.acknowledged:  # what a new carrier says again may have been said before
            for _ in range(position // BLOCK - self.acknowledged // BLOCK):
                block = self.blocks.popleft()
                if len(spare) < SPARE:
                    spare.append(block)
            self.acknowledged = position
        return True

    def has_room(self):
        return self.end - self.sent < UNSENT and self.end - self.acknowledged < UNACKNOWLEDGED


class Session:
    """The streams of one peer, over whatever carries them at the moment."""

    def __init__(self, name):
        self.name, self.carrier, self.away, self.over = name, None, time.monotonic(), False
        self.streams, self.waiting = {}, set()
        self.outgoing = Outgoing()
        # Received: how far, how far that was said, and the frame that has begun.
        self.received = self.told = self.frames = 0
        self.head, self.body, self.kind, self.to, self.left = bytearray(), bytearray(), 0, 0, 0
        self.heard = time.monotonic()
        sessions[name] = self

    def goes_on_at(self, position):
        return position >= self.outgoing.acknowledged and self.outgoing.acknowledge(position)

    def carried_by(self, sock):
        self.drop()
        self.carrier, self.heard = sock, time.monotonic()
        self.outgoing.sent = self.outgoing.acknowledged
        watch(sock, READ, self.ready)
        dirty.add(self)

    def drop(self):
        if self.carrier is not None:
            watch(self.carrier, 0, None)
            self.carrier.close()
            self.carrier, self.away = None, time.monotonic()

    def end(self):
        self.over = True
        del sessions[self.name]
        self.drop()
        for stream in list(self.streams.values()):
            stream.close(hard=True)

    def tick(self, now):
        if self.carrier is None:
            if now - self.away > keep:
                self.end()
        elif now - self.heard > SILENCE:
            self.drop()

    # -- to the peer --

    def send(self, kind, stream, payload=b""):
        self.outgoing.add(HEADER.pack(kind, stream, len(payload)) + payload)
        dirty.add(self)

    def flush(self):
        try:
            if self.carrier is not None:
                self.outgoing.send(self.carrier)
        except BlockingIOError:
            pass
        except OSError:
            self.drop()
        if self.carrier is not None:
            unsent = self.outgoing.sent < self.outgoing.end
            watch(self.carrier, READ | WRITE if unsent else READ, self.ready)
        self.refill()

    def refill(self):
        if self.waiting and self.outgoing.has_room():
            waiting, self.waiting = self.waiting, set()
            for stream in waiting:
                stream.watch()

    def acknowledge(self):
        self.told, self.frames = self.received, 0
        self.send(ACK, 0, struct.pack(">Q", self.received))

    # -- from the peer --

    def ready(self, events):
        if events & READ and self.carrier is not None:
            try:
                n = self.carrier.recv_into(buffer)
                if n:
                    self.heard = time.monotonic()
                    self.take(buffer[:n])
                else:
                    self.drop()
            except BlockingIOError:
                pass
            except OSError:
                self.drop()
            except ValueError as e:
                print("a session is ended: %s" % e, file=sys.stderr, flush=True)
                self.end()
        dirty.add(self)

    def take(self, view):
        self.received += len(view)
        while view and not self.over:
            if self.left == 0:
                view = self.begin(view)
                if self.left:
                    continue
            elif self.kind == DATA:
                piece, view = view[:self.left], view[self.left:]
                self.left -= len(piece)
                stream = self.streams.get(self.to)
                if stream is not None:
                    stream.put(piece)
            else:
                piece, view = view[:self.left], view[self.left:]
                self.left -= len(piece)
                self.body += piece
            if self.left == 0 and not self.head and self.kind != DATA:
                self.whole(self.kind, self.to, bytes(self.body))
                self.body.clear()
        if self.received - self.told >= ACK_AT or self.frames >= ACK_FRAMES:
            self.acknowledge()

    def begin(self, view):
        part, view = view[:HEADER.size - len(self.head)], view[HEADER.size - len(self.head):]
        self.head += part
        if len(self.head) == HEADER.size:
            self.kind, self.to, self.left = HEADER.unpack(self.head)
            self.head.clear()
            self.frames += 1
            if self.left > LONGEST.get(self.kind, -1):
                raise ValueError("no frame: %d of %d bytes" % (self.kind, self.left))
        return view

    def whole(self, kind, to, body):
        if kind in (ACK, ASK):
            if not self.outgoing.acknowledge(struct.unpack(">Q", body)[0]):
                raise ValueError("what was never sent is acknowledged")
            if kind == ASK:
                self.acknowledge()
        elif kind == BYE:
            self.end()
        elif kind == OPEN:
            host, _, port = body.decode("ascii", "replace").rpartition(":")
            if to in self.streams:
                raise ValueError("a stream is opened twice")
            if host in allowed and port.isdigit() and 0 < int(port) < 65536 and len(self.streams) < STREAMS:
                Stream(self, to, (host, int(port)))
            else:
                self.send(RESET, to)
        elif to in self.streams:
            self.streams[to].told(kind, body)


class Stream:
    """A connection of the peer's, and the one from here to the controller that goes on for it."""

    def __init__(self, session, number, target):
        self.session, self.number = session, number
        self.credit, self.owed = WINDOW, 0
        self.queue, self.held = collections.deque(), 0
        self.connected = self.read_all = self.told_all = self.wrote_all = False
        try:
            self.sock = prepared(socket.socket())
        except OSError:
            session.send(RESET, number)
            return
        session.streams[number] = self
        self.sock.connect_ex(target)
        self.watch()

    def watch(self):
        if self.session.streams.get(self.number) is not self:
            return
        events = 0
        if not self.connected or self.queue:
            events = WRITE
        if self.connected and not self.read_all and self.credit > 0:
            if self.session.outgoing.has_room():
                events |= READ
            else:
                self.session.waiting.add(self)
        watch(self.sock, events, self.ready)

    def ready(self, events):
        if self.session.streams.get(self.number) is not self:
            return
        try:
            if not self.connected:
                error = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if error:
                    raise OSError(error, os.strerror(error))
                self.connected = True
            if events & WRITE:
                self.drain()
            if events & READ and self.session.outgoing.has_room():
                self.fill()
            self.settle()
        except OSError:
            self.session.send(RESET, self.number)
            self.close(hard=True)

    def fill(self):
        try:
            n = self.session.outgoing.add_from(self.sock, self.number, min(CHUNK, self.credit))
        except BlockingIOError:
            return
        dirty.add(self.session)
        self.credit -= n
        self.read_all = n == 0

    def put(self, piece):
        try:
            n = 0
            if self.connected and not self.queue:
                try:
                    n = self.sock.send(piece)
                except BlockingIOError:
                    pass
                self.done(n)
            if n < len(piece):
                self.queue.append(bytes(piece[n:]))
                self.held += len(piece) - n
                if self.held > WINDOW or self.told_all:
                    raise ValueError("a stream has sent more than it may")
                self.watch()
        except OSError:
            self.session.send(RESET, self.number)
            self.close(hard=True)

    def drain(self):
        try:
            while self.queue:
                n = self.sock.sendmsg(itertools.islice(self.queue, 64))
                self.held -= n
                self.done(n)
                while n > 0:
                    first = self.queue.popleft()
                    if len(first) > n:
                        self.queue.appendleft(memoryview(first)[n:])
                    n -= min(n, len(first))
        except BlockingIOError:
            pass

    def done(self, n):
        self.owed += n
        if self.owed >= CREDIT_AT:
            self.session.send(CREDIT, self.number, struct.pack(">I", self.owed))
            self.owed = 0

    def told(self, kind, body):
        if kind == CREDIT:
            self.credit += struct.unpack(">I", body)[0]
        elif kind == END:
            self.told_all = True
        elif kind == RESET:
            self.close(hard=True)
            return
        try:
            self.settle()
        except OSError:
            self.session.send(RESET, self.number)
            self.close(hard=True)

    def settle(self):
        if self.told_all and not self.wrote_all and self.connected and not self.queue:
            self.sock.shutdown(socket.SHUT_WR)
            self.wrote_all = True
        if self.read_all and self.wrote_all:
            self.close()
        else:
            self.watch()

    def close(self, hard=False):
        if self.session.streams.pop(self.number, None) is self:
            self.session.waiting.discard(self)
            watch(self.sock, 0, None)
            if hard:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.sock.close()


def key_in(path):
    """The key that lies there, for a job that is started again, or a new one."""
    try:
        with open(path) as file:
            said = file.read().strip()
        if re.match("[0-9a-f]{64}$", said) and os.stat(path).st_mode & 0o77 == 0:
            return bytes.fromhex(said)
    except OSError:
        pass
    made = os.urandom(32)
    if os.path.exists(path + ".new"):
        os.unlink(path + ".new")
    with os.fdopen(os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(made.hex() + "\n")
    os.rename(path + ".new", path)
    return made


def listeners(addresses, ports):
    """One port on all the addresses: from the end of the range, which a controller uses from its beginning."""
    first, _, last = ports.partition("-")
    for port in itertools.chain(range(int(last), int(first) - 1, -1) if ports else (), [0] * 50):
        opened = []
        try:
            for address in addresses:
                sock = socket.socket()
                opened.append(sock)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                sock.bind((address, port))
                sock.listen(64)
                port = sock.getsockname()[1]
            return opened, port
        except OSError as e:
            problem = e
            for sock in opened:
                sock.close()
    sys.exit("nothing can be listened on at %s: %s" % (" and ".join(addresses), problem))


def welcome(listener):
    def ready(events):
        try:
            Guest(listener.accept()[0])
        except OSError as e:
            if e.errno in (errno.EMFILE, errno.ENFILE):
                time.sleep(0.1)  # it would be asked again at once
    listener.setblocking(False)
    watch(listener, READ, ready)


def is_below(process):
    """Whether it has started this one, if only by the runtime of a container, which stands between."""
    pid = os.getpid()
    while pid > 1 and pid != process:
        try:
            with open("/proc/%d/stat" % pid) as stat:
                pid = int(stat.read().rpartition(")")[2].split()[1])
        except OSError:
            return False
    return pid == process


# The file of the key, seconds to keep a session without a carrier, the process to end with, FIRST-LAST
# ports or nothing, the address to listen on besides loopback, that of the controller.
key_file, keep, parent, ports, here, there = sys.argv[1:]
keep, parent, allowed = float(keep), int(parent), {"127.0.0.1", there}
os.umask(0o077)
key = key_in(key_file)
opened, port = listeners(sorted({"127.0.0.1", here}), ports)
for listener in opened:
    welcome(listener)
print(port, flush=True)

ticked = time.monotonic()
while True:
    for known, events in selector.select(1):
        known.data(events)
    while dirty:
        dirty.pop().flush()
    now = time.monotonic()
    if now - ticked >= 0.5:
        ticked = now
        if not is_below(parent):
            break
        for call in [one for one in calls if now - one.since > GUEST_PATIENCE]:
            call.close()
        if now - looked >= 2 and not calls:
            looked = now
            answer(os.path.join(os.path.dirname(key_file), "call"))
        for guest in [one for one in guests if now - one.since > GUEST_PATIENCE]:
            guest.close()
        for session in list(sessions.values()):
            session.tick(now)
PYTHON
    relay_pid=$!
}

# relay: starts one that was killed again, at its port and with its key: what was on its way is lost, and what is
# connected to its other half goes on with new connections.
relay() {
    local port=$relay
    ((relay > 0)) || return 0
    if lives $relay_pid; then
        { read -r port <"$scratch/relay"; } 2>/dev/null
        [[ $port =~ ^[1-9][0-9]*$ ]] || port=$relay # still starting
    else
        wait $relay_pid 2>/dev/null
        if ((relay_starts < 6)); then
            start_relay "$relay-$relay"
        else
            rm -f "$directory/relay.key"
            port=0
            message="${message:+$message; }a line that is cut loses what is on it: the relay has ended $relay_starts times on $node; connect again"
        fi
    fi
    [[ $port == "$relay" ]] || { relay=$port && say "$phase"; }
}

start_relay "$ports"
for ((i = 0; i < 100; i++)); do
    { read -r relay <"$scratch/relay"; } 2>/dev/null && break
    lives $relay_pid || break
    tick 0.05
done
if [[ ! $relay =~ ^[1-9][0-9]*$ ]]; then
    said=$(tail -n 1 "$scratch/relay.log")
    kill -KILL $relay_pid 2>/dev/null
    wait $relay_pid 2>/dev/null
    rm -f "$directory/relay.key"
    relay=0
    message="${message:+$message; }a line that is cut loses what is on it: the relay has not started on $node: ${said:-it said nothing for five seconds}"
fi

# ---- Notebook ------------------------------------------------------------------------------------

# notebook: starts the program that 'jcluster notebook' has laid into the directory, when it asks for it, and says
# in status.json at which port of this node its server listens. It ends with this script.
notebook() {
    local port=0 asked=("$directory"/notebook.reques[t]) # a pattern: a network file system looks again only then
    if [[ -n $notebook_pid ]]; then
        if lives "$notebook_pid"; then
            { read -r port <"$scratch/notebook/port"; } 2>/dev/null
        else
            wait "$notebook_pid"
            notebook_pid=''
        fi
    elif [[ -e ${asked[0]} ]]; then
        rm -rf "$scratch/notebook"
        mkdir "$scratch/notebook" && mv -f "${asked[0]}" "$scratch/notebook/request" || return 0
        "$python" "$directory/notebook.py" "$scratch/notebook" $$ "$address" \
            "$scratch/security/ipcontroller-$job-client.json" "$(type -P "$python")" \
            </dev/null >"$directory/notebook.log" 2>&1 &
        notebook_pid=$!
    fi
    [[ $port =~ ^[1-9][0-9]*$ ]] || port=0
    [[ $port == "$notebook" ]] || { notebook=$port && say "$phase"; }
}

# ---- Engines -------------------------------------------------------------------------------------

if [[ $mpi == yes ]]; then
    wait $mpi_pid ||
        fail 3 "mpi4py of '$python' on $node cannot load its MPI library: $(tail -n 1 "$scratch/mpi.log"); load that MPI in 'modules' or 'prologue'"
    mpi_library=$(<"$scratch/mpi")
fi

# mpiexec: Open MPI needs more words than MPICH and Intel MPI (Hydra), which take -n alone, or with hosts.
program=mpiexec
flavour='' # as the profile says; empty: it is asked
bind=''
mpiexec=$(type -P "$program") || fail 3 "there is no $program on $node; load an MPI in 'modules' or 'prologue' of the profile"
launch=("$program" -n 24)
family=other # one that has to know by itself where it is, such as a vendor's
case ${flavour:-$("$program" --version 2>&1 </dev/null)} in
    openmpi | *'Open MPI'* | *OpenRTE* | *PRRTE*)
        family=open
        ((EUID != 0)) || launch+=(--allow-run-as-root)
        # Without a scheduler it counts cores and refuses more engines than that; named hosts are filled in their order.
        [[ $managed == yes ]] || launch+=(--map-by "${hosts:+slot}:OVERSUBSCRIBE")
        # It would bind each engine to one core, and all its threads with it.
        ((2 == 1)) || [[ -n $bind ]] || launch+=(--bind-to none)
        [[ -z $bind ]] || launch+=(--bind-to "$bind")
        ;;
    intel | *'Intel(R) MPI'*)
        family=hydra
        case $bind in
            '') ;;
            none) launch+=(-genv I_MPI_PIN off) ;;
            *) launch+=(-genv I_MPI_PIN_DOMAIN "$bind") ;;
        esac
        ;;
    mpich | *HYDRA*)
        family=hydra
        [[ -z $bind ]] || launch+=(-bind-to "$bind")
        ;;
    cray) [[ -z $bind ]] || launch+=(--cpu-bind "$bind") ;;
    *)
        [[ -z $bind ]] ||
            fail 3 "how '$program' on $node binds engines is not known; leave 'bind' out of the profile, and put its words into 'options'"
        ;;
esac

if [[ $family != other ]] && ((${#hosts[@]} > 0)); then
    # Built for PBS, an MPI finds the job's hosts, and starts processes on them, by itself.
    native=no
    [[ $managed == yes ]] && case $family in
        open) { "${mpiexec%/*}/ompi_info"; "${mpiexec%/*}/prte_info"; } 2>/dev/null | grep -q ' plm: tm ' ;;
        hydra) "$mpiexec" -info 2>/dev/null </dev/null | grep -q 'Launchers available:.* pbs\>' ;;
    esac && native=yes

    listed=0
    for name in "${hosts[@]}"; do listed=$((listed + slots[$name])); done
    ((listed == 24 * 2)) && each=2 || each=1 # lines for one engine
    for name in "${hosts[@]}"; do
        [[ $family == open ]] && echo "$name slots=$((slots[$name] / each))" || echo "$name:$((slots[$name] / each))"
    done >"$scratch/hosts"
    if [[ $native == no ]] || ((each > 1)); then # by itself it takes each line for a process
        [[ $family == open ]] && launch+=(--hostfile "$scratch/hosts") || launch+=(-machinefile "$scratch/hosts")
    fi

    if [[ $native == no && -n $peer ]]; then
        ((${#remote[@]} > 0)) || ! type -P ssh >/dev/null || remote=(ssh -x -o BatchMode=yes)
        ((${#remote[@]} > 0)) ||
            fail 3 "mpiexec on $node cannot start processes on the job's other hosts: it was not built for this scheduler, whose own command for that is not on the path, and there is no ssh; load an MPI that was built for it in 'modules' of the profile"
        {
            echo '#!/bin/bash'
            declare -p remote
            cat <<'AGENT'
# HOST COMMAND...: a command for a shell, run on another host of the job by the words in 'remote', with the
# environment of here: there it would not find its software. What it leaves there is ended with it: an
# engine's nanny has a session of its own, of which the scheduler knows nothing.
host=$1
shift
run=$0.$host.$$
{
    (unset HOSTNAME "${!PBS_@}" && export -p) # each host has its own of these
    printf 'umask 077; [[ -d $TMPDIR ]] || unset TMPDIR\n%q -c %q &\n' "${SHELL:-/bin/sh}" "$*"
    cat <<'THERE'
trap : TERM # comes to all processes of the job
wait $!
status=$?
[[ ! -d /proc/$! ]] || { wait $!; status=$?; }
for look in 1 2; do # a process that just executes another program shows no environment
    left=$(JCLUSTER_RUN='' grep -lszxF "JCLUSTER_RUN=$JCLUSTER_RUN" /proc/[0-9]*/environ)
    [[ -z $left ]] || kill -KILL ${left//[!0-9[:space:]]/} 2>/dev/null
    sleep 0.1
done
exit $status
THERE
} >"$run"
exec "${remote[@]}" "$host" /bin/bash "$run"
AGENT
        } >"$scratch/agent"
        chmod 700 "$scratch/agent"
        case $family in
            # Each for Open MPI up to 4 and from 5 on. All is started from here, where the agent is part of
            # the job, and stays in the session that the scheduler knows.
            open)
                export OMPI_MCA_plm_rsh_agent=$scratch/agent PRTE_MCA_plm_ssh_agent=$scratch/agent
                export OMPI_MCA_plm_rsh_no_tree_spawn=1 PRTE_MCA_plm_ssh_no_tree_spawn=1
                export OMPI_MCA_orte_leave_session_attached=1 PRTE_MCA_prte_leave_session_attached=1
                ;;
            hydra) launch+=(-bootstrap rsh -bootstrap-exec "$scratch/agent") ;;
        esac
    fi
fi
launch+=(--verbose 'a b')

connection=profile/security/ipcontroller-$job-client.json
say engines
controller_job=$job
[[ $mpi == yes ]] && world=(--mpi) || world=()
arguments=()
"${launch[@]}" "$python" -m ipyparallel.engine "${world[@]}" \
    --profile-dir="$profile" --cluster-id="$controller_job" --timeout=$patience \
    --$waiter.wait_for_url_file=$patience --$engine.max_heartbeat_misses=$engine_misses "${arguments[@]}" \
    </dev/null >"$directory/engines.log" 2>&1 &
engines_pid=$!

# The controller's log counts them: read on from where it was read last.
exec {log}<"$directory/controller.log"
part=''
count() {
    local line
    while IFS= read -r -u "$log" line; do
        [[ $part$line != *'finished registering engine'* ]] || registered=$((registered + 1))
        part=''
    done
    part+=$line
}

# What the engines said that tells most of why they ended.
complaint() {
    grep -i -m 1 -E 'error|not found|invalid|denied' "$directory/engines.log" || tail -n 1 "$directory/engines.log"
    printf '; see engines.log'
    ! grep -q 'MPI_Init' "$directory/engines.log" ||
        printf "; MPI did not start: was it built for this launcher? 'srun --mpi=list' shows the flavours for 'mpi', and 'launcher: mpiexec' is the other way"
}

bound=$((SECONDS + 120 + engines)) pace=0.1
while :; do
    if ((registered < engines)); then
        count
        if ((registered >= engines)); then
            pace=1 message=${message/#only */}
            say running
        elif ((SECONDS > bound)); then
            bound=$((SECONDS + 120)) pace=1
            message="only $registered of $engines engines have registered after $SECONDS s; see engines.log"
            say engines
        fi
    fi
    [[ ! -e $directory/stop ]] || stopped
    [[ -z $relay_pid ]] || relay
    notebook
    if ! lives $engines_pid; then
        ended_with $engines_pid
        if ((registered < engines)); then
            message="the engines ended with status $ended when $registered of $engines had registered: $(complaint)"
            finish failed $((ended > 0 ? ended : 6))
        fi
        ((ended == 0)) || message="the engines ended with status $ended; see engines.log"
        finish ended $ended
    fi
    if ! lives $controller_pid; then
        ended_with $controller_pid
        for ((i = 0; i < 50; i++)); do # a client that shuts all down ends the hub a little before the engines
            lives $engines_pid && ((ended == 0)) || break
            tick 0.1
        done
        ((ended == 0)) || message="the controller ended with status $ended; see controller.log"
        finish ended $ended
    fi
    tick $pace
done
