if ! mkdir -p "$directory"; then
    echo "jcluster: cannot make $directory on $HOSTNAME; is the file system full or read-only there?" >&2
    exit 4
fi
rm -rf "$scratch" # of a run before a requeue: its keys and ports are dead
rm -f "${logs[@]}"
mkdir -p "$scratch"

trap 'message="the script ended early, in ${section:-phase $phase}"; finish failed 4' EXIT
trap 'hear interrupted TERM 143' TERM
trap 'hear interrupted INT 130' INT
trap 'hear interrupted HUP 129' HUP

# ---- Where this is -------------------------------------------------------------------------------

{{scheduler|lines}}

say starting && record || {
    echo "jcluster: cannot write in $directory on $node; is the file system full or read-only there?" >&2
    exit 4
}
