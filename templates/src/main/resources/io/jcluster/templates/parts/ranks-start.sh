"${launch[@]}" "$scratch/rank" </dev/null >"$directory/ranks.log" 2>&1 &
