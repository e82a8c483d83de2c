# How TORQUE names things inside a job: qsub(1B), pbsdsh(1B). A job cannot see there how often it was
# started.
job=$PBS_JOBID
submit_host=$PBS_O_HOST
managed=yes
[[ -r $PBS_NODEFILE ]] ||
    fail 4 "there is no list of hosts '$PBS_NODEFILE' (PBS_NODEFILE) on $node; was this script started by TORQUE?"
hosts=()
declare -A slots=() # one line for each core (ppn); the first line may be any host of the job
while read -r name; do
    [[ -n ${slots[$name]} ]] || hosts+=("$name")
    slots[$name]=$((${slots[$name]:-0} + 1))
done <"$PBS_NODEFILE"
peer='' # another host of the job
for name in "${hosts[@]}"; do
    [[ ${name%%.*} == "${HOSTNAME%%.*}" ]] || { peer=$name && break; }
done
remote=("$(PATH=$PATH:/opt/torque/bin:/usr/local/torque/bin:/opt/torque/current/bin:/usr/local/bin type -P pbsdsh)" -h)
[[ -n ${remote[0]} ]] || remote=()
# TORQUE brings a job's output when the job is over. So that it can be read before, job.log is written
# here too; what is brought then takes its place, and has TORQUE's own last words as well. The writer
# outlives a TERM, which goes to all processes of a job, and has not the mark of what is ended first.
# Where a site has set $spool_as_final_name (pbs_mom(8B)), the output is there already.
[[ /dev/fd/1 -ef $directory/job.log ]] ||
    exec > >(trap '' TERM INT HUP && JCLUSTER_RUN='' exec tee "$directory/job.log") 2>&1
