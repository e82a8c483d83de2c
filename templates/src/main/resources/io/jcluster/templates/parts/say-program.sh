{{json|lines}}

# say PHASE: writes status.json anew, whole or not at all. Whoever reads it never sees half of it.
say() {
    phase=$1
    {
        printf '{"tag": %s, "job": %s, "kind": "mpj", "phase": "%s", "restart": %s, "node": %s,\n' \
            "$(json "$tag")" "$(json "$job")" "$phase" "$restart" "$(json "$node")"
        printf ' "engines": %s, "registered": %s,%s\n' "$engines" "$registered" "$software"
        printf ' "placement": [%s],\n' "$placement"
        printf ' "exit": %s, "message": %s}\n' "$ending" "$(json "$message")"
    } >"$directory/status.json.new" && mv -f "$directory/status.json.new" "$directory/status.json"
}
