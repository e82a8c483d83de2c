# How Slurm names things inside a job: sbatch(1), OUTPUT ENVIRONMENT VARIABLES.
job=$SLURM_JOB_ID
restart=${SLURM_RESTART_COUNT:-0}
node=${SLURMD_NODENAME:-$HOSTNAME}
submit_host=$SLURM_SUBMIT_HOST
managed=yes # Slurm tells an MPI how many processes it may start, and where
hosts=()    # which a launcher need not know for that
peer=''     # another node of the job, as Slurm reaches it: its name may be known to Slurm only
if ((${SLURM_JOB_NUM_NODES:-1} > 1)); then
    for name in $(scontrol show hostnames "$SLURM_JOB_NODELIST"); do
        [[ $name == "$node" ]] || break
    done
    peer=$name
    [[ ! $(scontrol --oneliner show node "$peer") =~ NodeAddr=([^ ]+) ]] || peer=${BASH_REMATCH[1]}
fi
# Set by sbatch and obeyed by srun, against what is asked of srun below: --export, and from 23.11 a
# second word for --cpus-per-task that contradicts the first.
unset SLURM_EXPORT_ENV SLURM_CPUS_PER_TASK SLURM_TRES_PER_TASK
