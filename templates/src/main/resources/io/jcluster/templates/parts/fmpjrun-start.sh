"${launch[@]}" -cp "$path" "${java_options[@]}" -class io.jcluster.ranks.RankMain --alone "$main_class" "${arguments[@]}" \
    </dev/null >"$directory/ranks.log" 2>&1 &
