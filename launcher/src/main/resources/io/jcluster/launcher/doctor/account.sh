# What an account and its places are like. Looks only: no file is made, not even for a test.
say() { printf '\n%s %s\n' "$mark" "$1"; }

place() {
    say "$1.path"
    printf '%s\n' "$2"
    say "$1.state"
    if [ ! -d "$2" ]; then echo missing; elif [ -w "$2" ] && [ -x "$2" ]; then echo writable; else echo closed; fi
    say "$1.space"
    df -P -k "$2" 2>/dev/null | tail -n 1
    say "$1.inodes"
    df -P -i "$2" 2>/dev/null | tail -n 1
    say "$1.type"
    stat -f -c %T "$2" 2>/dev/null
}

say node
uname -n
say system
uname -sr
say shell
printf '%s\n' "$SHELL"

place home "$HOME"
jobs=$HOME/.jcluster/jobs
while [ ! -d "$jobs" ] && [ "$jobs" != "$HOME" ] && [ "$jobs" != / ]; do jobs=${jobs%/*}; done
place jobs "$jobs"
place tmp "${TMPDIR:-/tmp}"
[ -z "$SCRATCH" ] || place scratch "$SCRATCH"

say quota # only what is exceeded; the server that knows may take its time
if command -v timeout >/dev/null && command -v quota >/dev/null; then timeout 5 quota -q 2>/dev/null </dev/null; fi
