c = get_config()
c.Cluster.engine_launcher_class = 'ipyparallel.cluster.launcher.SlurmEngineSetLauncher'
c.Cluster.controller_launcher_class = 'slurm'
c.SlurmLauncher.account = "g123"
c.SlurmLauncher.queue = 'normal'
c.SlurmLauncher.timelimit = "00:20:00"
c.SlurmEngineSetLauncher.batch_template_file = "slurm.engine.template"
c.SlurmEngineSetLauncher.environment = {"OMP_NUM_THREADS": "1"}
c.SlurmEngineSetLauncher.namespace = dict(feature='gpu')
