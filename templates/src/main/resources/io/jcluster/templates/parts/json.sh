# A text as JSON. Letter by letter: what a backslash means in ${text//…} differs between versions of bash.
json() {
    local text=$1 letter out='' i
    for ((i = 0; i < ${#text}; i++)); do
        letter=${text:i:1}
        case $letter in
            '"' | \\) out+="\\$letter" ;;
            [[:cntrl:]]) out+=' ' ;;
            *) out+=$letter ;;
        esac
    done
    printf '"%s"' "$out"
}
