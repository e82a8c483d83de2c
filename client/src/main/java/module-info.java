/** An ipyparallel client for Java. */
module io.jcluster.client {
    requires static transitive org.jspecify;
    requires transitive com.fasterxml.jackson.databind;
    requires io.jcluster.wire;
    requires org.slf4j;

    exports io.jcluster.client;
}
