
# On other hosts the engines have a home of that host, and the job's directory is below it.
case $family in
    open | hydra)
        [[ ! -e $scratch/agent ]] || cp "$scratch/across" "$scratch/agent"
        launch+=(-wdir /) # the home of here need not be there
        ;;
    other) fail 3 "this mpiexec is neither Open MPI's nor Hydra's (MPICH, Intel MPI): how it is told of hosts is not known; load one of these in 'modules' or 'prologue'" ;;
esac
launch+=(/bin/bash -c '
home=$1
shift
if [[ -n $JCLUSTER_THERE ]]; then
    export HOME=$JCLUSTER_HOME IPYTHONDIR=$JCLUSTER_THERE/profile/ipython
    set -- "${@/#"--profile-dir=$0/"/"--profile-dir=$JCLUSTER_THERE/"}"
    set -- "${@/#"$home/"/"$HOME/"}"
fi
cd
exec "$@"' "$directory" "$HOME")
