c = get_config()
c.MPI.use = 'mpi4py'
c.EngineFactory.timeout = 60
