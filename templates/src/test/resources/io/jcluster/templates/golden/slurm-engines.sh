#!/bin/bash -l
#
# The engines of a cluster of ipyparallel engines, through the launcher. The controller is a job of its
# own, in the same directory; this one ends when it does.
#
# What it does is told there, in files called by 'own' below: .said (one line, when something is wrong) and .log.
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
interface=''

# ---- What the job says of itself, and how it ends ------------------------------------------------

[[ $directory == /* ]] || directory=$HOME/$directory
[[ $python != '~/'* ]] || python=$HOME/${python#'~/'}
profile=$directory/profile
own=engines
scratch=$directory/$own exit_file=$directory/$own.exit
logs=("$directory/$own.log") job_log=$directory/$own-job.log
engines_are=alone

job='' restart=0 node=$HOSTNAME
phase=starting address='' facts='' mpi_library=null connection='' registered=0 ending=null
engines_pid='' controller_pid='' relay_pid='' relay=0 notebook_pid='' notebook=0 told=no
message=''

# say PHASE: the message, for the controller's job, which tells it in its status.json.
say() {
    phase=$1
    printf '%s\n' "$message" >"$directory/$own.said.new" && mv -f "$directory/$own.said.new" "$directory/$own.said"
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

# ---- The controller: a job of its own -------------------------------------------------------------

# Over: it has said so, or it was stopped and its directory is gone with it.
controller_over() {
    [[ ! -d $directory ]] || grep -qs '^exit ' "$directory/exit"
}

# A batch system starts this job after that one, but not every one is to be believed: TORQUE also lets a
# job start whose forerunner was deleted.
say waiting
for ((i = 0; ; i++)); do
    ! controller_over || fail 5 "the controller's job had ended when the engines' job $job began"
    ! grep -qsE '"phase": "(engines|running)"' "$directory/status.json" || break
    ((i < 1200)) || fail 5 "the engines' job $job has waited ten minutes for a controller"
    tick 0.5
done
for file in "$profile"/security/ipcontroller-*-engine.json; do
    controller_job=${file##*/ipcontroller-}
    controller_job=${controller_job%-engine.json}
done

# ---- Engines -------------------------------------------------------------------------------------

if [[ $mpi == yes ]]; then
    wait $mpi_pid ||
        fail 3 "mpi4py of '$python' on $node cannot load its MPI library: $(tail -n 1 "$scratch/mpi.log"); load that MPI in 'modules' or 'prologue'"
    mpi_library=$(<"$scratch/mpi")
fi

# srun: --overlap, because the controller in the batch step must not hold a CPU back (Slurm 20.11 and later).
program=srun
type -P "$program" >/dev/null || fail 3 "there is no $program on $node; set 'launcher: mpiexec' in the profile"
bind=()
flavour=pmix
if [[ -z $flavour && $(scontrol show config) =~ MpiDefault\ *=\ ([a-z0-9_]+) ]]; then
    flavour=${BASH_REMATCH[1]} # as the site has set it
fi
if [[ $mpi == yes && $flavour == none ]]; then # which is no MPI at all: what is offered?
    offered=$(srun --mpi=list 2>&1)
    for name in pmi2 pmix; do
        [[ ! $offered =~ (^|[[:space:]])$name($|[[:space:]]) ]] || flavour=$name
    done
fi
launch=("$program" --ntasks=24 --cpus-per-task=2 --overlap --kill-on-bad-exit=1
    --export=ALL ${flavour:+--mpi="$flavour"} "${bind[@]}" --verbose 'a b')

say engines
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

# What the engines said that tells most of why they ended.
complaint() {
    grep -i -m 1 -E 'error|not found|invalid|denied' "$directory/$own.log" || tail -n 1 "$directory/$own.log"
    printf '; see %s.log' "$own"
    ! grep -q 'MPI_Init' "$directory/$own.log" ||
        printf "; MPI did not start: was it built for this launcher? 'srun --mpi=list' shows the flavours for 'mpi', and 'launcher: mpiexec' is the other way"
}

while :; do
    [[ ! -e $directory/stop && ! -e $directory/$own.stop ]] || stopped
    ! wanted_again || again
    if ! lives $engines_pid; then
        ended_with $engines_pid
        ((ended == 0)) || message="the engines ended with status $ended: $(complaint)"
        finish ended $ended
    fi
    if controller_over; then
        for ((i = 0; i < 50; i++)); do # a client that shuts all down ends the hub a little before the engines
            lives $engines_pid || break
            tick 0.1
        done
        lives $engines_pid || continue
        message="the controller's job has ended"
        finish ended 0
    fi
    tick 1
done
