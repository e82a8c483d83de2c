[[ $mpi == yes ]] && world=(--mpi) || world=()
arguments=({{arguments...}})
command=("$python" -m ipyparallel.engine "${world[@]}"
    --profile-dir="$profile" --cluster-id="$controller_job" --timeout=$patience
    --$waiter.wait_for_url_file=$patience --$engine.max_heartbeat_misses=$engine_misses)
