# In a function, for what conda's own lines try in vain is no failure of the profile.
activate_conda() {
    type conda >/dev/null 2>&1 ||
        fail 3 "the profile asks for a conda environment, but there is no 'conda' on $node; load it in 'modules' or 'prologue'"
    local environment={{conda}}
    [[ $environment != '~/'* ]] || environment=$HOME/${environment#'~/'}
    eval "$(conda shell.bash hook 2>"$scratch/conda.log")" && conda activate "$environment" 2>>"$scratch/conda.log" ||
        fail 3 "'conda activate $environment' failed on $node: $(tail -n 3 "$scratch/conda.log"); 'conda env list' lists what there is"
}
activate_conda
