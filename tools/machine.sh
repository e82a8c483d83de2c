# What this machine needs, read by ./quickstart and ./test: found out by looking, installed from Debian's
# packages after saying so, and named in a sentence where that cannot be done. For bash.

say() { printf '%s\n' "$*"; }

die() {
    printf '%s\n' "$1" >&2
    shift
    [[ $# == 0 ]] || printf '  try: %s\n' "$@" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

debian() { [[ -e /etc/debian_version ]] && have apt-get && have dpkg-query; }

# The Python of Debian's packages; another python3 (pyenv, conda) may stand before it on PATH.
PYTHON=python3
if debian; then PYTHON=/usr/bin/python3; fi

# jdk_version HOME: the major version of a JDK that can compile; nothing for anything else.
jdk_version() {
    [[ -n $1 && -x $1/bin/javac ]] || return 0
    "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

# Sets JAVA_HOME to a JDK from 17 on: the user's own choice, the one on PATH, or the oldest of the system's that will do.
find_jdk() {
    local home version best='' found
    found=$(readlink -f "$(command -v javac)")
    for home in "${JAVA_HOME:-}" "${found%/bin/javac}"; do
        version=$(jdk_version "$home")
        if ((${version:-0} >= 17)); then
            export JAVA_HOME=$home
            return
        fi
    done
    for home in /usr/lib/jvm/*/; do
        version=$(jdk_version "${home%/}")
        if ((${version:-0} >= 17 && version < ${best:-1000})); then
            best=$version
            export JAVA_HOME=${home%/}
        fi
    done
    [[ -n $best ]]
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif [[ -t 2 ]]; then
        sudo "$@" # asks on the terminal, whatever standard input is
    else
        sudo -n "$@"
    fi
}

may_be_root() { ((EUID == 0)) || { have sudo && as_root true; }; }

# The name that this release of Debian has for a JDK.
jdk_package() {
    local package
    for package in openjdk-17-jdk-headless openjdk-21-jdk-headless openjdk-25-jdk-headless; do
        if [[ $(apt-cache policy "$package" 2>/dev/null) == *Candidate:\ [0-9]* ]]; then
            echo "$package"
            return
        fi
    done
    echo default-jdk-headless
}

imports() { "$PYTHON" -c "import $1" >/dev/null 2>&1; }

# What is missing for building and for engines on this machine, as Debian's packages.
missing_packages() {
    local -a missing=()
    find_jdk || missing+=("$(jdk_package)")
    have mvn || [[ -n ${MVNW_REPOURL:-} ]] || missing+=(maven)
    have mpiexec || missing+=(openmpi-bin)
    have ps || missing+=(procps)
    imports ipyparallel || missing+=(python3-ipyparallel)
    imports ipykernel || missing+=(python3-ipykernel)
    imports numpy || missing+=(python3-numpy)
    imports mpi4py.MPI || missing+=(python3-mpi4py)
    echo "${missing[*]}"
}

# What apt-get and dpkg say fills pages: of it, what is done and what went wrong.
apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 "$@" </dev/null |
        sed -un -e 's/^Setting up /  /p' -e '/^Need to get/s/^/  /p' -e '/^Err:/p'
}

# install WHAT-FOR PACKAGE...: says which, and why, and installs them.
install() {
    local what=$1
    shift
    [[ $# != 0 ]] || return 0
    debian || die "$what needs what Debian calls: $*" \
        "install them by hand (JDK 17 or newer, Maven, Open MPI; ipyparallel, ipykernel, numpy and mpi4py for $PYTHON)"
    say "$what needs Debian packages that are missing here; installing them:"
    say "  apt-get install --no-install-recommends $*"
    may_be_root || die "installing packages needs root, and there is no way to become it here (no sudo, or a password without a terminal)" \
        "apt-get install --no-install-recommends $*   as root, then this again"
    # The lists of a fresh machine are empty, and those of an old one name versions that are gone.
    apt install --yes --no-install-recommends "$@" || { apt update && apt install --yes --no-install-recommends "$@"; } ||
        die "apt-get did not install: $*" "apt-get update; see what it says above"
}

# The tools for building and for engines on this machine.
equip() {
    local -a missing
    # An unread package list does not know what this release calls its JDK.
    if debian && ! find_jdk && [[ -z $(apt-cache policy default-jdk-headless 2>/dev/null) ]] && may_be_root; then
        say "reading the list of Debian's packages"
        apt update
    fi
    read -ra missing < <(missing_packages)
    install "$1" "${missing[@]}"
    hash -r
    find_jdk || die "there is no JDK 17 or newer here" "set JAVA_HOME to one"
    imports ipyparallel || die "$PYTHON cannot import ipyparallel" "$PYTHON -c 'import ipyparallel' says why"
}
