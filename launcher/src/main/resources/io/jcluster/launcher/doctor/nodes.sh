# Whether names are known on this host.
for name in $names; do
    printf '\n%s %s\n' "$mark" "$name"
    if command -v getent >/dev/null; then getent hosts "$name" || echo unknown; fi
done
