# No scheduler: this machine is all there is. JCLUSTER_JOB_ID is set by whoever started this script.
job=${JCLUSTER_JOB_ID:-$$}
submit_host='' # nobody else connects
managed=no     # an MPI has to be told how many processes it may start
hosts=()       # of those, this one
peer=''
