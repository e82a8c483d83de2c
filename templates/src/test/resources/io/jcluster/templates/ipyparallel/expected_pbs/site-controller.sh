#!/bin/bash -l
#PBS -V

cd $PBS_O_WORKDIR
{{cluster|lines}}
