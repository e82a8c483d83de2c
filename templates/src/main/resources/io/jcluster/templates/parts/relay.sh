
# ---- Relay ---------------------------------------------------------------------------------------

# What goes between the controller and clients elsewhere goes through it, where the line to them may be cut: ZeroMQ
# drops what is on its way when its own connection breaks. It ends with this script, and listens where the
# profile's line ends: at the controller's address, or on this node alone.
relay_keep={{keep}} # seconds
relay_here={{here}}
relay_starts=0
# start_relay PORTS: and wherever there is room if all of these are taken.
start_relay() {
    ((++relay_starts))
    "$python" - "$directory/relay.key" "$relay_keep" $$ "$1" "${relay_here:-$address}" "$address" \
        >"$scratch/relay" 2>"$scratch/relay.log" <<'PYTHON' &
{{program|lines}}
PYTHON
    relay_pid=$!
}

# relay: starts one that was killed again, at its port and with its key: what was on its way is lost, and what is
# connected to its other half goes on with new connections.
relay() {
    local port=$relay
    ((relay > 0)) || return 0
    if lives $relay_pid; then
        { read -r port <"$scratch/relay"; } 2>/dev/null
        [[ $port =~ ^[1-9][0-9]*$ ]] || port=$relay # still starting
    else
        wait $relay_pid 2>/dev/null
        if ((relay_starts < 6)); then
            start_relay "$relay-$relay"
        else
            rm -f "$directory/relay.key"
            port=0
            message="${message:+$message; }a line that is cut loses what is on it: the relay has ended $relay_starts times on $node; connect again"
        fi
    fi
    [[ $port == "$relay" ]] || { relay=$port && say "$phase"; }
}

start_relay "$ports"
for ((i = 0; i < 100; i++)); do
    { read -r relay <"$scratch/relay"; } 2>/dev/null && break
    lives $relay_pid || break
    tick 0.05
done
if [[ ! $relay =~ ^[1-9][0-9]*$ ]]; then
    said=$(tail -n 1 "$scratch/relay.log")
    kill -KILL $relay_pid 2>/dev/null
    wait $relay_pid 2>/dev/null
    rm -f "$directory/relay.key"
    relay=0
    message="${message:+$message; }a line that is cut loses what is on it: the relay has not started on $node: ${said:-it said nothing for five seconds}"
fi
