# What the engines said that tells most of why they ended.
complaint() {
    grep -i -m 1 -E 'error|not found|invalid|denied' "$directory/engines.log" || tail -n 1 "$directory/engines.log"
    printf '; see engines.log'
    ! grep -q 'MPI_Init' "$directory/engines.log" ||
        printf "; MPI did not start: was it built for this launcher? 'srun --mpi=list' shows the flavours for 'mpi', and 'launcher: mpiexec' is the other way"
}
