if [[ $mpi == yes ]]; then
    wait $mpi_pid ||
        fail 3 "mpi4py of '$python' on $node cannot load its MPI library: $(tail -n 1 "$scratch/mpi.log"); load that MPI in 'modules' or 'prologue'"
    mpi_library=$(<"$scratch/mpi")
fi

{{launcher|lines}}
