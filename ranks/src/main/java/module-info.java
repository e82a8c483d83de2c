/** How the processes of a job become the ranks of a Java MPI program, and how their end is one. */
module io.jcluster.ranks {
    requires static transitive org.jspecify;
    requires jdk.net;

    exports io.jcluster.ranks;
}
