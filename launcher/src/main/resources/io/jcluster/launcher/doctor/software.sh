# What a job would load, in the shell of a job. Reads $mark, $python, $versions and $library; modules,
# prologue and environment come between this and software-found.sh.
say() { printf '\n%s %s\n' "$mark" "$1" >&3; }
set +eu +o noclobber +o noglob
shopt -u expand_aliases
unset CDPATH
exec 3>&1 1>&2 </dev/null # what modules and the prologue print is no value of ours
node=$HOSTNAME

activate_conda() {
    eval "$(conda shell.bash hook)" && conda activate "$1" || {
        say conda.failed
        echo "$1" >&3
        exit
    }
}

activate() {
    local venv=$1
    [[ $venv != '~/'* ]] || venv=$HOME/${venv#'~/'}
    [[ -r $venv/bin/activate ]] || {
        say venv.missing
        echo "$venv" >&3
        exit
    }
    . "$venv/bin/activate"
}

# modules WORD...: purge; use DIRECTORY; load NAME
modules() {
    if ! type module >/dev/null 2>&1; then
        say module.missing
        echo "$*" >&3
        exit
    fi
    module "$@" || {
        say module.failed
        echo "$*" >&3
        exit
    }
}
