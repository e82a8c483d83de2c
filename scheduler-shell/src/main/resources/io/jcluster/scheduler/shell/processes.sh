# Functions about the processes of a job. Needs $tag and, once the job runs, $leader.

# The live ones: those that carry its mark, wherever they went, and those of its session, also
# without the mark. A zombie has no environment and is left out by its letter.
processes() {
    {
        grep -lzxF "JCLUSTER_JOB=$tag" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3
        cat /proc/[0-9]*/stat 2>/dev/null |
            sed -n "s/^\([0-9]*\) (.*) [^ZX] [0-9-]* [0-9-]* ${leader:-none} .*/\1/p"
    } | sort -un
}

# Those of the given processes that are not stopped. One in the kernel's hands (D) stops when it comes back.
going() {
    for it; do
        { read -r stat <"/proc/$it/stat"; } 2>/dev/null || continue
        set -- ${stat##*) }
        case $1 in [TtDZX]) ;; *) echo "$it" ;; esac
    done
}

# Asks all of them to end, and ends those that have not after five seconds. None means none at two
# looks: the kernel shows a process without its environment while it executes another program.
end_processes() {
    tries=0 none=0
    while [ "$tries" -lt 80 ]; do
        left=$(processes)
        if [ -z "$left" ]; then
            none=$((none + 1))
            [ "$none" -ge 2 ] && return 0
            sleep 0.05
            continue
        fi
        none=0
        # A stopped process hears TERM only when it goes on.
        [ "$tries" -eq 0 ] && { kill -TERM $left; kill -CONT $left; } 2>/dev/null
        [ "$tries" -ge 50 ] && kill -KILL $left 2>/dev/null
        tries=$((tries + 1))
        sleep 0.1
    done
    echo "processes that do not end:" $left >&2
    return 1
}

# When a process started, in ticks since the boot: together with its number it is never mixed up
# with a later process. Nothing for one that is gone or a zombie.
start_of() {
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    set -- ${stat##*) }
    case $1 in Z | X) return 1 ;; esac
    echo "${20}"
}

# A file that is there whole or not at all.
record() {
    printf '%s\n' "$2" >"$1.new" && mv "$1.new" "$1"
}
