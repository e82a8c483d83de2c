#!/bin/bash -l
#SBATCH --mail-type=ALL

{{cluster|lines}}
