# srun: --overlap, because the controller in the batch step must not hold a CPU back (Slurm 20.11 and later).
program={{program}}
type -P "$program" >/dev/null || fail 3 "there is no $program on $node; set 'launcher: mpiexec' in the profile"
bind=({{bind...}})
flavour={{mpi}}
if [[ -z $flavour && $(scontrol show config) =~ MpiDefault\ *=\ ([a-z0-9_]+) ]]; then
    flavour=${BASH_REMATCH[1]} # as the site has set it
fi
if [[ $mpi == yes && $flavour == none ]]; then # which is no MPI at all: what is offered?
    offered=$(srun --mpi=list 2>&1)
    for name in pmi2 pmix; do
        [[ ! $offered =~ (^|[[:space:]])$name($|[[:space:]]) ]] || flavour=$name
    done
fi
launch=("$program" --ntasks={{engines}} --cpus-per-task={{cpus}} --overlap --kill-on-bad-exit=1
    --export=ALL ${flavour:+--mpi="$flavour"} "${bind[@]}" {{options...}})
