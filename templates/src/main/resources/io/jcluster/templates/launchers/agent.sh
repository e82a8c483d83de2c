# HOST COMMAND...: a command for a shell, run on another host of the job by the words in 'remote', with the
# environment of here: there it would not find its software. What it leaves there is ended with it: an
# engine's nanny has a session of its own, of which the scheduler knows nothing.
host=$1
shift
run=$0.$host.$$
{
    (unset HOSTNAME "${!PBS_@}" && export -p) # each host has its own of these
    printf 'umask 077; [[ -d $TMPDIR ]] || unset TMPDIR\n%q -c %q &\n' "${SHELL:-/bin/sh}" "$*"
    cat <<'THERE'
trap : TERM # comes to all processes of the job
wait $!
status=$?
[[ ! -d /proc/$! ]] || { wait $!; status=$?; }
for look in 1 2; do # a process that just executes another program shows no environment
    left=$(JCLUSTER_RUN='' grep -lszxF "JCLUSTER_RUN=$JCLUSTER_RUN" /proc/[0-9]*/environ)
    [[ -z $left ]] || kill -KILL ${left//[!0-9[:space:]]/} 2>/dev/null
    sleep 0.1
done
exit $status
THERE
} >"$run"
exec "${remote[@]}" "$host" /bin/bash "$run"
