# What a job would load, in the shell of a job. Reads $mark, $python, $versions and $library; modules,
# prologue and environment come between this and software-found.sh.
say() { printf '\n%s %s\n' "$mark" "$1" >&3; }
set +eu +o noclobber +o noglob
shopt -u expand_aliases
unset CDPATH
exec 3>&1 1>&2 </dev/null # what modules and the prologue print is no value of ours
node=$HOSTNAME
[[ $python != '~/'* ]] || python=$HOME/${python#'~/'}
scratch=$(mktemp -d) && trap 'rm -rf "$scratch"' EXIT

fail() { # STATUS SENTENCE, as in a job
    say setup
    echo "$2" >&3
    exit
}

load() {
    if ! type module >/dev/null 2>&1; then
        say module.missing
        echo "$1" >&3
        exit
    fi
    module load "$1" || {
        say module.failed
        echo "$1" >&3
        exit
    }
}
