{{controller|lines}}

# ---- Engines: a job of their own -----------------------------------------------------------------

connection=profile/security/ipcontroller-$job-client.json
say engines

{{count|lines}}

# The engines' job has begun, or has ended with status $ended.
engines_began() { [[ -e $directory/engines.exit ]]; }
engines_over() {
    local word status when
    { read -r word when && read -r word status when; } <"$directory/engines.exit" 2>/dev/null &&
        [[ $word == exit ]] && ended=$status
}

bound='' pace=1
while :; do
    if ((registered < engines)); then
        count
        if ((registered >= engines)); then
            message=${message/#only */}
            say running
        elif [[ -z $bound ]] && engines_began; then
            bound=$((SECONDS + 120 + engines)) pace=0.2
        elif [[ -n $bound ]] && ((SECONDS > bound)); then
            bound=$((SECONDS + 120)) pace=1
            message="only $registered of $engines engines have registered ${SECONDS} s after the controller's start; see engines.log"
            say engines
        fi
        ((registered < engines)) || pace=1
    fi
    [[ ! -e $directory/stop ]] || stopped
    [[ -z $relay_pid ]] || relay
    notebook
    if engines_over; then
        count
        said=$(<"$directory/engines.said")
        if ((registered < engines)); then
            message="the engines' job ended with status $ended when $registered of $engines engines had registered${said:+: $said}"
            finish failed $((ended > 0 ? ended : 6))
        fi
        ((ended == 0)) || message="the engines' job ended with status $ended${said:+: $said}"
        finish ended $ended
    fi
    if ! lives $controller_pid; then
        ended_with $controller_pid
        ((ended == 0)) || message="the controller ended with status $ended; see controller.log"
        finish ended $ended
    fi
    tick $pace
done
