# ssh: engines without MPI, started host by host.
[[ -x $scratch/across ]] || fail 3 "'launcher: ssh' is for hosts that are named ('scheduler: hosts'); leave 'launcher' out"
family=none
{
    echo '#!/bin/bash'
    declare -p hosts elsewhere scratch
    declare -p slots
    cat <<'SPREAD'
# WORDS...: an engine by these words for each slot of each host. The first that fails ends all.
some() { # N WORDS...: so many here, until the last has ended
    local i count=$1
    shift
    for ((i = 0; i < count; i++)); do "$@" & done
    all $count
}
all() { # N: the end of so many that have been started
    local i status
    for ((i = 0; i < $1; i++)); do
        wait -n
        status=$?
        ((status == 0)) || { kill $(jobs -p) 2>/dev/null; wait; exit $status; }
    done
}
trap 'kill $(jobs -p) 2>/dev/null' TERM
printf -v words ' %q' "$@"
for name in "${hosts[@]}"; do
    if [[ " ${elsewhere[*]} " == *" $name "* ]]; then
        shell=/bin/bash "$scratch/across" "$name" "$(declare -f some all); some ${slots[$name]}$words" &
    else
        some "${slots[$name]}" "$@" &
    fi
done
all ${#hosts[@]}
SPREAD
} >"$scratch/spread"
chmod 700 "$scratch/spread"
launch=("$scratch/spread")
