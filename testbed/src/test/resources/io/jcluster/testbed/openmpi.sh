# Makes, in the directory $1, a compiler for this machine's Open MPI as a site's module has one, of Debian's package
# of its headers, which is not installed for that; and in $1/wheels the source of mpi4py with all that builds it.
# The module's own place, as a job sees it, is $2.
set -e
mkdir -p "$1/bin" "$1/lib" "$1/wheels"
cd "$1"
type gcc >/dev/null
apt-get -qq download libopenmpi-dev || { apt-get -qq update && apt-get -qq download libopenmpi-dev; }
dpkg -x libopenmpi-dev_*.deb headers
place=lib/$(gcc -print-multiarch)
ln -s "/usr/$place/libmpi.so.40" lib/libmpi.so
cat >bin/mpicc <<END
#!/bin/sh
OPAL_INCLUDEDIR=$2/headers/usr/$place/openmpi/include OPAL_LIBDIR=$2/lib exec /usr/bin/mpicc.openmpi "\$@"
END
chmod 755 bin/mpicc
/usr/bin/python3 -m venv pip
pip() { ./pip/bin/python -m pip --quiet --disable-pip-version-check "$@"; }
pip download -d wheels --no-deps --no-binary mpi4py mpi4py
pip download -d wheels setuptools cython build
rm -rf pip
