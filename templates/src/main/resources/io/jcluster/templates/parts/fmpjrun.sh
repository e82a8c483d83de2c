# Its own ports are the same for every job, and two jobs on a node would meet there: the job's number makes
# others of them, one for the daemons and a hundred for the ranks of a node, below those that the system gives.
number=$((10#$(tr -cd 0-9 <<<"${job%%.*}0" | tail -c 8) / 10))
launch=("$mpi_home/bin/fmpjrun" -np "$engines" -dev "$device"
    -port $((12000 + number % 4000)) -dport $((20000 + number % 120 * 100)))

# By which way it reaches the other nodes, the site has set. Where that is ssh, or PBS has listed the hosts, it
# is told them: one line for each, HOST:RANKS.
if [[ ${#hosts[@]} == 0 && -n $SLURM_JOB_NODELIST ]] &&
    grep -Eqs '^ *fmpjBootstrap *[=:] *ssh *$' "$mpi_home/conf/runtime.properties"; then
    counts=()
    for word in ${SLURM_TASKS_PER_NODE//,/ }; do # as in 4(x2),3
        times=1
        [[ ! $word =~ \(x([0-9]+)\) ]] || times=${BASH_REMATCH[1]}
        for ((k = 0; k < times; k++)); do counts+=("${word%%(*}"); done
    done
    hosts=($(scontrol show hostnames "$SLURM_JOB_NODELIST"))
    declare -A slots=()
    for i in "${!hosts[@]}"; do slots[${hosts[i]}]=${counts[i]:-1}; done
fi
if ((${#hosts[@]} > 0)); then
    for name in "${hosts[@]}"; do echo "$name:${slots[$name]}"; done >"$scratch/hosts"
    launch+=(-hostfile "$scratch/hosts")
fi
launch+=({{options...}})
