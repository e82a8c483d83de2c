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
engines_are=here own=engines

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
    message="ended by SIG$1: the job was cancelled, its time was over, or a node of it failed"
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

# sweep MARK: ends what carries that mark in its environment on this node. Neither process group nor parent
# tell (an engine's nanny and MPI daemons call setsid, a controller's children outlive it).
sweep() {
    local i left none=0 IFS=$' \t\n' # a trap may come while a read has another
    for ((i = 0; i < 10; i++)); do
        left=$(JCLUSTER_RUN='' grep -lszxF "$1" /proc/[0-9]*/environ)
        # Twice none: the kernel shows a process without its environment while it executes another program.
        [[ -n $left ]] && none=0 || ((++none < 2)) || break
        kill -KILL ${left//[!0-9[:space:]]/} 2>/dev/null
        tick 0.1
    done
}

# Ends the engines, which may take three seconds for it, or ten where no scheduler waits, then the controller, which has
# nothing to save, and whatever they left on this node: not every scheduler ends what a batch script leaves.
end_processes() {
    local i term=0 patience=100
    disown -a # or bash says of each that it was killed
    # A scheduler that ends a job tells all of its processes. The mpiexec of Open MPI takes a second
    # TERM for impatience and drops all, its files in /tmp too.
    [[ $told != yes ]] || term=20 patience=30
    for ((i = 0; i < patience; i++)); do
        lives "$engines_pid" || break
        ((i != term)) || kill -TERM "$engines_pid"
        tick 0.1
    done
    sweep "JCLUSTER_RUN=$JCLUSTER_RUN"
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

# How Slurm names things inside a job: sbatch(1), OUTPUT ENVIRONMENT VARIABLES.
job=$SLURM_JOB_ID
restart=${SLURM_RESTART_COUNT:-0}
node=${SLURMD_NODENAME:-$HOSTNAME}
submit_host=$SLURM_SUBMIT_HOST
managed=yes # Slurm tells an MPI how many processes it may start, and where
hosts=()    # which a launcher need not know for that
peer=''     # another node of the job, as Slurm reaches it: its name may be known to Slurm only
if ((${SLURM_JOB_NUM_NODES:-1} > 1)); then
    for name in $(scontrol show hostnames "$SLURM_JOB_NODELIST"); do
        [[ $name == "$node" ]] || break
    done
    peer=$name
    [[ ! $(scontrol --oneliner show node "$peer") =~ NodeAddr=([^ ]+) ]] || peer=${BASH_REMATCH[1]}
fi
# Set by sbatch and obeyed by srun, against what is asked of srun below: --export, and from 23.11 a
# second word for --cpus-per-task that contradicts the first.
unset SLURM_EXPORT_ENV SLURM_CPUS_PER_TASK SLURM_TRES_PER_TASK

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
relay.py
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
command=("$python" -m ipyparallel.engine "${world[@]}"
    --profile-dir="$profile" --cluster-id="$controller_job" --timeout=$patience
    --$waiter.wait_for_url_file=$patience --$engine.max_heartbeat_misses=$engine_misses)
# Engines have a mark besides the job's, and know their job, of which a launcher on other hosts may say nothing.
start() {
    ! declare -F prepare >/dev/null || prepare
    JCLUSTER_ENGINES=$JCLUSTER_RUN JCLUSTER_JOB=$job \
        "${launch[@]}" "${command[@]}" "${arguments[@]}" </dev/null >"$directory/$own.log" 2>&1 &
    engines_pid=$!
}
start

# again: obeys 'jcluster restart --world': the engines, whatever they hang in, give way to new ones beside the same
# controller. The job keeps its place.
again() {
    local i
    rm -f "$directory/$own.again"
    disown $engines_pid # or bash says that it was killed
    for ((i = 0; i < 100; i++)); do
        lives $engines_pid || break
        ((i != 0)) || kill -TERM $engines_pid
        ((i != 30)) || kill -QUIT $engines_pid # who is inside MPI hears no TERM: srun now kills on all nodes
        tick 0.1
    done
    sweep "JCLUSTER_ENGINES=$JCLUSTER_RUN"
    message=''
    start
}
# A pattern: a network file system looks again only then.
wanted_again() {
    local asked=("$directory/$own".agai[n])
    [[ -e ${asked[0]} ]]
}

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
    grep -i -m 1 -E 'error|not found|invalid|denied' "$directory/$own.log" || tail -n 1 "$directory/$own.log"
    printf '; see %s.log' "$own"
    ! grep -q 'MPI_Init' "$directory/$own.log" ||
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
    if wanted_again; then
        again
        count # those of before, and of jobs that have joined
        registered=0 bound=$((SECONDS + 120 + engines)) pace=0.1
        say engines
    fi
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
