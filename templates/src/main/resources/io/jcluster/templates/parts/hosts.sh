
# The hosts that were named, in the order of the ranks, and how many engines each has. They are reached by
# ssh with the keys of this account, and nobody is there to answer a question.
hosts=({{hosts...}})
counts=({{counts...}})
reach=(ssh -x -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=20 -o ServerAliveCountMax=3)
type -P ssh >/dev/null || fail 3 "there is no ssh on $node, by which the other hosts are reached"

# is_here NAME: whether a name, which may be one of ~/.ssh/config alone, means this host.
names_here=" localhost $HOSTNAME ${HOSTNAME%%.*} $(hostname -I 2>/dev/null) 127.0.0.1 127.0.1.1 "
is_here() {
    local place word
    place=$(ssh -G "$1" 2>/dev/null | sed -n 's/^hostname //p')
    for word in "$1" "$place" $(getent ahostsv4 "${place:-$1}" | cut -d' ' -f1); do
        [[ $names_here != *" $word "* ]] || return 0
    done
    return 1
}

declare -A slots=()
elsewhere=()
for i in "${!hosts[@]}"; do
    slots[${hosts[i]}]=${counts[i]}
    is_here "${hosts[i]}" || elsewhere+=("${hosts[i]}")
done
peer=${elsewhere[0]} # by the name that a socket can use: the controller listens on the way there
[[ -z $peer ]] || peer=$(ssh -G "$peer" 2>/dev/null | sed -n 's/^hostname //p')
remote=("${reach[@]}")
unset JCLUSTER_THERE JCLUSTER_HOME # said by the other hosts alone
