# mpiexec: Open MPI needs more words than MPICH and Intel MPI (Hydra), which take -n alone, or with hosts.
program={{program}}
flavour={{flavour}} # as the profile says; empty: it is asked
bind={{bind}}
mpiexec=$(type -P "$program") || fail 3 "there is no $program on $node; load an MPI in 'modules' or 'prologue' of the profile"
launch=("$program" -n {{engines}})
family=other # one that has to know by itself where it is, such as a vendor's
case ${flavour:-$("$program" --version 2>&1 </dev/null)} in
    openmpi | *'Open MPI'* | *OpenRTE* | *PRRTE*)
        family=open
        ((EUID != 0)) || launch+=(--allow-run-as-root)
        # Without a scheduler it counts cores and refuses more engines than that; named hosts are filled in their order.
        [[ $managed == yes ]] || launch+=(--map-by "${hosts:+slot}:OVERSUBSCRIBE")
        # It would bind each engine to one core, and all its threads with it.
        (({{cpus}} == 1)) || [[ -n $bind ]] || launch+=(--bind-to none)
        [[ -z $bind ]] || launch+=(--bind-to "$bind")
        ;;
    intel | *'Intel(R) MPI'*)
        family=hydra
        case $bind in
            '') ;;
            none) launch+=(-genv I_MPI_PIN off) ;;
            *) launch+=(-genv I_MPI_PIN_DOMAIN "$bind") ;;
        esac
        ;;
    mpich | *HYDRA*)
        family=hydra
        [[ -z $bind ]] || launch+=(-bind-to "$bind")
        ;;
    cray) [[ -z $bind ]] || launch+=(--cpu-bind "$bind") ;;
    *)
        [[ -z $bind ]] ||
            fail 3 "how '$program' on $node binds engines is not known; leave 'bind' out of the profile, and put its words into 'options'"
        ;;
esac

if [[ $family != other ]] && ((${#hosts[@]} > 0)); then
    # Built for PBS, an MPI finds the job's hosts, and starts processes on them, by itself.
    native=no
    [[ $managed == yes ]] && case $family in
        open) { "${mpiexec%/*}/ompi_info"; "${mpiexec%/*}/prte_info"; } 2>/dev/null | grep -q ' plm: tm ' ;;
        hydra) "$mpiexec" -info 2>/dev/null </dev/null | grep -q 'Launchers available:.* pbs\>' ;;
    esac && native=yes

    listed=0
    for name in "${hosts[@]}"; do listed=$((listed + slots[$name])); done
    ((listed == {{engines}} * {{cpus}})) && each={{cpus}} || each=1 # lines for one engine
    for name in "${hosts[@]}"; do
        [[ $family == open ]] && echo "$name slots=$((slots[$name] / each))" || echo "$name:$((slots[$name] / each))"
    done >"$scratch/hosts"
    if [[ $native == no ]] || ((each > 1)); then # by itself it takes each line for a process
        [[ $family == open ]] && launch+=(--hostfile "$scratch/hosts") || launch+=(-machinefile "$scratch/hosts")
    fi

    if [[ $native == no && -n $peer ]]; then
        ((${#remote[@]} > 0)) || ! type -P ssh >/dev/null || remote=(ssh -x -o BatchMode=yes)
        ((${#remote[@]} > 0)) ||
            fail 3 "mpiexec on $node cannot start processes on the job's other hosts: it was not built for this scheduler, whose own command for that is not on the path, and there is no ssh; load an MPI that was built for it in 'modules' of the profile"
        {
            echo '#!/bin/bash'
            declare -p remote
            cat <<'AGENT'
{{agent|lines}}
AGENT
        } >"$scratch/agent"
        chmod 700 "$scratch/agent"
        case $family in
            # Each for Open MPI up to 4 and from 5 on. All is started from here, where the agent is part of
            # the job, and stays in the session that the scheduler knows.
            open)
                export OMPI_MCA_plm_rsh_agent=$scratch/agent PRTE_MCA_plm_ssh_agent=$scratch/agent
                export OMPI_MCA_plm_rsh_no_tree_spawn=1 PRTE_MCA_plm_ssh_no_tree_spawn=1
                export OMPI_MCA_orte_leave_session_attached=1 PRTE_MCA_prte_leave_session_attached=1
                ;;
            hydra) launch+=(-bootstrap rsh -bootstrap-exec "$scratch/agent") ;;
        esac
    fi
fi
launch+=({{options...}})
