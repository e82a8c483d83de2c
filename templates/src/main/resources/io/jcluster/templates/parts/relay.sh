
# ---- Relay ---------------------------------------------------------------------------------------

# What goes between the controller and clients elsewhere goes through it, where the line to them may be cut: ZeroMQ
# drops what is on its way when its own connection breaks. It ends with this script, and listens where the
# profile's line ends: at the controller's address, or on this node alone.
relay_keep={{keep}} # seconds
relay_here={{here}}
"$python" - "$directory/relay.key" "$relay_keep" $$ "$ports" "${relay_here:-$address}" "$address" \
    >"$scratch/relay" 2>"$scratch/relay.log" <<'PYTHON' &
{{program|lines}}
PYTHON
relay_pid=$!
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
