"""Engines on the new machine."""
import os

c = get_config()  # noqa

c.Cluster.engine_launcher_class = "pbs"
c.Cluster.n = 32
c.PBSEngineSetLauncher.queue = ("work" "q")
c.PBSEngineSetLauncher.batch_template = """#!/bin/sh
#PBS -l select={n//16}:ncpus=32:mpiprocs=16:mem=64gb
#PBS -l place=scatter:excl
#PBS -l walltime=02:30:00
#PBS -A phys-2024 -P laser
#PBS -q {queue}
#PBS -o {output_file}
export OMP_NUM_THREADS=2
. /etc/profile.d/modules.sh
module load gcc/12.2 \\
    openmpi/4.1
export PATH="$HOME/venv/bin:$PATH"
[ -d ${{TMPDIR}} ] || exit 1
echo starting {n} engines
/opt/openmpi-4.1/bin/mpirun -np {n} --bind-to core \\
    $HOME/venv/bin/python -m ipyparallel.engine --mpi >engines.out 2>&1
rm -rf $TMPDIR/scratch
"""
if os.environ.get("TEST"):
    c.Cluster.n = 2
c.IPController.enable_curve = True
c.IPController.ports = "40000-40100"
