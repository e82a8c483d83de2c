# What the engines said that tells most of why they ended.
complaint() {
    grep -i -m 1 -E 'error|not found|invalid|denied' "$directory/$own.log" || tail -n 1 "$directory/$own.log"
    printf '; see %s.log' "$own"
    ! grep -q 'MPI_Init' "$directory/$own.log" ||
        printf "; MPI did not start: was it built for this launcher? 'srun --mpi=list' shows the flavours for 'mpi', and 'launcher: mpiexec' is the other way"
}
