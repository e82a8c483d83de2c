# Whatever is to run in the container is started by this file in its place: by the controller, and on
# each node by the launcher.
inside=({{words...}})
for ((i = 0; i < ${#inside[@]}; i++)); do
    [[ ${inside[i]} != '~/'* ]] || inside[i]=$HOME/${inside[i]#'~/'}
    inside[i]=${inside[i]//@HOME@/$HOME}
done
type -P "${inside[0]}" >/dev/null ||
    fail 3 "there is no ${inside[0]} on $node, by which the profile's container is run; load it in 'modules' or 'prologue'"
{
    echo '#!/bin/bash'
    printf 'exec'
    printf ' %q' "${inside[@]}" "$python"
    echo ' "$@"'
} >"$scratch/python"
chmod 700 "$scratch/python"
python=$scratch/python
