# How OpenPBS and PBS Pro name things inside a job: qsub(1B), pbs_tmrsh(8B). A job cannot see there how
# often it was started.
job=$PBS_JOBID
submit_host=$PBS_O_HOST
managed=yes
[[ -r $PBS_NODEFILE ]] ||
    fail 4 "there is no list of hosts '$PBS_NODEFILE' (PBS_NODEFILE) on $node; was this script started by PBS?"
hosts=()
declare -A slots=() # one line for each process (mpiprocs), those of a host not always together
while read -r name; do
    [[ -n ${slots[$name]} ]] || hosts+=("$name")
    slots[$name]=$((${slots[$name]:-0} + 1))
done <"$PBS_NODEFILE"
peer='' # another host of the job
for name in "${hosts[@]}"; do
    [[ ${name%%.*} == "${HOSTNAME%%.*}" ]] || { peer=$name && break; }
done
remote=("$(PATH=$PATH:$(sed -n 's/^PBS_EXEC=//p' "${PBS_CONF_FILE:-/etc/pbs.conf}" 2>/dev/null)/bin:/opt/pbs/bin
    type -P pbs_tmrsh)")
[[ -n ${remote[0]} ]] || remote=()
