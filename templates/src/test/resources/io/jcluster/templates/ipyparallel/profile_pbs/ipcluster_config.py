# Configuration file for ipcluster.

c = get_config()

#------------------------------------------------------------------------------
# IPClusterStart configuration
#------------------------------------------------------------------------------

c.IPClusterStart.controller_launcher_class = 'PBSControllerLauncher'
c.IPClusterEngines.engine_launcher_class = 'PBSEngineSetLauncher'

# c.IPClusterStart.delay = 1.0
c.IPClusterStart.delay = 30

c.PBSControllerLauncher.batch_template_file = u'pbs.controller.template'
c.PBSEngineSetLauncher.batch_template_file = u'pbs.engine.template'
c.PBSLauncher.queue = 'default'
c.BaseParallelApplication.work_dir = os.path.expanduser('~/notebooks')
