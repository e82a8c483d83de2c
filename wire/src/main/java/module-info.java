/** What clients and engines of ipyparallel say to a controller, and how it travels. */
module io.jcluster.wire {
    requires static transitive org.jspecify;
    requires transitive com.fasterxml.jackson.databind;
    requires jnacl;
    requires org.slf4j;

    exports io.jcluster.wire;
}
