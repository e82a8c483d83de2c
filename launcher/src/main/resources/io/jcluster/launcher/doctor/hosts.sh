# What each of the named hosts has, by the line on which a job reaches it. Reads $mark, $python, $versions and
# $library, and the words of HostLines. No key of a host is taken down for it, and no connection stays.
exec 1>&3
say() { printf '\n%s %s\n' "$mark" "$1"; }

# NAME: of the host that runs it. A home is told by a file in it that logins need: two hosts of one image have
# not written it in the same second.
tell() {
    say "$1/called"
    uname -n
    say "$1/home"
    printf '%s\n' "$HOME"
    say "$1/kept"
    stat -c '%i %Z' "$HOME" "$HOME/.ssh" "$HOME/.ssh/authorized_keys" 2>/dev/null | tail -n 2
    say "$1/python"
    type -P "${there/#"~/"/"$HOME/"}"
    say "$1/versions"
    "${there/#"~/"/"$HOME/"}" -c "$versions"
    say "$1/library"
    "${there/#"~/"/"$HOME/"}" -c "$library" 2>&1 | tail -n 1
}

there=$python
[[ $python != "$HOME"/* ]] || there="~/${python#"$HOME/"}"
reach+=(-o StrictHostKeyChecking=yes -o UpdateHostKeys=no -o ControlMaster=no)
profile=$scratch/none below=.jcluster/jobs/none
export JCLUSTER_RUN=doctor.$$.$RANDOM
across

asked=()
for i in "${!elsewhere[@]}"; do
    shell=/bin/bash "$scratch/across" "${elsewhere[i]}" "$(declare -p mark there versions library)
$(declare -f say tell)
tell ${elsewhere[i]}" </dev/null >"$scratch/host.$i" 2>"$scratch/host.$i.log" &
    asked+=($!)
done
tell '' 2>/dev/null
bound=$((SECONDS + 40))
for i in "${!elsewhere[@]}"; do
    while kill -0 "${asked[i]}" 2>/dev/null && ((SECONDS < bound)); do sleep 0.1; done
    if kill -TERM "${asked[i]}" 2>/dev/null; then
        echo "it has not answered within 40 s" >>"$scratch/host.$i.log"
    fi
    cat "$scratch/host.$i"
    say "${elsewhere[i]}/complaint"
    grep -v -e '^Warning: ' -e '^[[:space:]]*$' "$scratch/host.$i.log" | tail -n 1 | sed 's,^environment: line [0-9]*: ,,'
done
