# Engines have a mark besides the job's, and know their job, of which a launcher on other hosts may say nothing.
start() {
    ! declare -F prepare >/dev/null || prepare
    JCLUSTER_ENGINES=$JCLUSTER_RUN JCLUSTER_JOB=$job \
        "${launch[@]}" "${command[@]}" "${arguments[@]}" </dev/null >"$directory/$own.log" 2>&1 &
    engines_pid=$!
}
start

# again: obeys 'jcluster restart --world': the engines, whatever they hang in, give way to new ones beside the same
# controller. The job keeps its place.
again() {
    local i
    rm -f "$directory/$own.again"
    disown $engines_pid # or bash says that it was killed
    for ((i = 0; i < 100; i++)); do
        lives $engines_pid || break
        ((i != 0)) || kill -TERM $engines_pid
        ((i != 30)) || kill -QUIT $engines_pid # who is inside MPI hears no TERM: srun now kills on all nodes
        tick 0.1
    done
    sweep "JCLUSTER_ENGINES=$JCLUSTER_RUN"
    message=''
    start
}
# A pattern: a network file system looks again only then.
wanted_again() {
    local asked=("$directory/$own".agai[n])
    [[ -e ${asked[0]} ]]
}
