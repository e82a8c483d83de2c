# Prints a line for each job, fields separated by US (0x1f): number, state, exit status, times of
# submission, start and end, slots, host, owner, tag, reason, name.
cd "$HOME/.jcluster/shell" 2>/dev/null || exit 0
us=$(printf '\037')
here=$(uname -n)
now=$(date +%s)
owner=$(id -un)

# The first line of a file; nothing when there is none.
get() {
    value=
    { IFS= read -r value <"$1"; } 2>/dev/null
}

# Whether something of the job runs on although its supervisor was killed.
orphaned() {
    leader=
    get "$1/leader" && leader=$value
    get "$1/tag" && tag=$value && [ -n "$(processes)" ]
}

state_of() {
    get "$1/exit" && [ -n "$value" ] && { state=ENDED status=$value; return; }
    get "$1/host"
    [ "$value" = "$here" ] || { state=ELSEWHERE; return; }
    [ -f "$1/held" ] && { state=HELD; return; }
    get "$1/pid"
    if [ -z "$value" ]; then
        get "$1/submitted"
        state=STARTING
        [ $((now - value)) -gt 60 ] && state=LOST
    elif [ "$(start_of "${value% *}")" = "${value#* }" ]; then
        state=RUNNING
        [ -f "$1/suspended" ] && state=SUSPENDED
    elif get "$1/exit" && [ -n "$value" ]; then
        state=ENDED status=$value
    elif orphaned "$1"; then
        state=RUNNING
    else
        state=LOST
    fi
}

for job in [0-9]*; do
    [ -f "$job/tag" ] || continue
    status=
    state_of "$job"
    line="$job$us$state$us$status"
    for field in submitted started ended slots host; do
        get "$job/$field"
        line="$line$us$value"
    done
    get "$job/tag"
    line="$line$us$owner$us$value"
    get "$job/why"
    line="$line$us$value"
    get "$job/name"
    printf '%s\n' "$line$us$value"
done
