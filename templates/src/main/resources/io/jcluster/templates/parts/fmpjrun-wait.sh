say running
while :; do
    [[ ! -e $directory/stop ]] || stopped
    if ! lives $engines_pid; then
        ended_with $engines_pid
        ((ended == 0)) || message="fmpjrun ended with status $ended: $(grep -v '^ *$' "$directory/ranks.log" | tail -n 1)"
        finish ended $ended
    fi
    tick 0.2
done
