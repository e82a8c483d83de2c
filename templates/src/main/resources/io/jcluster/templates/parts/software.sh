{{before-modules|lines?}}
for module in "${modules[@]}"; do
    if ! type module >"$scratch/module.log" 2>&1; then
        fail 3 "the profile asks for modules, but there is no 'module' command on $node; leave 'modules' empty, or make it known in 'prologue'"
    fi
    module load "$module" 2>"$scratch/module.log" ||
        fail 3 "'module load $module' failed on $node: $(<"$scratch/module.log"); 'module avail' lists what there is"
done

# From the profile: prologue, environment. What fails there is told at once: later it would look like
# another fault.
section='the prologue'
trap 'fail 3 "the prologue failed on $node: status $? of: $BASH_COMMAND (add \"|| :\" to a line that may fail)"' ERR
{{prologue|lines}}
{{activation|lines?}}
{{environment|lines}}
trap - ERR
section=''
