# look: what the rendezvous knows: how many ranks have come, the worst exit status, why the job is over, and
# the node of each rank.
worst=0 why=''
look() {
    local report left i come=$registered
    mapfile -t report <"$scratch/world/report"
    read -r registered left worst <<<"${report[0]}"
    why=${report[1]}
    ((registered == come)) && return 1
    placement=''
    for ((i = 2; i < ${#report[@]}; i++)); do placement+=", $(json "${report[i]}")"; done
    placement=${placement#, }
}

while :; do
    if ((registered < engines)) && look; then
        ((registered < engines)) && say engines || say running
    fi
    [[ ! -e $directory/stop ]] || stopped
    if ! lives $rendezvous_pid; then # which has the ranks end: before the launcher is asked how they did
        ended_with $rendezvous_pid
        told=yes
        said=$(tail -n 1 "$scratch/rendezvous.log")
        fail 5 "the rendezvous of the ranks has ended on $node with status $ended${said:+: $said}"
    fi
    if [[ -s $scratch/world/untold ]]; then
        read -r ended why <"$scratch/world/untold"
        told=yes # by the end of a rank: a signal to an mpiexec that ends the others makes it crash (Open MPI 4.1.4)
        fail "$ended" "$why"
    fi
    if ! lives $engines_pid; then
        ended_with $engines_pid
        look
        # A launcher tells the status of one rank, which may be one that was ended by it.
        ((worst == 0)) || ended=$worst
        if ((ended != 0)); then
            message=${why:-"{{launcher-name}} ended with status $ended"}
            ((registered > 0)) || message+=": $(grep -v '^ *$\|^-*$' "$directory/ranks.log" | tail -n 1)"
            ((registered > 0)) && finish ended $ended || finish failed $ended
        fi
        finish ended 0
    fi
    tick 0.2
done
