#!/bin/bash -l
#PBS -l place=scatter:excl
#PBS -P laser

export OMP_NUM_THREADS=2
. /etc/profile.d/modules.sh
module load gcc/12.2 \
    openmpi/4.1
export PATH="$HOME/venv/bin:$PATH"
[ -d ${TMPDIR} ] || exit 1
echo starting $(wc -l <"$PBS_NODEFILE") engines
{{cluster|lines}}
rm -rf $TMPDIR/scratch
