"""A real Slurm: its configuration, its daemons, and when it is ready.

Each unusual line was needed with Slurm 22.05.8 of Debian 12 on a machine without systemd.
"""

import os
import pwd
import time

from bed import accounting
from bed.failure import Failure

CONF = """\
ClusterName=testbed
SlurmctldHost=control
SlurmUser=slurm
AuthType=auth/munge
StateSaveLocation=/var/spool/slurmctld
SlurmdSpoolDir=/var/spool/slurmd
SlurmctldPidFile=/run/slurmctld.pid
SlurmdPidFile=/run/slurmd.pid
SlurmctldLogFile=/var/log/slurmctld.log
SlurmdLogFile=/var/log/slurmd.log
# Without systemd there is no cgroup a node could give to a job. linuxproc leaves the background processes of a
# finished job alive; pgid ends them unless they called setsid.
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=5
# PMIx is what Debian's Open MPI speaks; pmi2 and none abort in MPI_Init.
MpiDefault=pmix
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
DefMemPerCPU=500
# The nodes claim more CPUs and memory than the machine has.
SlurmdParameters=config_overrides
# A job on an idle cluster starts at once: no gathering of submissions before a look at the queue.
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=2
# A node that comes back is used again, whatever it missed; one that is silent is noticed soon.
ReturnToService=2
SlurmdTimeout=20
KillWait=5
MinJobAge=300
{accounting}
# Every node has both features, so that a job for two nodes of either kind fits on two nodes.
NodeName=nid[1-{nodes}] CPUs={cpus} RealMemory={memory} Feature=gpu,mc State=UNKNOWN
PartitionName=normal Nodes=ALL Default=YES MaxTime=1-00:00:00 State=UP
PartitionName=debug Nodes=ALL MaxTime=00:30:00 MaxNodes=1 State=UP
"""

MUNGE = "/usr/sbin/munged --key-file=/etc/munge/munge.key --seed-file=/run/munge/seed --log-file=/var/log/munged.log"


def write(state):
    plan = state.plan
    storage = [
        "AccountingStorageType=accounting_storage/slurmdbd", "AccountingStorageHost=control",
        "AccountingStorageEnforce=associations"] if plan.accounting else ["AccountingStorageType=accounting_storage/none"]
    conf = CONF.format(nodes=plan.nodes, cpus=plan.cpus, memory=plan.cpus * 1000, accounting="\n".join(storage))
    state.write("etc/slurm/slurm.conf", conf + "".join(line + "\n" for line in plan.slurm_conf))
    # The autodetection looks for cgroup v2 and ends slurmd where there is none, whatever the plugins above.
    state.write("etc/slurm/cgroup.conf", "CgroupPlugin=cgroup/v1\n")
    os.makedirs(state.path("etc/munge"))
    os.chmod(state.path("etc/munge"), 0o700)
    with open(os.open(state.path("etc/munge/munge.key"), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as key:
        key.write(os.urandom(1024))
    spool = state.path("hosts/control/spool/slurmctld")
    os.makedirs(spool)
    os.chown(spool, pwd.getpwnam("slurm").pw_uid, -1)
    for node in plan.compute:
        os.makedirs(state.path(f"hosts/{node}/spool/slurmd"))
    if plan.accounting:
        accounting.write(state)


def mounts(plan):
    return [f"mount --bind /mnt/etc/{name} /etc/{name}" for name in ("munge", "slurm")]


def stages(state):
    plan = state.plan
    yield {host: MUNGE for host in plan.cluster}
    if plan.accounting:
        accounting.start(state)
    yield {"control": "slurmctld", **{node: "slurmd" for node in plan.compute}}


def await_idle(state, limit=30):
    """Waits until every node has reported to the controller."""
    control = state.hosts["control"]
    deadline = time.monotonic() + limit
    while True:
        answer = control.run("sinfo", "--noheader", "--Node", "--partition=normal", "--format=%T", check=False)
        nodes = answer.stdout.split()
        if len(nodes) == state.plan.nodes and set(nodes) == {"idle"}:
            return
        if time.monotonic() > deadline:
            log = control.run("tail", "-n", "5", "/var/log/slurmctld.log", check=False).stdout
            raise Failure(f"Slurm is not ready after {limit} s", answer.stdout + answer.stderr + log,
                          "sinfo --Node", "again, while other work on this machine rests")
        time.sleep(0.05)


def path(plan):
    return []


def report(control, plan):
    return control.run("sinfo", "-h", "-o", "%P %a %D %T %N", check=False).stdout.splitlines()
