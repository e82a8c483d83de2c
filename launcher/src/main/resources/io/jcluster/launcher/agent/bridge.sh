# The bridge's Python program is $1, its words follow: WORD VERB SECONDS PORT ADDRESS...
# Red Hat's systems have a Python of their own where they have no python3.
for python in python3 /usr/libexec/platform-python; do
    if command -v "$python" >/dev/null 2>&1; then exec "$python" -I -S -c "$@"; fi
done
if [ "$3" = dial ] && command -v bash >/dev/null 2>&1; then exec bash -c '
word=$2 port=$5
shift 5
exec 4<&0
for address; do
    if { exec 3<>"/dev/tcp/$address/$port"; } 2>/dev/null; then
        printf "\n%s + %s\n" "$word" "$address"
        trap "kill \$up \$down 2>/dev/null; exit" CHLD
        cat <&4 >&3 & up=$!
        cat <&3 4<&- & down=$!
        wait
    fi
done
printf "\n%s - nothing answers on port %s of %s\n" "$word" "$port" "$*"
' "$0" "$@"; fi
printf '\n%s - there is no python3\n' "$2"
