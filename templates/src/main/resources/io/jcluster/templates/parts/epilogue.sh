# From the profile: what comes last, whatever became of the job. It has a shell of its own: an exit in
# it ends nothing else, and what fails in it is told, and is no failure of the job.
epilogue() (
    trap - EXIT TERM INT HUP
    trap 'printf "jcluster: the epilogue failed: status %s of: %s\n" "$?" "$BASH_COMMAND" >&2' ERR
{{lines|lines}}
)
