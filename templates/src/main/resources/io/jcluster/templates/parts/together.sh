{{controller|lines}}

# ---- Engines -------------------------------------------------------------------------------------

{{launch|lines}}

connection=profile/security/ipcontroller-$job-client.json
say engines
controller_job=$job
{{start|lines}}

{{count|lines}}

{{complaint|lines}}

bound=$((SECONDS + 120 + engines)) pace=0.1
while :; do
    if ((registered < engines)); then
        count
        if ((registered >= engines)); then
            pace=1 message=${message/#only */}
            say running
        elif ((SECONDS > bound)); then
            bound=$((SECONDS + 120)) pace=1
            message="only $registered of $engines engines have registered after $SECONDS s; see engines.log"
            say engines
        fi
    fi
    [[ ! -e $directory/stop ]] || stopped
    if wanted_again; then
        again
        count # those of before, and of jobs that have joined
        registered=0 bound=$((SECONDS + 120 + engines)) pace=0.1
        say engines
    fi
    [[ -z $relay_pid ]] || relay
    notebook
    if ! lives $engines_pid; then
        ended_with $engines_pid
        if ((registered < engines)); then
            message="the engines ended with status $ended when $registered of $engines had registered: $(complaint)"
            finish failed $((ended > 0 ? ended : 6))
        fi
        ((ended == 0)) || message="the engines ended with status $ended; see engines.log"
        finish ended $ended
    fi
    if ! lives $controller_pid; then
        ended_with $controller_pid
        for ((i = 0; i < 50; i++)); do # a client that shuts all down ends the hub a little before the engines
            lives $engines_pid && ((ended == 0)) || break
            tick 0.1
        done
        ((ended == 0)) || message="the controller ended with status $ended; see controller.log"
        finish ended $ended
    fi
    tick $pace
done
