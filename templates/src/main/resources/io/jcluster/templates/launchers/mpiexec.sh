# mpiexec: Open MPI needs more words than MPICH and Intel MPI (Hydra), which take -n alone.
type -P mpiexec >/dev/null || fail 3 "there is no mpiexec on $node; load an MPI in 'modules' or 'prologue' of the profile"
launch=(mpiexec -n {{engines}})
case $(mpiexec --version 2>&1 </dev/null) in
    *'Open MPI'* | *OpenRTE* | *PRRTE*)
        ((EUID != 0)) || launch+=(--allow-run-as-root)
        # Without a scheduler it counts cores and refuses more engines than that.
        [[ $managed == yes ]] || launch+=(--map-by :OVERSUBSCRIBE)
        # It would bind each engine to one core, and all its threads with it.
        (({{cpus}} == 1)) || launch+=(--bind-to none)
        ;;
esac
launch+=({{options...}})
