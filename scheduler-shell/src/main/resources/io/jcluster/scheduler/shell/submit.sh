# Makes a job of the script on standard input. $1 tag, $2 name, $3 slots, $4 time limit in seconds
# or 0, $5 "held" or "", $6 the supervisor. Prints the job's number.
usual=$(umask)
umask 077
cd && mkdir -p .jcluster/shell && cd .jcluster/shell || exit 1

# What ended a month ago is nobody's any more.
find . -maxdepth 2 -path './[0-9]*/exit' -mtime +30 2>/dev/null |
    while IFS= read -r old; do rm -rf "${old%/exit}"; done

n=0
[ -f last ] && read -r n <last
while n=$((n + 1)) && ! mkdir "$n" 2>/dev/null; do
    [ -d "$n" ] || { mkdir "$n"; exit 1; }
done
record last "$n"
cd "$n" || exit 1
record name "$2"
record slots "$3"
record limit "$4"
record host "$(uname -n)"
record submitted "$(date +%s)"
printf '%s\n' "$6" >run && cat >script && chmod 700 script || exit 1
[ -n "$5" ] && : >held
# Last: without it the directory is no job.
record tag "$1" || exit 1
umask "$usual"
[ -n "$5" ] || setsid /bin/sh run "$PWD" </dev/null >/dev/null 2>&1 &
echo "$n"
