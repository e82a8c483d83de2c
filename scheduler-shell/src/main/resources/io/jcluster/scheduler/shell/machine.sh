# Name, system, release, processor, number of processors, kilobytes of memory and of swap, load of a minute.
kilobytes() {
    sed -n "s/^$1: *\([0-9]*\) kB/\1/p" /proc/meminfo
}

read -r load rest </proc/loadavg
echo "$(uname -n) $(uname -s) $(uname -r) $(uname -m) $(getconf _NPROCESSORS_ONLN)" \
    "$(kilobytes MemTotal) $(kilobytes SwapTotal) $load"
