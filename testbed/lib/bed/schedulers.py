"""The batch systems a testbed can be booted with. Each is a module with the same functions:

write(state)     puts its files into the testbed's directory, before any host is booted
mounts(plan)     shell lines that a host of the cluster runs while it boots
stages(state)    yields, in turn, what is to be started: shell lines by host
await_idle(state) returns when all its nodes are ready
path(plan)       directories of its commands that a login on the cluster has on its PATH
report(control, plan)  lines about its nodes
"""

from bed import bare, pbs, slurm
from bed.plan import NONE, SLURM


def of(plan):
    return {SLURM: slurm, NONE: bare}.get(plan.scheduler, pbs)
