# ---- The controller: a job of its own -------------------------------------------------------------

# Over: it has said so, or it was stopped and its directory is gone with it.
controller_over() {
    [[ ! -d $directory ]] || grep -qs '^exit ' "$directory/exit"
}

# A batch system starts this job after that one, but not every one is to be believed: TORQUE also lets a
# job start whose forerunner was deleted.
say waiting
for ((i = 0; ; i++)); do
    ! controller_over || fail 5 "the controller's job had ended when the engines' job $job began"
    ! grep -qsE '"phase": "(engines|running)"' "$directory/status.json" || break
    ((i < 1200)) || fail 5 "the engines' job $job has waited ten minutes for a controller"
    tick 0.5
done
for file in "$profile"/security/ipcontroller-*-engine.json; do
    controller_job=${file##*/ipcontroller-}
    controller_job=${controller_job%-engine.json}
done

# ---- Engines -------------------------------------------------------------------------------------

{{launch|lines}}

say engines
{{start|lines}}

{{complaint|lines}}

while :; do
    [[ ! -e $directory/stop && ! -e $directory/$own.stop ]] || stopped
    ! wanted_again || again
    if ! lives $engines_pid; then
        ended_with $engines_pid
        ((ended == 0)) || message="the engines ended with status $ended: $(complaint)"
        finish ended $ended
    fi
    if controller_over; then
        for ((i = 0; i < 50; i++)); do # a client that shuts all down ends the hub a little before the engines
            lives $engines_pid || break
            tick 0.1
        done
        lives $engines_pid || continue
        message="the controller's job has ended"
        finish ended 0
    fi
    tick 1
done
