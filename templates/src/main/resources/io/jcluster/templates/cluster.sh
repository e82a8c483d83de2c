#!/bin/bash -l
#
{{purpose|lines}}
# Written by jcluster. It can be read, kept, changed and submitted by hand.

{{shell|lines}}

# ---- What was asked for --------------------------------------------------------------------------

tag={{tag}}
directory={{directory}}
engines={{engines}}
mpi={{mpi}}                       # yes: the engines form one MPI world and engine id is MPI rank
python={{python}}
modules=({{modules...}})
{{listening|lines}}

# ---- What the job says of itself, and how it ends ------------------------------------------------

[[ $directory == /* ]] || directory=$HOME/$directory
[[ $python != '~/'* ]] || python=$HOME/${python#'~/'}
profile=$directory/profile
{{files|lines}}

job='' restart=0 node=$HOSTNAME
phase=starting address='' facts='' mpi_library=null connection='' registered=0 ending=null
engines_pid='' controller_pid='' relay_pid='' relay=0 notebook_pid='' notebook=0 told=no
message=''

{{say|lines}}

{{ending|lines}}

# Controller and engines make an IPython directory wherever they are told it is: here it goes with the job.
export IPYTHONDIR=$scratch/ipython
export JCLUSTER_RUN=$tag.$$.$RANDOM # the mark

{{begin|lines}}

# ---- Software ------------------------------------------------------------------------------------

{{software|lines}}
{{container|lines?}}

type -P "$python" >/dev/null ||
    fail 3 "there is no program '$python' on $node; set 'python' in the profile, or load it in 'modules' or 'prologue'"

# Asks that Python what it has, without loading it, and the machine for its names and addresses.
# Answer: a status line (ok, or a sentence), the address, the major and minor version of ipyparallel, JSON.
if ! "$python" - "$mpi" "$interface" "$peer" "$submit_host" "$engines_are" >"$scratch/facts" 2>"$scratch/facts.log" <<'PYTHON'
{{facts|lines}}
PYTHON
then
    fail 3 "'$python' on $node does not run: $(tail -n 1 "$scratch/facts.log"); set 'python' in the profile"
fi
{ IFS= read -r problem; read -r address; read -r version; IFS= read -r facts; } <"$scratch/facts"
[[ $problem == ok ]] || fail 3 "$problem"
major=$((version / 100))

if [[ $mpi == yes ]]; then # looked at while the controller starts: it takes as long
    "$python" -c '
import json, mpi4py
mpi4py.rc.initialize = False
from mpi4py import MPI
print(json.dumps(MPI.Get_library_version().strip("\0").split("\n")[0].split(",")[0].strip()))
' >"$scratch/mpi" 2>"$scratch/mpi.log" &
    mpi_pid=$!
fi

# ---- Patience ------------------------------------------------------------------------------------

# How often the hub feels each engine's pulse also says how soon a new engine is seen (after one or
# two beats): quick for few, slow for many. An engine is dropped only after 60 s of silence, and
# leaves a silent hub after 175 s; it checks every period plus 500 ms (plus 10 ms in version 6).
if ((engines <= 32)); then period=500; elif ((engines <= 256)); then period=1000; else period=3000; fi
hub_misses=$((60000 / period))
patience=$((60 + engines / 4)) # seconds for one engine to register
if ((major >= 7)); then
    hub=IPController engine=IPEngine waiter=IPEngine
    engine_misses=$((175000 / (period + 500)))
else
    hub=HubFactory engine=EngineFactory waiter=IPEngineApp # the names of version 6
    engine_misses=$((175000 / (period + 10)))
fi

{{rest|lines}}
