[[ $java_home != '~/'* ]] || java_home=$HOME/${java_home#'~/'}
java_home=${java_home:-$JAVA_HOME}
# In the locale of a job that has none, a JVM has no letters but ASCII for its arguments and the names of files: what
# Python does there (PEP 538) is done for it. RHEL 7 has no such locale, and its bash would complain at each start.
if [[ -z $LC_ALL && ${LC_CTYPE:-$LANG} == @(''|C|POSIX) ]] && locale -a 2>/dev/null | grep -ixq 'c\.utf-\?8'; then
    export LC_CTYPE=C.UTF-8
fi
java=$(type -P "${java_home:+$java_home/bin/}java") ||
    fail 3 "there is no Java on $node${java_home:+ in $java_home}; name a JDK with 'home' of 'java', or load one in 'modules' or 'prologue'"
java_says=$("$java" -XX:-UsePerfData -version 2>&1 </dev/null)
[[ $java_says =~ version\ \"(1\.)?([0-9]+)([^\"]*) ]] || fail 3 "'$java' on $node does not run: ${java_says%%$'\n'*}"
((BASH_REMATCH[2] >= 17)) ||
    fail 3 "the Java on $node is ${BASH_REMATCH[2]} ($java), and 17 or newer is needed; name another with 'home' of 'java'"
java_version=${BASH_REMATCH[2]}${BASH_REMATCH[3]}
