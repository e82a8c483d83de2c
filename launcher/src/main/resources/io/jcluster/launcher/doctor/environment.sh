# Makes a Python environment with what was loaded before this, and takes it away again unless it comes to its end.
# Reads $mark, $python, $target, $mpi (yes or no), $ipyparallel (as pip calls it) and $wheels: empty, a directory, or
# "sent" by who asked, at descriptor 4. When that ends, nobody waits any more.
[[ $target != '~/'* ]] || target=$HOME/${target#'~/'}
[[ $wheels != '~/'* ]] || wheels=$HOME/${wheels#'~/'}
trap '' PIPE # what cannot be told any more must not keep it from being removed
worker=''

refuse() {
    say "$1"
    printf '%s\n' "$2" >&3
    exit
}
removed() {
    rm -rf -- "$target" || { sleep 1 && rm -rf -- "$target"; }
}
abandon() {
    trap '' TERM INT HUP
    [[ -z $worker ]] || { kill -TERM -- "-$worker" && wait "$worker"; } 2>/dev/null
    removed
    exit
}
step() {
    say step
    printf '%s\n' "$1" >&3
}

[[ ! -e $target && ! -L $target ]] || refuse exists "$target"
maker=$(type -P "$python") || refuse python.missing "$python"
compiler=$(type -P mpicc)
[[ -n $compiler || -z $CRAYPE_VERSION ]] || compiler=$(type -P cc) # Cray's wrappers have no mpicc
# The wrapper may be there without what it wraps (openmpi-bin of Debian without libopenmpi-dev).
echo '#include <mpi.h>' | "${compiler:-false}" -E -x c - >/dev/null 2>&1 || compiler=''
mkdir -p "${target%/*}" && mkdir "$target" || refuse failed "cannot make $target"
trap abandon TERM INT HUP

sources=()
if [[ $wheels == sent ]]; then
    wheels=$target/.wheels
    mkdir "$wheels"
    while read -r -u 4 word name size && [[ $word == file ]]; do
        head -c "$size" <&4 >"$wheels/$name" && [[ $(wc -c <"$wheels/$name") -eq $size ]] || break
    done
    [[ $word == all ]] || abandon
fi
[[ -z $wheels ]] || sources=(--no-index --find-links "$wheels")

work() {
    set -e
    unset PIP_USER PIP_TARGET PIP_PREFIX # they send packages elsewhere
    step "making $target with $maker"
    "$maker" -m venv "$target"
    install=("$target/bin/python" -m pip install --disable-pip-version-check --no-input --progress-bar off
        "${sources[@]}")
    step "installing $ipyparallel"
    "${install[@]}" "$ipyparallel"
    [[ $mpi == yes ]] || return 0
    if [[ -z $compiler ]]; then
        step 'installing mpi4py as it comes: there is no mpicc that works'
        "${install[@]}" mpi4py
    elif [[ -n $wheels ]]; then
        step "installing mpi4py, by $compiler where it has to be built"
        MPICC=$compiler "${install[@]}" --no-cache-dir mpi4py
    else
        # A wheel, of the cache too, would be one for another MPI.
        step "building mpi4py with $compiler"
        MPICC=$compiler "${install[@]}" --no-cache-dir --no-binary=mpi4py mpi4py
    fi
}

set -m # a process group of its own: what pip has started ends with it
work </dev/null &
worker=$!
set +m # or bash says how it ended
while kill -0 "$worker" 2>/dev/null; do
    read -r -t 1 -u 4 nothing
    (($? != 1)) || abandon # the end; a time-out is more than 128
done
wait "$worker" 2>/dev/null
status=$?
worker=''
if ((status != 0)); then
    removed
    refuse failed "status $status"
fi
rm -rf -- "$target/.wheels"
trap - TERM INT HUP
say made
printf '%s\n' "$target" >&3
say compiler
printf '%s\n' "$compiler" >&3
python=$target/bin/python
