[[ $mpi == yes ]] && world=(--mpi) || world=()
arguments=({{arguments...}})
"${launch[@]}" "$python" -m ipyparallel.engine "${world[@]}" \
    --profile-dir="$profile" --cluster-id="$controller_job" --timeout=$patience \
    --$waiter.wait_for_url_file=$patience --$engine.max_heartbeat_misses=$engine_misses "${arguments[@]}" \
    </dev/null >"$directory/engines.log" 2>&1 &
engines_pid=$!
