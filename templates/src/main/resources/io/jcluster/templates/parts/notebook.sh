# ---- Notebook ------------------------------------------------------------------------------------

# notebook: starts the program that 'jcluster notebook' has laid into the directory, when it asks for it, and says
# in status.json at which port of this node its server listens. It ends with this script.
notebook() {
    local port=0 asked=("$directory"/notebook.reques[t]) # a pattern: a network file system looks again only then
    if [[ -n $notebook_pid ]]; then
        if lives "$notebook_pid"; then
            { read -r port <"$scratch/notebook/port"; } 2>/dev/null
        else
            wait "$notebook_pid"
            notebook_pid=''
        fi
    elif [[ -e ${asked[0]} ]]; then
        rm -rf "$scratch/notebook"
        mkdir "$scratch/notebook" && mv -f "${asked[0]}" "$scratch/notebook/request" || return 0
        "$python" "$directory/notebook.py" "$scratch/notebook" $$ "$address" \
            "$scratch/security/ipcontroller-$job-client.json" "$(type -P "$python")" \
            </dev/null >"$directory/notebook.log" 2>&1 &
        notebook_pid=$!
    fi
    [[ $port =~ ^[1-9][0-9]*$ ]] || port=0
    [[ $port == "$notebook" ]] || { notebook=$port && say "$phase"; }
}
