# ---- Controller ----------------------------------------------------------------------------------

controller=("$python" -m ipyparallel.controller --profile-dir="$profile" --cluster-id="$job"
    --ip="$address" --location="$address"
    --HeartMonitor.period=$period --HeartMonitor.max_heartmonitor_misses=$hub_misses
    --$hub.registration_timeout=$patience)
if [[ $curve == true ]]; then
    if ((version >= 701)); then
        controller+=(--IPController.enable_curve=True)
    else
        curve=false
        message="not encrypted: ipyparallel is older than 7.1; messages are signed only"
    fi
fi
if [[ -n $ports ]] && ((major < 7)); then
    fail 3 "'ports' needs ipyparallel 7.0 or newer, and $node has an older one; leave 'ports' out"
fi

# Each engine holds eight connections to the controller (ipyparallel 7.1).
(($(ulimit -S -n) > 8 * engines + 512)) || ulimit -S -n $((8 * engines + 512)) 2>/dev/null

say controller
for ((try = 1; ; try++)); do
    pool=()
    if [[ -n $ports ]]; then # the pool is used in order: begin elsewhere when a port was busy
        first=${ports%-*} last=${ports#*-}
        turn=$((first + (try - 1) * (last - first + 1) / 3))
        pool=(--ports="$turn-$last")
        ((turn == first)) || pool=(--ports="$turn-$last,$first-$((turn - 1))")
    fi
    "${controller[@]}" "${pool[@]}" </dev/null >"$directory/controller.log" 2>&1 &
    controller_pid=$!

    # Waits for both connection files, whole, and for a listener behind each of their ports.
    "$python" - "$profile/security/ipcontroller-$job" $controller_pid "$directory/controller.log" \
        >"$scratch/ready" 2>&1 <<'PYTHON' &
{{ready|lines}}
PYTHON
    wait $!
    case $? in
        0) break ;;
        1) ((try < 3)) || fail 5 "the controller found no free ports on $node in three tries; widen 'ports', or leave it out" ;;
        *) fail 5 "the controller did not start on $node: $(tail -n 1 "$scratch/ready"); see controller.log" ;;
    esac
    # With its children, each of which holds a port.
    kill -KILL $controller_pid $(ps -o pid= --ppid $controller_pid) 2>/dev/null
    wait $controller_pid 2>/dev/null
done
{{relay|lines}}

{{notebook|lines}}
