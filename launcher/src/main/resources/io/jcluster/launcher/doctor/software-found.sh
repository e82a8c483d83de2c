exec 1>&3
say() { printf '\n%s %s\n' "$mark" "$1"; }
# A Slurm that is down has its commands wait for a minute.
limited() { if type -P timeout >/dev/null; then timeout 10 "$@"; else "$@"; fi; }

if [[ -n $java_version ]]; then # looked at before, as a job does
    say java
    echo "$java, version $java_version"
    say java.mpi
    echo "$mpi_home"
fi
say python
type -P "$python"
say versions
"$python" -c "$versions"
say library
"$python" -c "$library" 2>&1 | tail -n 1
say mpiexec
type -P mpiexec
say mpiexec.version
! type -P mpiexec >/dev/null ||
    limited mpiexec --version 2>&1 | sed -n '1{/^HYDRA/!p;};s/^ *Version: */Hydra /p' | head -n 1
say srun
type -P srun
say flavours
! type -P srun >/dev/null || limited srun --mpi=list 2>&1
say flavour.default
! type -P scontrol >/dev/null || limited scontrol show config 2>/dev/null | sed -n 's/^MpiDefault *= *//p'
