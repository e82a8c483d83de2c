# Starts the job of the directory $1 and stays until it ends. $redirect opens its files.
job=$1
cd "$job" || exit 1
IFS= read -r tag <tag
IFS= read -r limit <limit
record started "$(date +%s)"
record pid "$$ $(start_of $$)" # from here on the job counts as running

finish() {
    record ended "$(date +%s)"
    record exit "$1"
    exit
}

cd
(redirect) 2>"$job/why.new" || {
    mv "$job/why.new" "$job/why"
    cd "$job" && finish 78
}
rm -f "$job/why.new"
[ -f "$job/why" ] && cd "$job" && finish - # ended before it began

# A session of its own, so that the signals of a terminal and ours find it whole. JCLUSTER_JOB
# stays with everything it starts.
(
    redirect
    JCLUSTER_JOB=$tag JCLUSTER_JOB_ID=${job##*/} exec setsid "$job/script"
) &
leader=$!
record "$job/leader" "$leader"

if [ "$limit" -gt 0 ]; then
    (
        trap 'kill "$timer"; exit' TERM
        # Marked as the job's, so that it is swept up even when the signal comes before its number is known.
        JCLUSTER_JOB=$tag sleep "$limit" >/dev/null 2>&1 &
        timer=$!
        wait "$timer"
        trap - TERM
        record "$job/why" "TimeLimit; the job ran as long as it had asked for"
        end_processes
    ) &
    watch=$!
fi

wait "$leader"
status=$?
if [ "$limit" -gt 0 ]; then
    kill "$watch" 2>/dev/null
    wait "$watch" 2>/dev/null
fi
# What the script left behind ends with it, as in a batch system.
end_processes 2>/dev/null
cd "$job" && finish "$status"
