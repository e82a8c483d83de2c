{
    echo '#!/bin/bash'
    declare -p reach profile scratch below
    cat <<'ACROSS'
{{across|lines}}
ACROSS
} >"$scratch/across"
chmod 700 "$scratch/across"
