umask 077

# This is a login shell, so that 'module' is known; what a person's start files change of the shell is for terminals.
set +eu +o noclobber +o noglob
shopt -u expand_aliases
unset CDPATH
