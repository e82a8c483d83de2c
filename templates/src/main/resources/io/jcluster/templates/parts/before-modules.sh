type module >/dev/null 2>&1 ||
    fail 3 "the profile asks for modules, but there is no 'module' command on $node; make it known in a start file, or leave them out"
if [[ {{purge}} == yes ]]; then
    module purge 2>"$scratch/module.log" || fail 3 "'module purge' failed on $node: $(<"$scratch/module.log")"
fi
for tree in {{trees...}}; do
    [[ $tree != '~/'* ]] || tree=$HOME/${tree#'~/'}
    module use "$tree" 2>"$scratch/module.log" ||
        fail 3 "'module use $tree' failed on $node: $(<"$scratch/module.log")"
done
