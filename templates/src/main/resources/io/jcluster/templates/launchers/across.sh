# HOST COMMAND...: a command for a shell, run on another host by ssh as a part of the job. What it needs goes
# over the line's standard input, where no list of processes shows it: the environment of here and, once it is
# there, the engines' connection file, for a host that has another home. The end of the line, or its silence, is
# the end of all that the job has on that host.
host=$1
shift
exec {line}<> <(:) {never}<> <(:)
{
    # Each host has its own of these; the agent, which is this file, is here alone. The mark is one of its own
    # too: what is swept there must not be the job itself, should that host be this one by another name.
    (unset OMPI_MCA_plm_rsh_agent PRTE_MCA_plm_ssh_agent HOSTNAME HOME USER LOGNAME MAIL PWD OLDPWD SHELL SHLVL DISPLAY XAUTHORITY "${!SSH_@}" "${!XDG_@}" "${!DBUS_@}"
        JCLUSTER_RUN=$JCLUSTER_RUN.$host.$$ && export -p)
    printf 'mark=%q\n' "$JCLUSTER_RUN"
    for file in "$profile"/security/ipcontroller-*-engine.json; do
        [[ ! -s $file ]] || printf 'file=%q text=%q\n' "${file##*/}" "$(<"$file")"
    done
    words="$*"
    words=${words//"$scratch/agent"/"/bin/true"} # Open MPI (4.1.4) looks for its agent on each host
    printf 'below=%q shell=%q command=%q\n' "$below" "${shell:-${SHELL:-/bin/sh}}" "$words"
    cat <<'THERE'
sweep() { # SIGNAL: to all that carries the job's mark on this host
    local left
    left=$(JCLUSTER_RUN='' grep -lszxF "JCLUSTER_RUN=$JCLUSTER_RUN" /proc/[0-9]*/environ)
    [[ -z $left ]] || kill -s "$1" ${left//[!0-9[:space:]]/} 2>/dev/null
}
main() {
    local there=$HOME/$below made=no job watch status look
    umask 077
    export -n file text # a name like these may be in the environment
    [[ -d $TMPDIR ]] || unset TMPDIR
    [[ -x $shell ]] || shell=/bin/sh
    trap '' HUP PIPE
    if [[ -n $file && $(cat "$there/profile/mark" 2>/dev/null) != "$mark" ]]; then
        made=yes
        mkdir -p "$there/profile/security" && printf '%s\n' "$text" >"$there/profile/security/$file" || {
            echo "jcluster: cannot write in $there on $HOSTNAME; is the file system full or read-only there?" >&2
            exit 4
        }
    fi
    export JCLUSTER_THERE=$there JCLUSTER_HOME=$HOME
    exec 3<&0
    "$shell" -c "$command" </dev/null 3<&- &
    job=$!
    trap 'sweep TERM' TERM
    {
        while read -r -t 180 nothing; do :; done # as long as engines bear a silent controller
        sweep TERM
        sleep 5
        sweep KILL
    } <&3 >/dev/null 2>&1 &
    watch=$!
    disown $watch # or bash says that it was killed
    while :; do
        wait $job
        status=$?
        kill -0 $job 2>/dev/null || break
    done
    kill -KILL $watch
    for look in 1 2; do # a process that just executes another program shows no environment
        sweep KILL
        JCLUSTER_RUN='' sleep 0.1
    done
    if [[ $made == yes ]]; then
        rm -rf "$there/profile"
        rmdir "$there" "${there%/*}" "${there%/*/*}" 2>/dev/null
    fi
    exit $status
}
main
THERE
    until read -r -t 15 -u "$never" nothing; do echo; done
} >&"$line" &
beat=$!

told=no
trap 'told=yes; kill -TERM $ssh' TERM INT HUP
"${reach[@]}" "$host" exec /bin/bash -s <&"$line" &
ssh=$!
while :; do
    wait $ssh
    status=$?
    kill -0 $ssh 2>/dev/null || break
done
kill $beat
((status != 255)) || [[ $told == yes ]] || echo "the line to $host broke" >>"$scratch/lost"
exit $status
