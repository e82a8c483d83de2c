#!/bin/bash -l
#PBS -V
#PBS -m abe
#PBS -M ada@example.org
#PBS -W x=FLAGS:ADVRES:course.12

cd $PBS_O_WORKDIR
# the MPI that mpi4py was built with
{{cluster|lines}}
