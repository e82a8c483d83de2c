# The controller's log counts them: read on from where it was read last.
exec {log}<"$directory/controller.log"
part=''
count() {
    local line
    while IFS= read -r -u "$log" line; do
        [[ $part$line != *'finished registering engine'* ]] || registered=$((registered + 1))
        part=''
    done
    part+=$line
}
