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
