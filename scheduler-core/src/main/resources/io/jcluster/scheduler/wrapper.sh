# The same for every job. What the shell functions and variables of this script are called begins
# with jc_, so that none is taken for one of the job's.

jc_say() {
    printf 'jcluster: %s\n' "$1" >&2
}

# jc_record LINE...: replaces the job's record of itself, whole or not at all.
jc_record() {
    [ -z "$jc_file" ] ||
        (umask 077 && printf '%s\n' "$@" >"$jc_file.new" && mv -f "$jc_file.new" "$jc_file") ||
        jc_say "cannot write $jc_file: how the job ended is known to the workload manager only"
}

# jc_fail REASON: the job cannot be set up as asked, or must not run.
jc_fail() {
    jc_say "$1"
    [ -z "$jc_file" ] || (
        umask 077
        printf 'failed %s %s\n' "$(date +%s)" "$(printf '%s' "$1" | tr '\n\r' '  ')" >"$jc_file.why"
    )
    exit 78
}

# jc_limit WORD LETTER UNIT VALUE: a soft limit of the process jc_self; what cannot be set is said.
# prlimit has one unit in all shells, where they differ in how long a block of a file is.
jc_limit() {
    if command -v prlimit >/dev/null; then
        prlimit --pid "$jc_self" "--$1=$4:"
    else
        ulimit -S "-$2" "$((($4 + $3 - 1) / $3))"
    fi || jc_say "the limit on $1 is not set"
}

# Becomes the command, out of a shell that ran it in the background.
jc_become() {
    if [ -n "$jc_env" ]; then
        exec "$jc_env" --default-signal=INT,QUIT /bin/sh -c 'exec "$@"' sh "$@"
    fi
    trap - INT QUIT
    exec "$@"
}

# Everything up to the command, in a process of its own. Files are tried first, since a shell that
# fails to open one in exec ends without a word of its own; a pipe is opened once.
jc_child() {
    jc_why=$(cd "$jc_directory" 2>&1) && cd "$jc_directory" ||
        jc_fail "cannot enter the working directory $jc_directory: ${jc_why##*: }"
    [ ! -d "$jc_input" ] || jc_fail "cannot read the input $jc_input: it is a directory"
    [ -p "$jc_input" ] || jc_why=$({ : <"$jc_input"; } 2>&1) ||
        jc_fail "cannot read the input $jc_input: ${jc_why##*: }"
    for jc_path in "$jc_output" "$jc_error"; do
        [ -z "$jc_path" ] || [ -p "$jc_path" ] || jc_why=$({ : >>"$jc_path"; } 2>&1) ||
            jc_fail "cannot write the output $jc_path: ${jc_why##*: }"
    done
    exec <"$jc_input" >>"$jc_output"
    if [ -n "$jc_error" ]; then exec 2>>"$jc_error"; else exec 2>&1; fi
    jc_self=$(exec sh -c 'echo "$PPID"')
    jc_limits
    jc_command
}

# ---- Before the command --------------------------------------------------------------------------

case ${BASH_VERSION:+:$SHELLOPTS:} in
'' | *:posix:*) jc_block=512 ;;
*) jc_block=1024 ;;
esac

jc_start="started $(date +%s)"
jc_file='' jc_place=$HOME/.jcluster/drmaa2/$jc_tag
if [ -n "$jc_tag" ]; then
    if (umask 077 && mkdir -p "$jc_place"); then
        jc_file=$jc_place/exit$jc_index
        rm -f "$jc_file.why"
    else
        jc_say "cannot make $jc_place: how the job ends is known to the workload manager only"
    fi
fi
if [ -n "$jc_file" ] && ! (umask 077 && set -C && echo "$jc_start" >"$jc_file") 2>/dev/null; then
    if ! [ -f "$jc_file" ]; then
        jc_say "cannot write $jc_file: how the job ends is known to the workload manager only"
        jc_file=''
    else
        read -r jc_start <"$jc_file" # the first start is the one that counts
        if [ "$jc_rerunnable" = yes ]; then
            jc_record "$jc_start"
        else
            jc_why='the job was started before, and it is not rerunnable'
            jc_say "$jc_why"
            grep -Eq '^(exit|failed) ' "$jc_file" ||
                jc_record "$jc_start" "failed $(date +%s) $jc_why"
            exit 78
        fi
    fi
fi
[ -n "$jc_output" ] || jc_output=${jc_file:+$jc_place/output$jc_index}
[ -n "$jc_error" ] || [ "$jc_join" = yes ] || jc_error=${jc_file:+$jc_place/error$jc_index}
[ -n "$jc_output" ] || jc_output=/dev/null

# What a shell runs in the background ignores SIGINT for ever, except in bash, which can take that
# back, and with the env of coreutils 8.31. Where there is neither, SIGTERM stands in for it.
jc_env='' jc_interrupt=INT
if [ -z "${BASH_VERSION:-}" ]; then
    if env --default-signal=INT,QUIT true 2>/dev/null; then
        jc_env=$(command -v env)
    else
        jc_interrupt=TERM
    fi
fi

# ---- The command ---------------------------------------------------------------------------------

# A workload manager that tells this shell alone means the command (scancel --batch); one that tells
# every process of the job makes the command hear it twice.
jc_pid='' jc_told=''
jc_tell() {
    jc_told=$1
    [ -z "$jc_pid" ] || kill -s "$1" "$jc_pid" 2>/dev/null
}
trap 'jc_tell HUP' HUP
trap 'jc_tell "$jc_interrupt"' INT
trap 'jc_tell TERM' TERM
trap 'jc_tell USR1' USR1
trap 'jc_tell USR2' USR2

jc_child &
jc_pid=$!
[ -z "$jc_told" ] || jc_tell "$jc_told"

# A signal ends the wait and not the command: waited again, until it has ended. One that came
# just then leaves nothing to wait for, which is status 127.
jc_status=''
while :; do
    jc_told=''
    wait "$jc_pid"
    jc_now=$?
    [ "$jc_now" -ne 127 ] || [ -z "$jc_status" ] || break
    jc_status=$jc_now
    [ -n "$jc_told" ] || break
done

# ---- After it ------------------------------------------------------------------------------------

trap '' HUP INT TERM USR1 USR2
if [ -n "$jc_file" ] && [ -f "$jc_file.why" ]; then
    jc_record "$jc_start" "$(cat "$jc_file.why")"
    rm -f "$jc_file.why"
else
    jc_signal=''
    [ "$jc_status" -le 128 ] || jc_signal=$(kill -l "$((jc_status - 128))" 2>/dev/null)
    jc_record "$jc_start" "exit $jc_status $(date +%s)${jc_signal:+ SIG$jc_signal}"
fi
exit "$jc_status"
