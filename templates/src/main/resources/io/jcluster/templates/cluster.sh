#!/bin/bash -l
#
{{purpose|lines}}
# Written by jcluster. It can be read, kept, changed and submitted by hand.

umask 077

# This is a login shell, so that 'module' is known; what a person's start files change of the shell is for terminals.
set +eu +o noclobber +o noglob
shopt -u expand_aliases
unset CDPATH

# ---- What was asked for --------------------------------------------------------------------------

tag={{tag}}
directory={{directory}}
engines={{engines}}
mpi={{mpi}}                       # yes: the engines form one MPI world and engine id is MPI rank
python={{python}}
modules=({{modules...}})
{{listening|lines}}

# ---- What the job says of itself, and how it ends ------------------------------------------------

[[ $directory == /* ]] || directory=$HOME/$directory
[[ $python != '~/'* ]] || python=$HOME/${python#'~/'}
profile=$directory/profile
{{files|lines}}

job='' restart=0 node=$HOSTNAME
phase=starting address='' facts='' mpi_library=null connection='' registered=0 ending=null
engines_pid='' controller_pid='' relay_pid='' relay=0 notebook_pid='' notebook=0 told=no
message=''

{{say|lines}}

# record LINE...: the job's own word that it started and how it ended, believed where the scheduler has
# forgotten the job.
printf -v started 'started %(%s)T' -1
record() {
    printf '%s\n' "$started" "$@" >"$exit_file.new" && mv -f "$exit_file.new" "$exit_file"
}

{{epilogue|lines?}}
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
{{last|lines?}}
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

# Ends the engines, which may take three seconds for it, or ten where no scheduler waits, then the controller, which has nothing to save,
# and whatever they left on this node: not every scheduler ends what a batch script leaves.
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

{{scheduler|lines}}

say starting && record || {
    echo "jcluster: cannot write in $directory on $node; is the file system full or read-only there?" >&2
    exit 4
}

# ---- Software ------------------------------------------------------------------------------------

{{before-modules|lines?}}
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
{{prologue|lines}}
{{activation|lines?}}
{{environment|lines}}
trap - ERR
section=''
{{container|lines?}}

type -P "$python" >/dev/null ||
    fail 3 "there is no program '$python' on $node; set 'python' in the profile, or load it in 'modules' or 'prologue'"

# Asks that Python what it has, without loading it, and the machine for its names and addresses.
# Answer: a status line (ok, or a sentence), the address, the major and minor version of ipyparallel, JSON.
if ! "$python" - "$mpi" "$interface" "$peer" "$submit_host" "$engines_are" >"$scratch/facts" 2>"$scratch/facts.log" <<'PYTHON'
{{facts|lines}}
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

{{rest|lines}}
