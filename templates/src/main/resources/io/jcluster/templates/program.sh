#!/bin/bash -l
#
# One Java MPI program, from its start to its end: its ranks through the launcher.
#
# What it does is told in the job's directory: status.json (where it stands, one JSON object) and
# ranks.log (what the ranks print).
#
# Written by jcluster. It can be read, kept, changed and submitted by hand.

{{shell|lines}}

# ---- What was asked for --------------------------------------------------------------------------

tag={{tag}}
directory={{directory}}
engines={{ranks}}                  # how many ranks
main_class={{main-class}}
arguments=({{arguments...}})
sent={{sent}}                      # yes: program.jar of the job's directory is the program
class_path=({{class-path...}})
java_home={{java-home}}                # a JDK or JRE; empty: JAVA_HOME, else the java on the path
java_options=({{java-options...}})
mpi_home={{mpi-home}}
device={{device}}
ranks_jar={{ranks-jar}}            # what jcluster has sent for ranks
modules=({{modules...}})
interface={{interface}}                # network interface of the rendezvous; empty: found below

# ---- What the job says of itself, and how it ends ------------------------------------------------

[[ $directory == /* ]] || directory=$HOME/$directory
[[ $ranks_jar == /* ]] || ranks_jar=$HOME/$ranks_jar
scratch=$directory/ranks exit_file=$directory/exit
logs=("$directory/ranks.log") job_log=$directory/job.log

job='' restart=0 node=$HOSTNAME mpi=no # no MPI of the system has a part in it
phase=starting registered=0 ending=null software='' placement=''
engines_pid='' rendezvous_pid='' relay_pid='' told=no
message=''

{{say|lines}}

{{ending|lines}}

export JCLUSTER_RUN=$tag.$$.$RANDOM # the mark

{{begin|lines}}

# ---- Software ------------------------------------------------------------------------------------

{{software|lines}}

{{java|lines}}

[[ -r $ranks_jar ]] ||
    fail 3 "there is no $ranks_jar on $node, which 'jcluster submit' sends to the cluster: submit with it once, and this script can be submitted by hand from then on"
[[ $sent != yes || -r $directory/program.jar ]] ||
    fail 3 "there is no $directory/program.jar on $node, which 'jcluster submit' sends with the job: put the program there"
path=''
for entry in "${class_path[@]}"; do
    [[ $entry != '~/'* ]] || entry=$HOME/${entry#'~/'}
    [[ $entry == *'*' || -e $entry ]] ||
        fail 3 "there is no $entry on $node, which 'class-path' of 'java' names, or 'maven' had sent there by 'jcluster submit'; with '--jar' a program of your own machine is sent along"
    path+=:$entry
done
[[ $sent != yes ]] || path=:$directory/program.jar$path

{{implementation|lines}}

# ---- Ranks ---------------------------------------------------------------------------------------

{{launch|lines}}

say engines
{{start|lines}}
engines_pid=$!

{{wait|lines}}
