# The ranks find each other at a rendezvous beside this script, which they reach with a secret that lies in
# a file of this account alone. It sees when a rank is gone, and has the others end.
mkdir -m 700 "$scratch/world"
"$java" -XX:+UseSerialGC -Xmx128m -XX:-UsePerfData -cp "$ranks_jar" io.jcluster.ranks.RendezvousMain \
    "$scratch/world" "$engines" $$ "$peer" "$interface" </dev/null >"$scratch/rendezvous.log" 2>&1 &
rendezvous_pid=$!
for ((i = 0; i < 600; i++)); do
    [[ ! -e $scratch/world/invitation ]] || break
    lives $rendezvous_pid || break
    tick 0.05
done
[[ -e $scratch/world/invitation ]] ||
    fail 5 "the rendezvous of the ranks did not start on $node: $(tail -n 1 "$scratch/rendezvous.log")"
