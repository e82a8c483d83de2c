# The ranks find each other at a rendezvous beside this script, which they reach with a secret that lies in
# a file of this account alone. It sees when a rank is gone, and has the others end.
mkdir -m 700 "$scratch/world"
"$java" -XX:+UseSerialGC -Xmx128m -XX:-UsePerfData -cp "$own" io.jcluster.ranks.RendezvousMain \
    "$scratch/world" "$engines" $$ "$peer" "$interface" </dev/null >"$scratch/rendezvous.log" 2>&1 &
rendezvous_pid=$!
for ((i = 0; i < 600; i++)); do
    [[ ! -e $scratch/world/invitation ]] || break
    lives $rendezvous_pid || break
    tick 0.05
done
[[ -e $scratch/world/invitation ]] ||
    fail 5 "the rendezvous of the ranks did not start on $node: $(tail -n 1 "$scratch/rendezvous.log")"

{{launcher|lines}}

case {{launcher-name}}:$family in
    srun:*) starter=srun number=SLURM_PROCID ;;
    *:open) starter=openmpi number=OMPI_COMM_WORLD_RANK ;;
    *) starter=hydra number=PMI_RANK ;;
esac
command=("$java" "${java_options[@]}" -cp "$path" io.jcluster.ranks.RankMain "$starter" "$scratch/world/invitation"
    "$main_class" "${arguments[@]}")
invitation=$scratch/world/invitation
{
    echo '#!/bin/bash'
    declare -p java own mpi_home number invitation command
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
((status == 0 || status == 143)) ||
    "$java" -XX:+UseSerialGC -cp "$own" io.jcluster.ranks.RankMain --ended "$invitation" "${!number}" $status 2>/dev/null
exit $status
RANK
} >"$scratch/rank"
chmod 700 "$scratch/rank"
