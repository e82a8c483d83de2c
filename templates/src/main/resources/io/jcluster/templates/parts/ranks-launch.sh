{{launcher|lines}}

{{starter|lines}}
command=("$java" "${java_options[@]}" -cp "$path" io.jcluster.ranks.RankMain "$starter" "$scratch/world/invitation"
    "$main_class" "${arguments[@]}")
invitation=$scratch/world/invitation
{
    echo '#!/bin/bash'
    declare -p java ranks_jar mpi_home number invitation command
    cat <<'RANK'
# One rank. Nobody but whoever waits for a JVM knows with which status it has ended.
if [[ ! -x $java ]]; then
    echo "[${!number}] jcluster: there is no $java on $HOSTNAME, and there is one on the job's first node" >&2
    exit 3
fi
export MPJ_HOME=$mpi_home
"${command[@]}" </dev/null &
trap 'kill -TERM $! 2>/dev/null' TERM INT HUP
wait $!
status=$?
while kill -0 $! 2>/dev/null; do # a signal ends the wait, not what is waited for
    wait $!
    status=$?
done
# A launcher that has seen another rank end badly ends this one too, and its word may be the worse. With -Xrs a JVM
# leaves signals that are ignored ignored.
trap '' TERM INT HUP
((status == 0 || status == 143)) ||
    "$java" -Xrs -XX:+UseSerialGC -cp "$ranks_jar" io.jcluster.ranks.RankMain --ended "$invitation" "${!number}" $status 2>/dev/null
exit $status
RANK
} >"$scratch/rank"
chmod 700 "$scratch/rank"
