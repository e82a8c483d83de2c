c = get_config()
c.HubFactory.ip = '*'
c.TaskScheduler.hwm = 1
