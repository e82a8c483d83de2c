# HOST COMMAND...: a command for a shell, started on another host of the job by the words in 'remote', with
# the environment of here: there it would not find its software.
host=$1
shift
run=$0.$host.$$
{
    (unset HOSTNAME "${!PBS_@}" && export -p) # each host has its own of these
    echo 'umask 077; [[ -d $TMPDIR ]] || unset TMPDIR'
    printf 'exec %q -c %q\n' "${SHELL:-/bin/sh}" "$*"
} >"$run"
exec "${remote[@]}" "$host" /bin/bash "$run"
