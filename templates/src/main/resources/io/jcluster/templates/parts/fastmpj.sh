[[ $mpi_home != '~/'* ]] || mpi_home=$HOME/${mpi_home#'~/'}
mpi_home=${mpi_home:-$FMPJ_HOME}
[[ -n $mpi_home ]] ||
    fail 3 "nothing says on $node where FastMPJ is: set 'mpi-home' of 'java', or have a module or the prologue set FMPJ_HOME"
[[ -x $mpi_home/bin/fmpjrun ]] || fail 3 "there is no FastMPJ in $mpi_home on $node: it has no bin/fmpjrun that can be run"
path=$ranks_jar$path
export FMPJ_HOME=$mpi_home JAVA_HOME=${java%/bin/java}
software=" \"software\": {\"java\": $(json "$java_version"), \"mpi for Java\": $(json "FastMPJ in $mpi_home")},"
