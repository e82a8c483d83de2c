[[ $mpi_home != '~/'* ]] || mpi_home=$HOME/${mpi_home#'~/'}
[[ -r $mpi_home/lib/mpj.jar ]] ||
    fail 3 "there is no MPJ Express in $mpi_home on $node: it has no lib/mpj.jar; name its directory with 'mpi-home' of 'java' (Debian's package is libmpj-java)"
for log4j in "$mpi_home"/lib/log4j*.jar /usr/share/java/log4j-1.2.jar; do
    [[ ! -r $log4j ]] || break
done
[[ -r $log4j ]] || fail 3 "MPJ Express in $mpi_home on $node lacks log4j 1.2, which it loads: there is no log4j*.jar in its lib"
[[ -r $mpi_home/conf/mpjexpress.conf ]] ||
    fail 3 "MPJ Express in $mpi_home on $node has no conf/mpjexpress.conf, which it reads; is 'mpi-home' of 'java' right?"
# Its own classes first: a program that has another MPI for Java in its jar must not bring it in by parts.
path=$ranks_jar:$mpi_home/lib/mpj.jar:$log4j$path
software=" \"software\": {\"java\": $(json "$java_version"), \"mpi for Java\": $(json "MPJ Express in $mpi_home")},"
