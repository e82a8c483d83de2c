c = get_config()
c.IPClusterEngines.engine_launcher_class = \
    'MPIEngineSetLauncher'
c.BaseParallelApplication.cluster_id = 'mpi3'
c.MPILauncher.mpi_cmd = ['/usr/lib64/openmpi/bin/mpiexec']
c.MPILauncher.mpi_args = ['--hostfile', 'hosts'] + ['--report-bindings',]
