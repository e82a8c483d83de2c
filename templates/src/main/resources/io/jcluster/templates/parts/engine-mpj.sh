# Their MPI for Java: the ranks find each other at a rendezvous, a new one whenever they are started.
ranks_jar=$jars/ranks.jar mpi_home={{mpi-home}} path=:$path rendezvous_pid=''
{{json|lines}}
{{mpjexpress|lines}}
{{starter|lines}}
before=(env "MPJ_HOME=$mpi_home") after=(--mpi "$starter" --invitation "$scratch/world/invitation")
prepare() {
    [[ -z $rendezvous_pid ]] || { disown $rendezvous_pid && kill -KILL $rendezvous_pid; } 2>/dev/null
    rm -rf "$scratch/world"
{{rendezvous|lines}}
}
