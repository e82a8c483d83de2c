venv={{venv}}
[[ $venv != '~/'* ]] || venv=$HOME/${venv#'~/'}
[[ -r $venv/bin/activate ]] ||
    fail 3 "there is no virtual environment $venv on $node: it has no bin/activate; set 'venv' in the profile"
. "$venv/bin/activate" || fail 3 "$venv/bin/activate failed on $node"
