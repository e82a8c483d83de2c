# say PHASE: the message, for the controller's job, which tells it in its status.json.
say() {
    phase=$1
    printf '%s\n' "$message" >"$directory/$own.said.new" && mv -f "$directory/$own.said.new" "$directory/$own.said"
}
