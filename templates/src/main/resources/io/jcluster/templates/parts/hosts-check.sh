# ---- The other hosts -----------------------------------------------------------------------------

below=${directory#"$HOME/"} # where the job's directory is below the home of another host, which may be another home
echo "$JCLUSTER_RUN" >"$profile/mark" # by which a host with the same home knows that it has the job's directory
{{line|lines}}

# Asked of all at once, and all is told at once: which of them this host does not reach, or which lack what.
there=$python
[[ $python != "$HOME"/* ]] || there="~/${python#"$HOME/"}"
boxed='' # the file that starts Python in the container lies in the job's directory, and nowhere else
[[ $python != "$scratch/python" ]] ||
    boxed="[[ -x \$there ]] || { echo \"jcluster-host \$HOSTNAME has another home than $node, and 'container' needs a common one\"; exit; }"
printf -v check 'there=%q\nthere=${there/#"~/"/"$HOME/"}\n%s\nexec "$there" -c %q %q' "$there" "$boxed" "$(
    cat <<'PYTHON'
{{program|lines}}
PYTHON
)" "$mpi"
checks=()
for i in "${!elsewhere[@]}"; do
    shell=/bin/bash "$scratch/across" "${elsewhere[i]}" "$check" </dev/null >"$scratch/check.$i" 2>"$scratch/check.$i.log" &
    checks+=($!)
done
declare -A called=() # what each host calls itself, as its engines will
for name in "${hosts[@]}"; do called[$name]=$HOSTNAME; done
wrong=()
bound=$((SECONDS + 60))
for i in "${!elsewhere[@]}"; do
    name=${elsewhere[i]} said='' word='' answer=''
    while lives "${checks[i]}" && ((SECONDS < bound)); do tick 0.05; done
    if lives "${checks[i]}"; then
        kill -TERM "${checks[i]}"
        wrong+=("$name has not answered within a minute")
        continue
    fi
    { read -r word called[$name] answer; } < <(grep -a -m 1 '^jcluster-host ' "$scratch/check.$i")
    [[ $answer != ok ]] || continue
    said=$(grep -v -e '^Warning: ' -e '^$' "$scratch/check.$i.log" | tail -n 1)
    said=${said%$'\r'} # as ssh ends its lines
    wrong+=("$name: ${answer:-${said:-it said nothing}}")
done
rm -f "$scratch/lost" # what broke here is told below
if ((${#wrong[@]} > 0)); then
    printf -v said '%s; ' "${wrong[@]}"
    fail 3 "${#wrong[@]} of ${#hosts[@]} hosts cannot have engines: ${said}from $node each must be reached by 'ssh -o BatchMode=yes HOST' without a question, and have the same software"
fi
placement=''
for i in "${!hosts[@]}"; do
    name=${hosts[i]}
    for other in "${hosts[@]:0:i}"; do
        [[ ${called[$other]} != "${called[$name]}" ]] ||
            fail 3 "the hosts $other and $name both call themselves ${called[$name]}: name each machine once, with all its engines"
    done
    for ((k = 0; k < slots[$name]; k++)); do placement+=", $(json "${called[$name]}")"; done
done
[[ $mpi != yes ]] || facts+=" \"placement\": [${placement#, }]," # host by host, in the order of the ranks

