{{launcher|lines}}

{{starter|lines}}
# What a JVM keeps for jps and jstat in /tmp stays there when it is killed, as TORQUE does with all of a deleted job.
command=("$java" -XX:-UsePerfData "${java_options[@]}" -cp "$path" io.jcluster.ranks.RankMain "$starter" "$scratch/world/invitation"
    "$main_class" "${arguments[@]}")
invitation=$scratch/world/invitation
{
    echo '#!/bin/bash'
    declare -p java ranks_jar mpi_home number invitation command ${LC_CTYPE:+LC_CTYPE} # its export too, which mpiexec leaves behind
    cat <<'RANK'
# One rank. Nobody but whoever waits for a JVM knows with which status it has ended.
here=${SLURMD_NODENAME:-$(uname -n)} # HOSTNAME may have come from another node
untold() { # STATUS SENTENCE: for the job script, where no Java can tell it the rendezvous
    printf '%s rank %s on %s: %s\n' "$1" "${!number}" "$here" "$2" 2>/dev/null >>"${invitation%/*}/untold" # it may have gone with the job
    exit "$1"
}
[[ -x $java ]] ||
    untold 3 "there is no $java, which the job's first node has; name a JDK that all nodes have with 'home' of 'java'"
export MPJ_HOME=$mpi_home
rank="$invitation ${!number}"
JCLUSTER_RANK=$rank "${command[@]}" </dev/null &
told=no # to end, with all of the job
trap 'told=yes; kill -TERM $! 2>/dev/null' TERM INT HUP
wait $!
status=$?
while kill -0 $! 2>/dev/null; do # a signal ends the wait, not what is waited for
    wait $!
    status=$?
done
# What the program has started and left would keep the output open, for which mpiexec waits without end (Open MPI
# 4.1.4) and srun a minute (Slurm 22.05.8).
left=$(grep -lszxF "JCLUSTER_RANK=$rank" /proc/[0-9]*/environ)
[[ -z $left ]] || kill -KILL ${left//[!0-9[:space:]]/} 2>/dev/null
# A launcher that sees one rank end badly ends them all: this one is not let go before the others have been heard, and
# lets no launcher hinder it. With -Xrs a JVM leaves signals that are ignored ignored.
trap '' TERM INT HUP
[[ $status == 0 || $told/$status == yes/143 ]] ||
    "$java" -Xrs -XX:-UsePerfData -XX:+UseSerialGC -cp "$ranks_jar" io.jcluster.ranks.RankMain --ended "$invitation" "${!number}" $status 2>/dev/null ||
    untold $status "its process ended with status $status"
exit $status
RANK
} >"$scratch/rank"
chmod 700 "$scratch/rank"
