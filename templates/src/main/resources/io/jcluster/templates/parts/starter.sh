case {{launcher-name}}:$family in
    srun:*) starter=srun number=SLURM_PROCID ;;
    *:open) starter=openmpi number=OMPI_COMM_WORLD_RANK ;;
    *) starter=hydra number=PMI_RANK ;;
esac
