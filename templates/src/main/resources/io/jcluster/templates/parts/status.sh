{{json|lines}}

# say PHASE: writes status.json anew, whole or not at all. Whoever reads it never sees half of it.
say() {
    phase=$1
    {
        printf '{"tag": %s, "job": %s, "phase": "%s", "restart": %s, "node": %s,\n' \
            "$(json "$tag")" "$(json "$job")" "$phase" "$restart" "$(json "$node")"
        printf ' "engines": %s, "registered": %s, "curve": %s, "connection": %s,\n' \
            "$engines" "$registered" "$curve" "$(json "$connection")"
        printf ' "address": %s,%s "mpi": %s,\n' "$(json "$address")" "$facts" "$mpi_library"
        printf ' "relay": %s, "notebook": %s,\n' "$relay" "$notebook"
        printf ' "exit": %s, "message": %s}\n' "$ending" "$(json "$message")"
    } >"$directory/status.json.new" && mv -f "$directory/status.json.new" "$directory/status.json"
}

