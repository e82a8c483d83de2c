# Does $2 (release, suspend, resume, terminate) to the job of the number $1.
cd "$HOME/.jcluster/shell/$1" 2>/dev/null || { echo "no job $1" >&2; exit 2; }
IFS= read -r tag <tag
leader=
[ -f leader ] && read -r leader <leader

case $2 in
release)
    mv held released 2>/dev/null || { echo "job $1 is not held" >&2; exit 3; }
    setsid /bin/sh run "$PWD" </dev/null >/dev/null 2>&1 &
    ;;
suspend | resume)
    left=$(processes)
    [ -n "$left" ] || { echo "job $1 has no processes" >&2; exit 3; }
    if [ "$2" = suspend ]; then
        : >suspended || exit 1
        # Between a look and the signal some end and others are started: until none is left that goes on.
        tries=0
        while left=$(going $left) && [ -n "$left" ] && [ "$tries" -lt 50 ]; do
            kill -STOP $left 2>/dev/null
            tries=$((tries + 1))
            left=$(processes)
        done
    else
        rm -f suspended
        kill -CONT $left 2>/dev/null || :
    fi
    ;;
terminate)
    [ -f exit ] && exit 0
    record why cancelled
    if mv held released 2>/dev/null; then
        record why "cancelled before start"
        record ended "$(date +%s)"
        record exit -
        exit 0
    fi
    # It may be on its way between "started" and having processes.
    end_processes && sleep 0.1 && end_processes
    ;;
esac
